"use client";

import { createContext, useContext } from "react";
import type { CertificateOrder, OrderAction } from "@/contracts/certificate-order";

export const OrderContext = createContext<CertificateOrder | null>(null);

/** The order the page is about, as it is now. */
export function useOrder(): CertificateOrder {
  const order = useContext(OrderContext);
  if (order === null) throw new Error("useOrder needs an OrderContext above it");
  return order;
}

/** Why the action is not possible now; null where it is. */
export function obstacleOf(order: Pick<CertificateOrder, "actions">, action: OrderAction): string | null {
  const known = order.actions.find((candidate) => candidate.action === action);
  return known === undefined ? "This order does not have this step." : known.obstacle;
}
