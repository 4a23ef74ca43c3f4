import { downloadRequest, uploadRequest } from "@/contracts/endpoints/certificate-orders";
import { defineRoute } from "@/server/http/route";
import * as requests from "@/server/services/certificate-orders/request";

export const GET = defineRoute(downloadRequest, ({ principal, params }) =>
  requests.downloadRequest(principal, params.orderId),
);
export const PUT = defineRoute(uploadRequest, ({ principal, params, body, context }) =>
  requests.uploadRequest(principal, params.orderId, body, context),
);
