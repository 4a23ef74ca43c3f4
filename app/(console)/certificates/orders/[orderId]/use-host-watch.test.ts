import { expect, it } from "vitest";
import type { Check } from "@/contracts/check";
import { isWaitable } from "./use-host-watch";

const finding = (id: string, verdict: Check["verdict"]): Check => {
  return { id, title: id, verdict, finding: "", evidence: [], remedy: null };
};

it.each([
  ["a host that is not up", "draft", [finding("host", "refuse"), finding("addresses", "warn")], true],
  ["a host that a request waits for", "csr_ready", [finding("host", "refuse")], true],
  ["a BMC that is not trusted", "draft", [finding("reach", "refuse"), finding("host", "skipped")], false],
  ["nothing", "draft", [finding("host", "pass"), finding("clock", "warn")], false],
  ["a refused login, which waiting does not cure", "draft", [finding("logon", "refuse")], false],
  ["a role that is too low", "draft", [finding("role", "refuse"), finding("host", "refuse")], false],
  ["a host that an order needs no more", "verified", [finding("host", "refuse")], false],
] as const)("where %s hinders", (_name, state, findings, expected) => {
  expect(isWaitable({ state, findings: [...findings] })).toBe(expected);
});
