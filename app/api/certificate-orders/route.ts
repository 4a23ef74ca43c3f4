import { createOrder, listOrders } from "@/contracts/endpoints/certificate-orders";
import { defineRoute } from "@/server/http/route";
import * as orders from "@/server/services/certificate-orders/orders";

export const GET = defineRoute(listOrders, ({ principal, query }) => orders.listOrders(principal, query));
export const POST = defineRoute(createOrder, ({ principal, body, context }) =>
  orders.createOrder(principal, body, context),
);
