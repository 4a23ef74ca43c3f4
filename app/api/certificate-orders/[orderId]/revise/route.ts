import { reviseRequest } from "@/contracts/endpoints/certificate-orders";
import { defineRoute } from "@/server/http/route";
import * as requests from "@/server/services/certificate-orders/request";

export const POST = defineRoute(reviseRequest, ({ principal, params, body, context }) =>
  requests.reviseRequest(principal, params.orderId, body, context),
);
