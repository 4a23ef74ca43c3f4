import { retryOrder } from "@/contracts/endpoints/certificate-orders";
import { defineRoute } from "@/server/http/route";
import * as orders from "@/server/services/certificate-orders/orders";

export const POST = defineRoute(retryOrder, ({ principal, params, body, context }) =>
  orders.retryOrder(principal, params.orderId, body, context),
);
