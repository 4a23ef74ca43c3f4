import type { Tone } from "@/app/_components/feedback/tone";
import type { CheckOutcome, OrderState, OrderStep, OrderSummary, Renewal } from "@/contracts/certificate-order";

interface Described {
  tone: Tone;
  text: string;
}

const states: Record<OrderState, Described> = {
  draft: { tone: "idle", text: "Begun" },
  key_ready: { tone: "idle", text: "Key made" },
  csr_ready: { tone: "idle", text: "Request ready" },
  awaiting_certificate: { tone: "busy", text: "With the signer" },
  certificate_received: { tone: "idle", text: "Received" },
  verified: { tone: "ok", text: "Verified" },
  tested: { tone: "ok", text: "Proven" },
  active: { tone: "ok", text: "Kept" },
  failed: { tone: "fail", text: "Failed" },
  cancelled: { tone: "idle", text: "Cancelled" },
  superseded: { tone: "idle", text: "Replaced by a newer one" },
};

const steps: Record<OrderStep, string> = {
  generate_key: "Making the key",
  sign: "Being signed",
  test: "Being tested",
};

export interface Standing extends Pick<OrderSummary, "state" | "step" | "problem"> {
  /** What the checks came to, where that is known. */
  outcome?: CheckOutcome | null;
}

/** The state of an order in words; work under way and a problem come before where it stands. */
export function describeOrder({ state, step, problem, outcome }: Standing): Described {
  if (step !== null) return { tone: "busy", text: steps[step.id] };
  if (state === "certificate_received" && outcome === "question") return { tone: "warn", text: "Needs a decision" };
  const described = states[state];
  return problem !== null && described.tone !== "fail" && !isOver({ state })
    ? { tone: "warn", text: `${described.text}, with a problem` }
    : described;
}

/** True where nothing more happens to the order by itself or by its steps. */
export function isOver({ state }: Pick<OrderSummary, "state">): boolean {
  return state === "active" || state === "cancelled" || state === "superseded";
}

const urgencies: Record<Renewal["urgency"], Described> = {
  none: { tone: "ok", text: "Not due" },
  due: { tone: "warn", text: "Due" },
  urgent: { tone: "warn", text: "Urgent" },
  last_day: { tone: "fail", text: "Last day" },
  expired: { tone: "fail", text: "Expired" },
};

/** How urgent the renewal is, in words; null where there is nothing to renew. */
export function describeRenewal(renewal: Renewal | null): Described | null {
  return renewal === null ? null : urgencies[renewal.urgency];
}
