import { generateRequest } from "@/contracts/endpoints/certificate-orders";
import { defineRoute } from "@/server/http/route";
import * as requests from "@/server/services/certificate-orders/request";

export const POST = defineRoute(generateRequest, ({ principal, params, body, context }) =>
  requests.generateRequest(principal, params.orderId, body, context),
);
