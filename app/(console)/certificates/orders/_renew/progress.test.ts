import { describe, expect, it } from "vitest";
import type { OrderState } from "@/contracts/certificate-order";
import { describeProgress, describeWay, isMoving } from "./progress";

const profile = { id: "3cce14ca-aeb9-4360-ac32-97cb58cbcbab", name: "BMC1", kind: "bmc" } as const;
const step = { id: "sign", startedAt: "2026-01-01T00:00:00.000Z" } as const;
const at = (state: OrderState, rest: object = {}) => ({
  state,
  step: null,
  problem: null,
  profile,
  isLed: false,
  ...rest,
});

describe("a renewal", () => {
  it("moves while a step is under way, and between steps while it is led", () => {
    expect(isMoving(at("csr_ready"))).toBe(false);
    expect(isMoving(at("csr_ready", { isLed: true }))).toBe(true);
    expect(isMoving(at("awaiting_certificate", { step }))).toBe(true);
  });

  it.each([
    [at("active"), "In use from now on."],
    [at("csr_ready", { profile: null }), "Carry the request to the signer by hand."],
    [at("csr_ready", { isLed: true }), "It waits for its turn."],
    [at("awaiting_certificate", { step, isLed: true }), ""],
    [at("csr_ready"), "It waits for somebody to go on."],
    [at("certificate_received"), "The VMI has another authority than before: compare the fingerprints and decide."],
    [at("csr_ready", { problem: { code: "host_not_ready", message: "Off.", remedy: null, at: "" } }), "Off."],
  ])("says what it needs %#", (order, words) => {
    expect(describeWay(order)).toBe(words);
  });

  it("counts what has come to rest", () => {
    expect(describeProgress(1, 3)).toMatch(/^1 of 3 /);
    expect(describeProgress(1, 1)).toMatch(/^It is done/);
    expect(describeProgress(3, 3)).toMatch(/^All 3 are done/);
  });
});
