import { cancelOrder } from "@/contracts/endpoints/certificate-orders";
import { defineRoute } from "@/server/http/route";
import * as orders from "@/server/services/certificate-orders/orders";

export const POST = defineRoute(cancelOrder, ({ principal, params, body, context }) =>
  orders.cancelOrder(principal, params.orderId, body, context),
);
