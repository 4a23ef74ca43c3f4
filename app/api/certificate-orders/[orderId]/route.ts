import { deleteOrder, getOrder } from "@/contracts/endpoints/certificate-orders";
import { defineRoute } from "@/server/http/route";
import * as orders from "@/server/services/certificate-orders/orders";

export const GET = defineRoute(getOrder, ({ principal, params }) => orders.getOrder(principal, params.orderId));
export const DELETE = defineRoute(deleteOrder, ({ principal, params, query, context }) =>
  orders.deleteOrder(principal, params.orderId, query.confirm, context),
);
