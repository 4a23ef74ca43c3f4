import { verifyOrder } from "@/contracts/endpoints/certificate-orders";
import { defineRoute } from "@/server/http/route";
import * as verification from "@/server/services/certificate-orders/verification";

export const POST = defineRoute(verifyOrder, ({ principal, params, body, context }) =>
  verification.verifyOrder(principal, params.orderId, body, context),
);
