import { uploadCertificate } from "@/contracts/endpoints/certificate-orders";
import { defineRoute } from "@/server/http/route";
import * as verification from "@/server/services/certificate-orders/verification";

export const PUT = defineRoute(uploadCertificate, ({ principal, params, body, context }) =>
  verification.uploadCertificate(principal, params.orderId, body, context),
);
