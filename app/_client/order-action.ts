"use client";
import { type QueryClient, type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import type { CertificateOrder } from "@/contracts/certificate-order";
import type { ProblemError } from "./api";
import { keys } from "./keys";

/** Keeps an order as it is now; an answer that is older than what is known changes nothing. */
async function keepOrder(client: QueryClient, order: CertificateOrder): Promise<void> {
  // An answer asked for earlier would arrive later and bring the old state back.
  await client.cancelQueries({ queryKey: keys.order(order.id), exact: true });
  client.setQueryData<CertificateOrder>(keys.order(order.id), (known) =>
    known !== undefined && known.version > order.version ? known : order,
  );
}

/**
 * An action on an order, decided on the version that is shown. Its answer is the order as it is then; where another
 * change came first, the order is read again.
 */
export function useOrderAction<Input = void>(
  orderId: string,
  call: (input: Input) => Promise<CertificateOrder>,
  invalidates: readonly QueryKey[] = [],
) {
  const client = useQueryClient();
  return useMutation<CertificateOrder, ProblemError, Input>({
    mutationFn: call,
    onSuccess: async (order) => {
      await keepOrder(client, order);
      const stale = [keys.orderLists, ...invalidates];
      await Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey })));
    },
    onError: () => void client.invalidateQueries({ queryKey: keys.order(orderId), exact: true }),
  });
}
