/** What the rules of a certificate order look at; the row in the database holds more. */
import type { CheckOutcome, KeySource, OrderProblemCode, OrderState, OrderStep } from "@/contracts/certificate-order";

export interface OrderFacts {
  readonly state: OrderState;
  /** The step that some process is at. */
  readonly step: OrderStep | null;
  readonly hasProfile: boolean;
  /** Null while there is no key. */
  readonly keySource: KeySource | null;
  readonly hasRequest: boolean;
  /** What the checks of the received certificate came to; null before. */
  readonly outcome: CheckOutcome | null;
  /** Fingerprint of the authority that came with the certificate. */
  readonly receivedAuthority: string | null;
  /** Fingerprint of a changed authority that a person has accepted. */
  readonly acceptedAuthority: string | null;
  readonly isProven: boolean;
  readonly hasIdentity: boolean;
  /** Whether it is to take the place of an identity that is in use. */
  readonly isRenewal: boolean;
  readonly problem: OrderProblemCode | null;
}

/** An order at its beginning. */
export function newOrder(options: { hasProfile: boolean; isRenewal: boolean }): OrderFacts {
  return {
    state: "draft",
    step: null,
    ...options,
    keySource: null,
    hasRequest: false,
    outcome: null,
    receivedAuthority: null,
    acceptedAuthority: null,
    isProven: false,
    hasIdentity: false,
    problem: null,
  };
}

/** States that nothing leads out of. */
export const finalStates: readonly OrderState[] = ["cancelled", "superseded"];

/** Whether nothing can happen to the order any more. */
export function isFinal(state: OrderState): boolean {
  return finalStates.includes(state);
}
