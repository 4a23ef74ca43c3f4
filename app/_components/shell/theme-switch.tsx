"use client";

import { useState } from "react";
import { AsleepIcon, LaptopIcon, LightIcon } from "../icons";
import { Disclosure } from "./disclosure";
import { parseTheme, type Theme, themeCookie, themes } from "./theme";

const presentation = {
  system: { label: "As the system", Icon: LaptopIcon },
  light: { label: "Light", Icon: LightIcon },
  dark: { label: "Dark", Icon: AsleepIcon },
} satisfies Record<Theme, { label: string; Icon: typeof LightIcon }>;

/** Chooses light, dark or the system's theme; takes effect at once and is rendered by the server from then on. */
export function ThemeSwitch({ theme }: { theme: Theme }) {
  const [chosen, setChosen] = useState(theme);
  const { Icon } = presentation[chosen];

  function choose(next: Theme) {
    setChosen(next);
    document.documentElement.dataset.theme = parseTheme(next);
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in browsers we support
    document.cookie = themeCookie(next, window.location.protocol === "https:");
  }

  return (
    <Disclosure label={`Theme: ${presentation[chosen].label}`} button={<Icon />}>
      {(close) => (
        <ul className="sb-menu">
          {themes.map((name) => {
            const { label, Icon: ThemeIcon } = presentation[name];
            return (
              <li key={name}>
                <button
                  type="button"
                  className="sb-menu__item"
                  aria-pressed={name === chosen}
                  onClick={() => {
                    choose(name);
                    close();
                  }}
                >
                  <ThemeIcon />
                  {label}
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </Disclosure>
  );
}
