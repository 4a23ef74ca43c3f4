import { createWbemSubscription, listWbemSubscriptions } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as subscriptions from "@/server/services/wbem/subscriptions";

export const GET = defineRoute(listWbemSubscriptions, ({ principal, params, signal }) =>
  subscriptions.listSubscriptions(principal, params.profileId, signal),
);

export const POST = defineRoute(createWbemSubscription, ({ principal, params, body, context }) =>
  subscriptions.createSubscription(principal, params.profileId, body, context),
);
