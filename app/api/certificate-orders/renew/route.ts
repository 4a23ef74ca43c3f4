import { renewOrders } from "@/contracts/endpoints/certificate-orders";
import { defineRoute } from "@/server/http/route";
import * as renewal from "@/server/services/certificate-orders/renewal";

export const POST = defineRoute(renewOrders, ({ principal, body, context }) =>
  renewal.renewOrders(principal, body.identityIds, context),
);
