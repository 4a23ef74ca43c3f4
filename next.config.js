/** @type {import("next").NextConfig} */
const config = {
  // Several builds of one checkout can live side by side: tests, benchmarks and development each name their own.
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  poweredByHeader: false,
  reactStrictMode: true,
  agentRules: false,
  devIndicators: false,
  // `npm run check` runs the compiler; the build need not do it a second time. A configuration that extends another one
  // is not rewritten by the build.
  typescript: { ignoreBuildErrors: true, tsconfigPath: "tsconfig.next.json" },
  serverExternalPackages: [
    "@prisma/adapter-better-sqlite3",
    "@prisma/client",
    "better-auth",
    "better-sqlite3",
    "node-forge",
    "pino",
    "qrcode",
    "stompit",
    "undici",
  ],
  turbopack: { resolveAlias: { "../AILabel/index.js": "./app/_components/ai-label.ts" } },
  sassOptions: { quietDeps: true, silenceDeprecations: ["if-function", "import", "global-builtin"] },
  // The listener limits bodies, per endpoint; the framework must not cut them short.
  // Loading every route at the start costs a third of its CPU time and 30 MiB, whether they are used or not.
  experimental: { agentUpgrade: false, preloadEntriesOnStart: false, proxyClientMaxBodySize: "64mb" },
};

export default config;
