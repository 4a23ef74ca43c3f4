import { exportOrder } from "@/contracts/endpoints/certificate-orders";
import { defineRoute } from "@/server/http/route";
import * as keeping from "@/server/services/certificate-orders/keeping";

export const POST = defineRoute(exportOrder, ({ principal, params, body, context }) =>
  keeping.exportOrder(principal, params.orderId, body, context),
);
