import { main, runInForeground, say } from "./progress.mjs";
import { forgetResult, readResult } from "./results.mjs";

/** @type {readonly { script: string, args: string[], suites: string[] }[]} */
const stages = [
  { script: "scripts/test.mjs", args: [], suites: ["unit", "e2e"] },
  { script: "scripts/check.mjs", args: [], suites: ["check"] },
  { script: "scripts/test.mjs", args: ["peers"], suites: ["peers"] },
];

await main(async () => {
  let passed = 0;
  let failed = 0;
  for (const { script, args, suites } of stages) {
    for (const suite of suites) forgetResult(suite);
    const code = await runInForeground(process.execPath, [script, ...args]);
    const counts = suites.map(readResult);
    const failedHere = counts.reduce((sum, count) => sum + count.failed, 0);
    passed += counts.reduce((sum, count) => sum + count.passed, 0);
    failed += code !== 0 && failedHere === 0 ? 1 : failedHere;
  }
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
