import { retryLogon } from "@/contracts/endpoints/profiles";
import { defineRoute } from "@/server/http/route";
import * as logon from "@/server/services/logon";

export const POST = defineRoute(retryLogon, ({ principal, params, context }) =>
  logon.retryLogon(principal, params.profileId, context),
);
