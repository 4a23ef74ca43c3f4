import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { root, say } from "./progress.mjs";

/** A parser that understands none of the files finds no violations either: fewer modules than this is a failure. */
const MODULE_FLOOR = 150;
const ENTRIES = [
  "app",
  "bench",
  "contracts",
  "e2e",
  "instrumentation-client.ts",
  "instrumentation.ts",
  "proxy.ts",
  "scripts",
  "server",
];

const require = createRequire(import.meta.url);

// dependency-cruiser asks swc for TypeScript without JSX, whatever the file is called. Its import of swc comes after
// this and sees the replaced function.
const swc = require("@swc/core");
const { parseFileSync } = swc;
swc.parseFileSync = (/** @type {string} */ file, /** @type {object} */ options) =>
  parseFileSync(file, { ...options, tsx: file.endsWith(".tsx") });

const { cruise, format } = await import("dependency-cruiser");
const { default: extractWebpackResolveConfig } = await import(
  "dependency-cruiser/config-utl/extract-webpack-resolve-config"
);

const { forbidden, options } = require(path.join(root, ".dependency-cruiser.cjs"));
const { webpackConfig, ...cruiseOptions } = options;
const aliases = await extractWebpackResolveConfig(path.join(root, webpackConfig.fileName));

const { output } = await cruise(
  ENTRIES.filter((entry) => existsSync(path.join(root, entry))),
  { ...cruiseOptions, validate: true, ruleSet: { forbidden }, baseDir: root },
  aliases,
);
const result = /** @type {import("dependency-cruiser").ICruiseResult} */ (output);
const own = result.modules.filter(({ source }) => !source.startsWith("node_modules/"));
const imports = own.reduce((sum, module) => sum + module.dependencies.length, 0);
if (own.length < MODULE_FLOOR || imports < own.length) {
  process.stderr.write(`Only ${own.length} modules with ${imports} imports were understood; that proves nothing.\n`);
  process.exit(1);
}
if (result.summary.error > 0) {
  const report = await format(result, { outputType: "err" });
  process.stderr.write(`${report.output}\n`);
  process.exit(1);
}
say(`${own.length} modules, ${imports} imports, no rule broken.`);
