/** Finds what was going on when a server died, and says how it goes on from there. */
import type { OrderFacts } from "./order";
import { type OrderEvent, transition } from "./transition";

/** What to do with an order that no process is at any more. */
export interface Recovery {
  order: OrderFacts;
  /** Events to write down, in their order; none where nothing had to be resolved. */
  events: OrderEvent[];
  /** Work that no person has to ask for: it was due, and repeating it has no effect outside. */
  due: "make_request" | "run_checks" | null;
}

/**
 * Resolves an order whose step was cut off, the same way every time: an order without such a step is left as it is.
 *
 * Key generation: nothing was stored, the draft is as it was. Signing: the certificate is lost if it came; the BMC drops
 * its entry, and signing again is a new one (section 4.3 of the exchange's reference), so the order is ready to be
 * signed. Test: the certificate is as good as before. A key without its request, and a certificate without its checks,
 * go on by themselves.
 */
export function resolveInterrupted(order: OrderFacts): Recovery {
  const events: OrderEvent[] = order.step === null ? [] : [{ type: "step_interrupted" }];
  const resolved = events.reduce(transition, order);
  return { order: resolved, events, due: findDue(resolved) };
}

function findDue({ state, outcome }: OrderFacts): Recovery["due"] {
  if (state === "key_ready") return "make_request";
  return state === "certificate_received" && outcome === null ? "run_checks" : null;
}
