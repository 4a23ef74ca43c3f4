import { expect, it } from "vitest";
import type { DiagnosisStep } from "@/contracts/diagnosis";
import { waysOutOf } from "./ways-out";

const step = (id: DiagnosisStep["id"], rest: Partial<DiagnosisStep> = {}): DiagnosisStep => ({
  id,
  title: `Step ${id}`,
  status: "fail",
  finding: "It failed.",
  evidence: [],
  durationMs: 1,
  ...rest,
});
const trust = { text: "Trust the CA.", alternatives: [{ text: "Pin the certificate." }] };

it("shows a way out once, and says where", () => {
  const fault = { errorClass: "unknown-ca-root-sent" as const, finding: "Unknown.", remedy: trust };
  const ways = waysOutOf([
    step("tcp"),
    step("tls-checks", { faults: [fault], remedy: trust }),
    step("tls-verified", { remedy: trust }),
    step("http", { remedy: { text: "Look at the port." } }),
  ]);
  expect(ways.get("tcp")).toEqual({ faults: [], ways: [], above: null });
  expect(ways.get("tls-checks")).toMatchObject({
    faults: [{ ways: [{ text: "Trust the CA." }, { text: "Pin the certificate." }] }],
    ways: [],
    above: null,
  });
  expect(ways.get("tls-verified")).toEqual({ faults: [], ways: [], above: "Step tls-checks" });
  expect(ways.get("http")).toMatchObject({ ways: [{ text: "Look at the port." }], above: null });
});

it("shows the rest of what several steps name", () => {
  const ways = waysOutOf([
    step("tls-checks", { remedy: { text: "Pin the certificate." } }),
    step("tls-verified", { remedy: trust }),
  ]);
  expect(ways.get("tls-verified")).toMatchObject({ ways: [{ text: "Trust the CA." }], above: null });
});
