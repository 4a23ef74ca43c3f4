import "server-only";
import { X509Certificate } from "node:crypto";
import type { Renewal } from "@/contracts/certificate-order";
import { countOf } from "@/contracts/count";
import type { Concern } from "@/contracts/overview";
import type { OrderInUse } from "@/server/data/certificate-orders";
import { findRenewal } from "@/server/domain/certificate-order/renewal";

const SOON_DAYS = 30;

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
export function listRenewalConcerns(orders: readonly OrderInUse[], now: number): Concern[] {
  return orders.flatMap(({ id, profileId, identityName, chainPem, renewalId }) => {
    const leaf = new X509Certificate(chainPem);
    const notAfter = new Date(leaf.validTo);
    const renewal = findRenewal({ notBefore: new Date(leaf.validFrom), notAfter }, new Date(now));
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
