import { stopStep } from "@/contracts/endpoints/certificate-orders";
import { defineRoute } from "@/server/http/route";
import * as orders from "@/server/services/certificate-orders/orders";

export const POST = defineRoute(stopStep, ({ principal, params, body, context }) =>
  orders.stopStep(principal, params.orderId, body, context),
);
