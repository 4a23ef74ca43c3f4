/**
 * The one import of the component kit. Deep paths keep a screen's script small: the package entry is not tree-shaken.
 * Import it from files marked "use client" only.
 */
export { default as Checkbox } from "@carbon/react/es/components/Checkbox/index";
export { default as InlineLoading } from "@carbon/react/es/components/InlineLoading/index";
export { default as Select } from "@carbon/react/es/components/Select/index";
export { default as SelectItem } from "@carbon/react/es/components/SelectItem/index";
export { default as TextArea } from "@carbon/react/es/components/TextArea/index";
export { default as TextInput } from "@carbon/react/es/components/TextInput/index";
export { default as Toggle } from "@carbon/react/es/components/Toggle/Toggle";
export { default as Header } from "@carbon/react/es/components/UIShell/Header";
export { default as HeaderMenuButton } from "@carbon/react/es/components/UIShell/HeaderMenuButton";
export { default as HeaderName } from "@carbon/react/es/components/UIShell/HeaderName";
export { default as SideNav } from "@carbon/react/es/components/UIShell/SideNav";
export { default as SideNavItems } from "@carbon/react/es/components/UIShell/SideNavItems";
export { default as SideNavLink } from "@carbon/react/es/components/UIShell/SideNavLink";
export { default as SkipToContent } from "@carbon/react/es/components/UIShell/SkipToContent";
export { Button } from "./button";
