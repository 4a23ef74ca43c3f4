import type CarbonButton from "@carbon/react/es/components/Button/Button";
import ButtonBase from "@carbon/react/es/components/Button/ButtonBase";

/**
 * Carbon's button without its tooltip for icon-only buttons, which alone brings a positioning library of 17 kB to every
 * screen. Icon-only buttons are plain `sb-icon-button`s with an `aria-label` and a `title`.
 */
export const Button = ButtonBase as unknown as typeof CarbonButton;
