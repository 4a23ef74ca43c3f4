import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { parseTheme, themeCookieName } from "./_components/shell/theme";
import { plexMono, plexSans, plexSansWide } from "./fonts";
import "./styles/global.scss";

export const metadata: Metadata = {
  title: { default: "Signalbox", template: "%s - Signalbox" },
  description: "Admin console for hardware management consoles",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { width: "device-width", initialScale: 1 };

/** The document. The theme comes from a cookie, so the first paint needs no script and does not flash. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = parseTheme((await cookies()).get(themeCookieName)?.value);
  return (
    <html
      lang="en"
      data-theme={theme}
      className={`${plexSans.variable} ${plexSansWide.variable} ${plexMono.variable}`}
      suppressHydrationWarning
    >
      <body>{children}</body>
    </html>
  );
}
