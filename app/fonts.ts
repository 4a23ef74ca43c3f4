import localFont from "next/font/local";

/** Latin only and preloaded; the complete files below are fetched when a device reports a name in another script. */
export const plexSans = localFont({
  src: [
    { path: "../node_modules/@ibm/plex-sans/fonts/split/woff2/IBMPlexSans-Regular-Latin1.woff2", weight: "400" },
    { path: "../node_modules/@ibm/plex-sans/fonts/split/woff2/IBMPlexSans-SemiBold-Latin1.woff2", weight: "600" },
  ],
  variable: "--font-plex-sans",
  display: "swap",
});

export const plexSansWide = localFont({
  src: [
    { path: "../node_modules/@ibm/plex-sans/fonts/complete/woff2/IBMPlexSans-Regular.woff2", weight: "400" },
    { path: "../node_modules/@ibm/plex-sans/fonts/complete/woff2/IBMPlexSans-SemiBold.woff2", weight: "600" },
  ],
  variable: "--font-plex-sans-wide",
  display: "swap",
  preload: false,
  adjustFontFallback: false,
});

export const plexMono = localFont({
  src: "../node_modules/@ibm/plex-mono/fonts/complete/woff2/IBMPlexMono-Regular.woff2",
  weight: "400",
  variable: "--font-plex-mono",
  display: "swap",
  preload: false,
  adjustFontFallback: false,
});
