/**
 * Who may import whom: app -> server/http -> server/services -> {domain, data, secrets, pki, runtime, protocols} ->
 * transport, contracts below all of them. Third-party packages are confined by Biome.
 */
const testing = "(\\.test\\.tsx?$|\\.peers\\.ts$|/fake/|/testing/|^(bench|e2e|scripts)/)";

/** Folders of the server from the top down: each may import what stands to its right. */
const mayImport = {
  http: ["http", "services", "auth", "runtime", "domain", "logging", "transport/errors", "protocols/errors"],
  services: ["services", "auth", "data", "domain", "secrets", "pki", "protocols", "runtime", "transport", "logging"],
  auth: ["auth", "data", "domain", "secrets", "runtime", "listener", "logging"],
  runtime: ["runtime", "services", "data", "domain", "secrets", "pki", "protocols", "transport", "logging"],
  data: ["data", "domain", "secrets", "runtime", "logging"],
  domain: ["domain"],
  secrets: ["secrets", "data", "runtime", "domain", "logging"],
  protocols: ["protocols", "transport", "pki", "domain", "logging"],
  transport: ["transport", "pki", "domain", "logging"],
  pki: ["pki"],
  logging: ["logging", "runtime/registry"],
  listener: ["listener", "runtime", "logging", "pki"],
};

const layerRules = Object.entries(mayImport).map(([folder, allowed]) => ({
  name: `server-${folder}`,
  comment: `server/${folder} imports only ${allowed.join(", ")}, contracts and server/env.ts.`,
  severity: "error",
  from: { path: `^server/${folder}/`, pathNot: testing },
  to: {
    path: "^(app|server|bench|e2e|scripts)/",
    pathNot: `^server/(${allowed.join("|")})[./]|^server/(${allowed.join("|")})$|^server/env\\.ts$`,
  },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: "no-cycle",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "contracts-at-the-bottom",
      comment: "What browser and server both know imports nothing of either, and zod only.",
      severity: "error",
      from: { path: "^contracts/", pathNot: testing },
      to: { pathNot: "^contracts/|^node_modules/zod/" },
    },
    {
      name: "browser-code-away-from-the-server",
      comment: "Browser code reaches credentials only over the API (SEC-F6).",
      severity: "error",
      from: { path: "^app/(_client|_components)/", pathNot: testing },
      to: { path: "^server/" },
    },
    {
      name: "components-below-screens",
      severity: "error",
      from: { path: "^app/(_client|_components)/" },
      to: { path: "^app/(?!_client/|_components/|styles/|fonts\\.ts)" },
    },
    {
      name: "client-below-components",
      severity: "error",
      from: { path: "^app/_client/" },
      to: { path: "^app/_components/" },
    },
    {
      name: "routes-are-declarations",
      comment: "A route.ts declares with server/http and calls one service.",
      severity: "error",
      from: { path: "^app/.*/route\\.ts$" },
      to: { path: "^server/", pathNot: "^server/(http|services|auth)/" },
    },
    {
      name: "screens-over-services",
      comment: "Pages and layouts load the principal and first data from services.",
      severity: "error",
      from: { path: "^app/", pathNot: `^app/.*/route\\.ts$|${testing}` },
      to: {
        path: "^server/",
        pathNot: "^server/(services|auth/(page-)?principal|auth/return-path|domain|runtime/remote-address)",
      },
    },
    {
      name: "kinds-apart",
      comment: "A device family knows no other one.",
      severity: "error",
      from: { path: "^server/protocols/([^/]+)/", pathNot: testing },
      to: { path: "^server/protocols/([^/]+)/", pathNot: "^server/protocols/$1/" },
    },
    {
      name: "plain-node-below",
      comment: "These run in a plain Node test.",
      severity: "error",
      from: { path: "^server/(protocols|transport|pki|domain)/" },
      to: { path: "^node_modules/(next|react|react-dom|server-only)/" },
    },
    {
      name: "fakes-for-tests-only",
      comment: "Simulated devices and test support serve tests, benchmarks and the demo.",
      severity: "error",
      from: { pathNot: testing },
      to: { path: "/(fake|testing)/" },
    },
    {
      name: "no-tests-as-modules",
      severity: "error",
      from: {},
      to: { path: "\\.test\\.tsx?$" },
    },
    {
      name: "no-unresolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^server/data/generated|server/data/generated" },
    },
    {
      name: "no-undeclared-packages",
      severity: "error",
      from: {},
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "no-development-packages",
      comment: "What runs in production is a dependency, not a development dependency.",
      severity: "error",
      from: { path: "^(app|server|contracts|proxy|instrumentation)", pathNot: testing },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"], pathNot: "^node_modules/@types/" },
    },
  ],
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "^node_modules" },
    exclude: { path: "^server/data/generated/|^\\.next" },
    webpackConfig: { fileName: "scripts/import-aliases.cjs" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".cjs", ".json", ".scss"],
      mainFields: ["module", "main", "types"],
    },
  },
};
