"use client";

import { type ComponentType, type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { Button } from "../carbon";

interface ReasonButtonProps {
  children: ReactNode;
  /** Why it cannot be used now; null when it can. */
  disabledReason: string | null;
  onClick: () => void;
  kind?: "primary" | "secondary" | "tertiary" | "ghost" | "danger" | "danger--tertiary" | "danger--ghost";
  size?: "sm" | "md" | "lg";
  type?: "button" | "submit";
  renderIcon?: ComponentType;
}

/**
 * A button that explains itself when it is disabled: it stays focusable, does nothing, and shows the reason on hover
 * and focus (Escape hides it) as well as to screen readers.
 */
export function ReasonButton(props: ReasonButtonProps) {
  const { disabledReason, onClick, kind, size = "md", type = "button", renderIcon } = props;
  const reasonId = useId();
  const [isDismissed, setDismissed] = useState(false);
  if (disabledReason === null) {
    return (
      <Button kind={kind} size={size} type={type} renderIcon={renderIcon} onClick={onClick}>
        {props.children}
      </Button>
    );
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only tracks when the explanation may show again
    <span
      className={`sb-reason-button${isDismissed ? " sb-reason-button--dismissed" : ""}`}
      onMouseLeave={() => setDismissed(false)}
      onBlur={() => setDismissed(false)}
    >
      <Button
        kind={kind}
        size={size}
        type="button"
        renderIcon={renderIcon}
        aria-disabled
        aria-describedby={reasonId}
        onClick={(event: { preventDefault: () => void }) => event.preventDefault()}
        onKeyDown={(event: KeyboardEvent) => {
          if (event.key === "Escape") {
            setDismissed(true);
          }
        }}
      >
        {props.children}
      </Button>
      <span id={reasonId} role="tooltip" className="sb-reason-button__text">
        {disabledReason}
      </span>
    </span>
  );
}
