import type { OrderSummary } from "@/contracts/certificate-order";

/** A client certificate to be renewed. */
export interface Renewable {
  id: string;
  name: string;
}

/** The client certificates that came of these orders and are in use, each once. */
export function renewableOf(orders: readonly Pick<OrderSummary, "state" | "identity">[]): Renewable[] {
  const found = new Map<string, Renewable>();
  for (const { state, identity } of orders) if (state === "active" && identity) found.set(identity.id, identity);
  return [...found.values()];
}
