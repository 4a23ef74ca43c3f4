import { listBmcLogs } from "@/contracts/endpoints/bmc";
import { defineRoute } from "@/server/http/route";
import * as logs from "@/server/services/bmc/logs";

export const GET = defineRoute(listBmcLogs, ({ principal, params, signal }) =>
  logs.listLogs(principal, params.profileId, signal),
);
