import { lookAtDevice } from "@/contracts/endpoints/certificate-orders";
import { defineRoute } from "@/server/http/route";
import * as signing from "@/server/services/certificate-orders/signing";

export const POST = defineRoute(lookAtDevice, ({ principal, params, body, context }) =>
  signing.lookAtDevice(principal, params.orderId, body, context),
);
