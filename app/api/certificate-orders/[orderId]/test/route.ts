import { testOrder } from "@/contracts/endpoints/certificate-orders";
import { defineRoute } from "@/server/http/route";
import * as proof from "@/server/services/certificate-orders/proof";

export const POST = defineRoute(testOrder, ({ principal, params, body, context }) =>
  proof.testOrder(principal, params.orderId, body, context),
);
