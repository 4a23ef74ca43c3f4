import { listRawRequests, sendRawRequest } from "@/contracts/endpoints/devices";
import { defineRoute } from "@/server/http/route";
import * as rawRequests from "@/server/services/raw-requests";

export const GET = defineRoute(listRawRequests, ({ principal, params, query }) =>
  rawRequests.listRawRequests(principal, params.profileId, query),
);

export const POST = defineRoute(sendRawRequest, ({ principal, params, body, context, signal }) =>
  rawRequests.sendRawRequest(principal, params.profileId, body, context, signal),
);
