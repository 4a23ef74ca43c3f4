import { listBmcLogEntries } from "@/contracts/endpoints/bmc";
import { defineRoute } from "@/server/http/route";
import * as logs from "@/server/services/bmc/logs";

export const GET = defineRoute(listBmcLogEntries, ({ principal, params, query, signal }) =>
  logs.listLogEntries(principal, params.profileId, query, signal),
);
