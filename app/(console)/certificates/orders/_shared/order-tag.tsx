"use client";

import { StatusTag } from "@/app/_components/feedback/status-tag";
import type { Renewal } from "@/contracts/certificate-order";
import { describeOrder, describeRenewal, type Standing } from "./order-state";

/** State of an order as icon and words. */
export function OrderTag({ order, isBoxed }: { order: Standing; isBoxed?: boolean }) {
  const { text, tone } = describeOrder(order);
  return <StatusTag status={text} tone={tone} isBoxed={isBoxed} />;
}

/** How urgent the renewal of a certificate is, as icon and words. */
export function RenewalTag({ renewal }: { renewal: Renewal | null }) {
  const described = describeRenewal(renewal);
  return described === null ? null : <StatusTag status={described.text} tone={described.tone} />;
}
