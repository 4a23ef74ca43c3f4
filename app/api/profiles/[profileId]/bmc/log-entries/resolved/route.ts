import { resolveBmcLogEntry } from "@/contracts/endpoints/bmc";
import { defineRoute } from "@/server/http/route";
import * as logs from "@/server/services/bmc/logs";

export const POST = defineRoute(resolveBmcLogEntry, ({ principal, params, body, context }) =>
  logs.resolveEntry(principal, params.profileId, body, context),
);
