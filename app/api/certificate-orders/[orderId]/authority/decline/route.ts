import { declineAuthority } from "@/contracts/endpoints/certificate-orders";
import { defineRoute } from "@/server/http/route";
import * as verification from "@/server/services/certificate-orders/verification";

export const POST = defineRoute(declineAuthority, ({ principal, params, body, context }) =>
  verification.declineAuthority(principal, params.orderId, body, context),
);
