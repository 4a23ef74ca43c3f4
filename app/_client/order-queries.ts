import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { EndpointAt } from "@/contracts/address";
import * as orders from "@/contracts/addresses/certificate-orders";
import type { QueryInputOf } from "@/contracts/endpoint";
import { callApi } from "./api";
import { keys } from "./keys";

type OrderFilter = Omit<Partial<NonNullable<QueryInputOf<EndpointAt<typeof orders.listOrders>>>>, "cursor">;

const firstPage: string | undefined = undefined;
const nextCursor = (page: { nextCursor: string | null }) => page.nextCursor ?? undefined;

/** Queries of certificate orders, apart from those of the console so that other screens need not load them. */
export const orderQueries = {
  list: (filter: OrderFilter = {}) =>
    infiniteQueryOptions({
      queryKey: keys.orderList(filter),
      queryFn: ({ signal, pageParam }) =>
        callApi(orders.listOrders, { query: { ...filter, cursor: pageParam }, signal }),
      initialPageParam: firstPage,
      getNextPageParam: nextCursor,
    }),
  order: (orderId: string) =>
    queryOptions({
      queryKey: keys.order(orderId),
      queryFn: ({ signal }) => callApi(orders.getOrder, { params: { orderId }, signal }),
    }),
  requestTemplates: () =>
    queryOptions({
      queryKey: keys.requestTemplates,
      queryFn: ({ signal }) => callApi(orders.listRequestTemplates, { signal }),
    }),
} as const;
