import { activateOrder } from "@/contracts/endpoints/certificate-orders";
import { defineRoute } from "@/server/http/route";
import * as keeping from "@/server/services/certificate-orders/keeping";

export const POST = defineRoute(activateOrder, ({ principal, params, body, context }) =>
  keeping.activateOrder(principal, params.orderId, body, context),
);
