"use client";
import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Address } from "@/contracts/address";
import type { AnswerOf, Endpoint } from "@/contracts/endpoint";
import { type CallInput, callApi, type ProblemError } from "./api";

/**
 * A mutation of one endpoint. When it succeeds, `invalidates` names the queries that are stale now; the promise of
 * `mutateAsync` resolves after they were marked.
 */
export function useApiMutation<E extends Endpoint>(
  endpoint: Address<E>,
  options: { invalidates?: readonly QueryKey[]; onSuccess?: (answer: AnswerOf<E>) => void } = {},
) {
  const client = useQueryClient();
  return useMutation<AnswerOf<E>, ProblemError, CallInput<E>>({
    mutationFn: (input) => callApi(endpoint, input),
    onSuccess: async (answer) => {
      options.onSuccess?.(answer);
      await Promise.all((options.invalidates ?? []).map((queryKey) => client.invalidateQueries({ queryKey })));
    },
  });
}
