import path from "node:path";
import { prepareTools, quietTools } from "./prepare.mjs";
import { main, root, runInForeground, say } from "./progress.mjs";
import { forgetResult, writeResult } from "./results.mjs";

const bin = (/** @type {string[]} */ ...parts) => path.join(root, "node_modules", ...parts);

/** @type {readonly [string, string[]][]} */
const steps = [
  ["Format and lint", [bin("@biomejs", "biome", "bin", "biome"), "ci", "--error-on-warnings", "."]],
  ["Promises", [bin("oxlint", "bin", "oxlint"), "--type-aware", "--deny-warnings"]],
  ["Types", [bin("typescript", "bin", "tsc"), "--noEmit", "-p", "."]],
  ["Import rules", ["scripts/import-rules.mjs"]],
  ["Unused code", [bin("knip", "bin", "knip.js")]],
  ["Conventions", [bin("vitest", "vitest.mjs"), "run", "--reporter=dot", "scripts/conventions.test.ts"]],
];

await main(async () => {
  await prepareTools();
  forgetResult("check");
  /** @type {string[]} */
  const failed = [];
  for (const [title, args] of steps) {
    say(`\n${title}`);
    const code = await runInForeground(process.execPath, args, { ...quietTools, NODE_ENV: undefined });
    if (code !== 0) failed.push(title);
  }
  writeResult("check", { passed: steps.length - failed.length, failed: failed.length });
  say(failed.length === 0 ? "\nAll checks passed." : `\nFailed: ${failed.join(", ")}.`);
  return failed.length === 0 ? 0 : 1;
});
