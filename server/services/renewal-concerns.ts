import "server-only";
import { setImmediate } from "node:timers/promises";
import type { Renewal } from "@/contracts/certificate-order";
import { countOf } from "@/contracts/count";
import type { Concern } from "@/contracts/overview";
import { findChains, listOrdersInUse, type OrderInUse } from "@/server/data/certificate-orders";
import { getDatabase } from "@/server/data/client";
import { findRenewal } from "@/server/domain/certificate-order/renewal";
import { findReadLeaf, leafOf } from "./certificate-orders/ordered-leaf";

const SOON_DAYS = 30;
/** Certificates read at a time, between which others get their turn. */
const BATCH = 20;

/** An ordered certificate in use with its whole lifetime. */
export interface RenewableOrder extends OrderInUse {
  notBefore: Date;
}

/** The orders of a team whose certificates are in use. */
export async function listRenewableOrders(teamId: string): Promise<RenewableOrder[]> {
  const orders = await listOrdersInUse(getDatabase(), teamId);
  const leaves = new Map(orders.map(({ id }) => [id, findReadLeaf(id)]));
  const unread = orders.filter(({ id }) => leaves.get(id) === undefined).map(({ id }) => id);
  for (let at = 0; at < unread.length; at += BATCH) {
    const chains = await findChains(getDatabase(), unread.slice(at, at + BATCH));
    for (const [id, chainPem] of chains) leaves.set(id, leafOf(id, chainPem));
    await setImmediate();
  }
  return orders.flatMap((order) => {
    const leaf = leaves.get(order.id);
    return leaf ? [{ ...order, notBefore: leaf.notBefore }] : [];
  });
}

/** A long-lived certificate is due long before it presses. */
function severityOf({ urgency, daysLeft }: Renewal): Concern["severity"] {
  if (urgency !== "due") return "critical";
  return daysLeft > SOON_DAYS ? "info" : "warning";
}

function remainingOf({ urgency, daysLeft }: Renewal, end: string): string {
  return urgency === "expired"
    ? `It was valid until ${end}.`
    : `It ends on ${end}, ${countOf(daysLeft, "day")} from now.`;
}

/**
 * Client certificates that were ordered here and are due for renewal (section 13.3 of the exchange's reference). Each
 * leads to its order, or to the renewal that is going on.
 */
export function listRenewalConcerns(orders: readonly RenewableOrder[], now: number): Concern[] {
  return orders.flatMap(({ id, profileId, identityName, notBefore, notAfter, renewalId }) => {
    const renewal = findRenewal({ notBefore, notAfter }, new Date(now));
    if (renewal.dueSince === null) return [];
    const isOver = renewal.urgency === "expired";
    const next = renewalId === null ? "Renew it with a new key." : "Its renewal is going on.";
    return [
      {
        id: `renewal-${id}`,
        kind: "renewal",
        severity: severityOf(renewal),
        title: `The client certificate ${identityName} ${isOver ? "has ended" : "is to be renewed"}`,
        detail: `${remainingOf(renewal, notAfter.toISOString().slice(0, 10))} ${next}`,
        since: renewal.dueSince,
        profileId,
        href: `/certificates/orders/${encodeURIComponent(renewalId ?? id)}`,
      } as const,
    ];
  });
}
