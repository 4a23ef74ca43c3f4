import type { OrderSummary } from "@/contracts/certificate-order";

type Standing = Pick<OrderSummary, "state" | "step" | "problem" | "profile" | "isLed">;

/** True while the order moves on by itself. */
export function isMoving({ step, isLed }: Pick<Standing, "step" | "isLed">): boolean {
  return step !== null || isLed;
}

/** How far a renewal is from its end, for those who wait: what it does now, or what it needs of somebody. */
export function describeWay(order: Standing): string {
  if (order.problem !== null) return order.problem.message;
  if (order.step !== null) return "";
  if (order.isLed) return "It waits for its turn.";
  switch (order.state) {
    case "active":
      return "In use from now on.";
    case "superseded":
      return "A newer one is in use.";
    case "cancelled":
      return "It was cancelled.";
    case "draft":
      return "Its request was made elsewhere: make a new one there and upload it.";
    case "certificate_received":
      return "The VMI has another authority than before: compare the fingerprints and decide.";
    default:
      return order.profile === null ? "Carry the request to the signer by hand." : "It waits for somebody to go on.";
  }
}

/** How many have come to rest. */
export function describeProgress(ended: number, all: number): string {
  if (ended === all) return `${all === 1 ? "It is" : `All ${all} are`} done or in somebody's hands.`;
  return `${ended} of ${all} are done or in somebody's hands. The others go on when this window is closed.`;
}
