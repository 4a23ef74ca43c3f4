import { acceptAuthority } from "@/contracts/endpoints/certificate-orders";
import { defineRoute } from "@/server/http/route";
import * as verification from "@/server/services/certificate-orders/verification";

export const POST = defineRoute(acceptAuthority, ({ principal, params, body, context }) =>
  verification.acceptAuthority(principal, params.orderId, body, context),
);
