import { awaitUpload } from "@/contracts/endpoints/certificate-orders";
import { defineRoute } from "@/server/http/route";
import * as signing from "@/server/services/certificate-orders/signing";

export const POST = defineRoute(awaitUpload, ({ principal, params, body, context }) =>
  signing.awaitUpload(principal, params.orderId, body, context),
);
