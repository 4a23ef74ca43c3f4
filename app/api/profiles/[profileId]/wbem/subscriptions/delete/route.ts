import { deleteWbemSubscription } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as subscriptions from "@/server/services/wbem/subscriptions";

export const POST = defineRoute(deleteWbemSubscription, ({ principal, params, body, context }) =>
  subscriptions.deleteSubscription(principal, params.profileId, body, context),
);
