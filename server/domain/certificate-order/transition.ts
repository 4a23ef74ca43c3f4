/**
 * The life of a certificate order. Every change is one of the events below; each has a guard, which answers why it is
 * not possible now, and an effect. All of it is pure: saving, conditional on the version that was read, is up to others.
 */
import type { CheckOutcome, OrderProblemCode, OrderState, OrderStep } from "@/contracts/certificate-order";
import { AppError } from "../app-error";
import { isFinal, type OrderFacts } from "./order";

export type OrderEvent =
  | { type: "step_begun"; step: OrderStep }
  /** The process that was at the step is gone, and its result with it. */
  | { type: "step_interrupted" }
  /** A person did not want to wait. */
  | { type: "step_stopped" }
  | { type: "key_generated" }
  | { type: "request_made" }
  | { type: "request_uploaded"; keySource: "uploaded" | "elsewhere" }
  | { type: "revised" }
  | { type: "upload_awaited" }
  | { type: "signing_failed"; problem: OrderProblemCode }
  | { type: "certificate_received"; via: "device" | "upload"; authority: string | null }
  | { type: "checked"; outcome: CheckOutcome }
  | { type: "authority_accepted"; fingerprint256: string }
  | { type: "authority_declined"; fingerprint256: string }
  | { type: "test_passed" }
  | { type: "test_failed" }
  | { type: "activated"; untested: boolean }
  | { type: "key_lost" }
  | { type: "retried" }
  | { type: "cancelled" }
  | { type: "superseded" };

export type OrderEventType = OrderEvent["type"];

interface Rule<E extends OrderEvent> {
  /** Why the event is not possible, in a sentence; null where it is. */
  obstacle: (order: OrderFacts, event: E) => string | null;
  effect: (order: OrderFacts, event: E) => Partial<OrderFacts>;
}

const stateNames: Record<OrderState, string> = {
  draft: "still a draft",
  key_ready: "waiting for its request",
  csr_ready: "ready to be signed",
  awaiting_certificate: "waiting for the certificate",
  certificate_received: "waiting for its checks to be settled",
  verified: "checked",
  tested: "tested",
  active: "in use",
  failed: "failed",
  cancelled: "cancelled",
  superseded: "replaced by a renewal",
};
const stepNames: Record<OrderStep, string> = {
  generate_key: "the key is being made",
  sign: "the device is signing",
  test: "the connection is being tested",
};
const keyElsewhere = "The private key is kept elsewhere.";

/** What a certificate brought with it, gone. */
const withoutCertificate = {
  outcome: null,
  receivedAuthority: null,
  acceptedAuthority: null,
  isProven: false,
} as const;
const withoutKey = { ...withoutCertificate, keySource: null, hasRequest: false } as const;

function inState(...states: OrderState[]) {
  return (order: OrderFacts): string | null => {
    if (!states.includes(order.state)) return `The order is ${stateNames[order.state]}.`;
    return order.step === null ? null : `Wait: ${stepNames[order.step]}.`;
  };
}

function atStep(step: OrderStep) {
  return (order: OrderFacts): string | null => (order.step === step ? null : "No such step is going on.");
}

function atAnyStep({ step }: OrderFacts): string | null {
  return step === null ? "No step is going on." : null;
}

/** Where an order was before the step that is going on. */
function stateBefore({ step, state }: OrderFacts): OrderState {
  return step === "sign" ? "csr_ready" : state;
}

const beginnings: Record<OrderStep, Rule<OrderEvent>> = {
  generate_key: { obstacle: inState("draft"), effect: () => ({}) },
  sign: {
    obstacle: (order) =>
      inState("csr_ready")(order) ?? (order.hasProfile ? null : "The order is not for a device of the console."),
    effect: () => ({ state: "awaiting_certificate" }),
  },
  test: {
    obstacle: (order) =>
      inState("verified", "tested", "active")(order) ?? (order.keySource === "elsewhere" ? keyElsewhere : null),
    effect: () => ({}),
  },
};

function answersQuestion(order: OrderFacts, { fingerprint256 }: { fingerprint256: string }): string | null {
  const obstacle = inState("certificate_received")(order);
  if (obstacle !== null) return obstacle;
  if (order.outcome !== "question") return "There is no question to answer.";
  return fingerprint256 === order.receivedAuthority ? null : "The fingerprint is not that of the CA in question.";
}

const rules: { [T in OrderEventType]: Rule<Extract<OrderEvent, { type: T }>> } = {
  step_begun: {
    obstacle: (order, event) => beginnings[event.step].obstacle(order, event),
    effect: (order, event) => ({ ...beginnings[event.step].effect(order, event), step: event.step }),
  },
  step_interrupted: {
    obstacle: atAnyStep,
    effect: (order) => ({ state: stateBefore(order), problem: "interrupted" }),
  },
  step_stopped: {
    obstacle: atAnyStep,
    effect: (order) => ({ state: stateBefore(order), problem: "cancelled" }),
  },
  key_generated: {
    obstacle: atStep("generate_key"),
    effect: () => ({ state: "key_ready", keySource: "generated" }),
  },
  request_made: {
    obstacle: inState("key_ready"),
    effect: () => ({ state: "csr_ready", hasRequest: true }),
  },
  request_uploaded: {
    obstacle: inState("draft"),
    effect: (_order, { keySource }) => ({ state: "csr_ready", keySource, hasRequest: true }),
  },
  revised: {
    obstacle: inState("key_ready", "csr_ready"),
    effect: () => ({ ...withoutKey, state: "draft" }),
  },
  upload_awaited: {
    obstacle: inState("csr_ready"),
    effect: () => ({ state: "awaiting_certificate" }),
  },
  signing_failed: {
    obstacle: atStep("sign"),
    effect: (_order, { problem }) => ({ state: problem === "request_rejected" ? "failed" : "csr_ready", problem }),
  },
  certificate_received: {
    obstacle: (order, { via }) =>
      via === "device" ? atStep("sign")(order) : inState("csr_ready", "awaiting_certificate")(order),
    effect: (_order, { authority }) => ({
      ...withoutCertificate,
      state: "certificate_received",
      receivedAuthority: authority,
    }),
  },
  checked: {
    obstacle: inState("certificate_received"),
    effect: (_order, { outcome }) => {
      if (outcome === "refused") return { outcome, state: "failed", problem: "certificate_refused" };
      return outcome === "accepted" ? { outcome, state: "verified" } : { outcome };
    },
  },
  authority_accepted: {
    obstacle: answersQuestion,
    // The checks have to be made again with the answer.
    effect: (_order, { fingerprint256 }) => ({ acceptedAuthority: fingerprint256, outcome: null }),
  },
  authority_declined: {
    obstacle: answersQuestion,
    effect: () => ({ state: "failed", problem: "authority_declined" }),
  },
  test_passed: {
    obstacle: atStep("test"),
    effect: ({ state }) => ({ state: state === "verified" ? "tested" : state, isProven: true }),
  },
  test_failed: {
    obstacle: atStep("test"),
    effect: ({ state, isProven }) => ({
      state: state === "tested" ? "verified" : state,
      isProven: state === "active" && isProven,
      problem: "test_failed",
    }),
  },
  activated: {
    obstacle: (order, { untested }) => {
      const obstacle = untested ? inState("verified")(order) : inState("tested")(order);
      if (obstacle !== null) return obstacle;
      if (order.keySource === "elsewhere") return keyElsewhere;
      return untested && order.isRenewal ? "A renewal takes the place of an identity only once it is tested." : null;
    },
    effect: () => ({ state: "active", hasIdentity: true }),
  },
  key_lost: {
    obstacle: (order) => {
      const states = ["key_ready", "csr_ready", "awaiting_certificate", "certificate_received", "verified", "tested"];
      if (!states.includes(order.state)) return `The order is ${stateNames[order.state]}.`;
      return order.keySource === "elsewhere" ? keyElsewhere : null;
    },
    effect: () => ({ state: "failed", problem: "key_lost" }),
  },
  retried: {
    obstacle: inState("failed"),
    effect: ({ problem }) =>
      problem === "certificate_refused" || problem === "authority_declined"
        ? { ...withoutCertificate, state: "csr_ready" }
        : { ...withoutKey, state: "draft" },
  },
  cancelled: {
    obstacle: ({ state }) => (isFinal(state) || state === "active" ? `The order is ${stateNames[state]}.` : null),
    effect: () => ({ state: "cancelled" }),
  },
  superseded: {
    obstacle: inState("active"),
    effect: () => ({ state: "superseded" }),
  },
};

/** Why an event is not possible now, in a sentence; null where it is. */
export function findEventObstacle(order: OrderFacts, event: OrderEvent): string | null {
  return ruleOf(event).obstacle(order, event);
}

/**
 * The order after an event: no step is going on, and no problem is left, unless the event brings one. Throws AppError
 * `conflict` where the event is not possible.
 */
export function transition(order: OrderFacts, event: OrderEvent): OrderFacts {
  const rule = ruleOf(event);
  const obstacle = rule.obstacle(order, event);
  if (obstacle !== null) {
    throw new AppError("conflict", obstacle, { remedy: "Somebody may have been faster; look at the order again." });
  }
  return { ...order, step: null, problem: null, ...rule.effect(order, event) };
}

function ruleOf(event: OrderEvent): Rule<OrderEvent> {
  // The table is complete by its type; the compiler does not follow that key and event belong together.
  return rules[event.type] as Rule<OrderEvent>;
}
