/** What people can do with a certificate order, who may, and what stands in the way. */
import type { OrderAction } from "@/contracts/certificate-order";
import { orderActions } from "@/contracts/certificate-order";
import type { ProfilePermission, TeamPermission } from "@/contracts/permissions";
import { isFinal, type OrderFacts } from "./order";
import { findEventObstacle, type OrderEvent } from "./transition";

/** Right to an action: on the order's profile, or in the team where the order has none. */
export type OrderPermission =
  | { scope: "profile"; permission: ProfilePermission }
  | { scope: "team"; permission: TeamPermission };

/** The right that an action needs (SEC-G1). To see an order takes `view` on the profile or `trust.view` in the team. */
export function findOrderPermission(action: OrderAction | "view", hasProfile: boolean): OrderPermission {
  if (!hasProfile) return { scope: "team", permission: action === "view" ? "trust.view" : "identities.manage" };
  switch (action) {
    case "view":
      return { scope: "profile", permission: "view" };
    case "export":
      return { scope: "profile", permission: "export-key" };
    // What is trusted, and what is gone for good.
    case "accept_authority":
    case "delete":
      return { scope: "profile", permission: "manage" };
    default:
      return { scope: "profile", permission: "sign-csr" };
  }
}

/** Each action with the reason why it is not possible now; null where it is. */
export function listOrderActions(order: OrderFacts): { action: OrderAction; obstacle: string | null }[] {
  return orderActions.map((action) => ({ action, obstacle: findActionObstacle(order, action) }));
}

/** Why an action is not possible now, in a sentence; null where it is. */
export function findActionObstacle(order: OrderFacts, action: OrderAction): string | null {
  const event = findEvent(order, action);
  if (event !== null) return findEventObstacle(order, event);
  switch (action) {
    case "look":
      if (!order.hasProfile) return "The order is not for a device of the console.";
      return isFinal(order.state) ? "The order is over." : null;
    case "verify":
      return order.state === "certificate_received" && order.step === null
        ? null
        : "There is no certificate that waits for its checks.";
    case "export":
      return findExportObstacle(order);
    case "renew":
      return order.state === "active" ? null : "Only a certificate in use can be renewed.";
    default:
      return findDeleteObstacle(order);
  }
}

function findExportObstacle({ state, keySource }: OrderFacts): string | null {
  if (!["verified", "tested", "active"].includes(state)) return "There is no checked certificate to export.";
  return keySource === "elsewhere" ? "The private key is kept elsewhere." : null;
}

function findDeleteObstacle({ state, step }: OrderFacts): string | null {
  if (step !== null) return "A step is going on: cancel the order first.";
  const isOver = isFinal(state) || state === "draft" || state === "failed";
  return isOver ? null : "Cancel the order first, so that nobody waits for it.";
}

/** The event an action starts with; null for actions that change nothing by themselves. */
function findEvent(order: OrderFacts, action: OrderAction): OrderEvent | null {
  const fingerprint256 = order.receivedAuthority ?? "";
  switch (action) {
    case "generate":
      return { type: "step_begun", step: "generate_key" };
    case "upload_request":
      return { type: "request_uploaded", keySource: "uploaded" };
    case "revise":
      return { type: "revised" };
    case "sign":
      return { type: "step_begun", step: "sign" };
    case "await_upload":
      return { type: "upload_awaited" };
    case "upload_certificate":
      return { type: "certificate_received", via: "upload", authority: null };
    case "accept_authority":
      return { type: "authority_accepted", fingerprint256 };
    case "decline_authority":
      return { type: "authority_declined", fingerprint256 };
    case "test":
      return { type: "step_begun", step: "test" };
    case "activate":
      return { type: "activated", untested: false };
    case "activate_untested":
      return { type: "activated", untested: true };
    case "retry":
      return { type: "retried" };
    case "stop":
      return { type: "step_stopped" };
    case "cancel":
      return { type: "cancelled" };
    default:
      return null;
  }
}
