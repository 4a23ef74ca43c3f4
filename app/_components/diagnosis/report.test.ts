import { describe, expect, it } from "vitest";
import type { DiagnosisStep } from "@/contracts/diagnosis";
import { diagnosisReport, summarizeSteps } from "./report";

function step(part: Partial<DiagnosisStep>): DiagnosisStep {
  return { id: "tcp", title: "TCP connect", status: "ok", durationMs: 12, finding: "connected", evidence: [], ...part };
}

describe("summarizeSteps", () => {
  it.each([
    [[], "Not run yet"],
    [[step({}), step({})], "All 2 steps passed"],
    [[step({}), step({ status: "running", title: "Logon" })], "Running: Logon"],
    [[step({ status: "fail" }), step({ status: "warn" }), step({})], "1 of 3 steps failed, 1 with a warning"],
    [[step({ status: "skipped" }), step({})], "1 skipped, of 2 steps"],
  ])("%#: %s", (steps, text) => {
    expect(summarizeSteps(steps)).toBe(text);
  });
});

describe("diagnosisReport", () => {
  it("carries every finding, fault and remedy", () => {
    const report = diagnosisReport("HMC one", [
      step({ evidence: [{ label: "Address", value: "192.0.2.1" }] }),
      step({
        id: "tls-checks",
        title: "Checks",
        status: "fail",
        durationMs: 1500,
        finding: "2 faults",
        faults: [{ errorClass: "expired", finding: "ended yesterday", remedy: { text: "Renew it" } }],
        remedy: { text: "See the chain" },
      }),
    ]);
    expect(report.split("\n")).toEqual([
      "HMC one",
      "",
      "[ok] TCP connect (12 ms): connected",
      "    Address: 192.0.2.1",
      "[fail] Checks (1.5 s): 2 faults",
      "    - expired: ended yesterday",
      "      Renew it",
      "    Remedy: See the chain",
      "",
    ]);
  });
});
