import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./progress.mjs";

const directory = path.join(root, ".cache", "results");

/** @param {string} suite */
export function resultFile(suite) {
  mkdirSync(directory, { recursive: true });
  return path.join(directory, `${suite}.json`);
}

/** @param {string} suite */
export function forgetResult(suite) {
  rmSync(resultFile(suite), { force: true });
}

/**
 * @param {string} suite
 * @param {{ passed: number, failed: number }} counts
 */
export function writeResult(suite, counts) {
  writeFileSync(resultFile(suite), JSON.stringify(counts));
}

/**
 * Reads what a suite noted: our own form, Vitest's or Playwright's JSON report. A suite that left nothing counts as one
 * failure, because it did not get as far as its end.
 * @param {string} suite
 * @returns {{ passed: number, failed: number }}
 */
export function readResult(suite) {
  const file = resultFile(suite);
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const report = JSON.parse(readFileSync(file, "utf8"));
  if ("numPassedTests" in report) {
    const brokenFiles = report.testResults.filter(
      (/** @type {{ status: string, assertionResults: unknown[] }} */ result) =>
        result.status === "failed" && result.assertionResults.length === 0,
    ).length;
    return { passed: report.numPassedTests, failed: report.numFailedTests + brokenFiles };
  }
  if ("stats" in report) {
    const { expected, unexpected, flaky } = report.stats;
    return { passed: expected + flaky, failed: unexpected + report.errors.length };
  }
  return { passed: report.passed, failed: report.failed };
}
