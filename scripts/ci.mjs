import { existsSync } from "node:fs";
import path from "node:path";
import { main, root, runInForeground, say } from "./progress.mjs";
import { forgetResult, readResult } from "./results.mjs";

/** Recorded cases of the reference client for WBEM; they are not part of the repository. */
const CASES = path.join(root, "..", "shared", "testdata", "pywbem-testclient");

/** @type {readonly { args: string[], suites: string[] }[]} */
const stages = [
  { args: ["scripts/test.mjs"], suites: ["unit", "e2e"] },
  { args: ["scripts/check.mjs"], suites: ["check"] },
  { args: ["scripts/test.mjs", "peers"], suites: ["peers"] },
  ...casesStage(),
];

function casesStage() {
  if (!existsSync(CASES)) {
    say(`The recorded WBEM cases are left out: ${CASES} is not there.`);
    return [];
  }
  const runTypeScript = ["--conditions=react-server", "--import", "tsx"];
  return [{ args: [...runTypeScript, "scripts/wbem-cases.ts", CASES], suites: ["wbem-cases"] }];
}

await main(async () => {
  let passed = 0;
  let failed = 0;
  for (const { args, suites } of stages) {
    for (const suite of suites) forgetResult(suite);
    const code = await runInForeground(process.execPath, args);
    const counts = suites.map(readResult);
    const failedHere = counts.reduce((sum, count) => sum + count.failed, 0);
    passed += counts.reduce((sum, count) => sum + count.passed, 0);
    failed += code !== 0 && failedHere === 0 ? 1 : failedHere;
  }
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
