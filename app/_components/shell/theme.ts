export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

export const themeCookieName = "signalbox-theme";

/** Reads the theme out of a cookie's value; anything unknown means "as the system". */
export function parseTheme(value: string | undefined): Theme {
  return themes.find((theme) => theme === value) ?? "system";
}

/** The cookie's text that keeps the theme for a year. It holds no secret and is sent to this origin only. */
export function themeCookie(theme: Theme, isSecure: boolean): string {
  return `${themeCookieName}=${theme}; Path=/; Max-Age=31536000; SameSite=Strict${isSecure ? "; Secure" : ""}`;
}
