import { signOrder } from "@/contracts/endpoints/certificate-orders";
import { defineRoute } from "@/server/http/route";
import * as signing from "@/server/services/certificate-orders/signing";

export const POST = defineRoute(signOrder, ({ principal, params, body, context }) =>
  signing.signOrder(principal, params.orderId, body, context),
);
