"use client";

import type { ReactNode } from "react";
import { useDisclosure } from "../use-disclosure";

interface DisclosureProps {
  /** Accessible name of the button. */
  label: string;
  button: ReactNode;
  /** Content of the panel; `close` also returns the focus to the button. */
  children: (close: () => void) => ReactNode;
  align?: "start" | "end";
}

/** A header button that opens a panel below itself. */
export function Disclosure({ label, button, children, align = "end" }: DisclosureProps) {
  const { isOpen, close, rootProps, triggerProps, panelProps } = useDisclosure();
  return (
    <div {...rootProps} className={`sb-disclosure${align === "start" ? " sb-disclosure--start" : ""}`}>
      <button {...triggerProps} className="sb-disclosure__button" aria-label={label} title={label}>
        {button}
      </button>
      <div {...panelProps} className="sb-disclosure__panel">
        {isOpen ? children(close) : null}
      </div>
    </div>
  );
}
