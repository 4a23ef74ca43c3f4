import { disconnectBmcSession, listBmcSessions } from "@/contracts/endpoints/bmc";
import { defineRoute } from "@/server/http/route";
import * as readings from "@/server/services/bmc/readings";

export const GET = defineRoute(listBmcSessions, ({ principal, params, signal }) =>
  readings.listSessions(principal, params.profileId, signal),
);
export const DELETE = defineRoute(disconnectBmcSession, ({ principal, params, query, context }) =>
  readings.endSession(principal, params.profileId, query.uri, context),
);
