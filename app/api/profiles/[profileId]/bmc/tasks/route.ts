import { listBmcTasks } from "@/contracts/endpoints/bmc";
import { defineRoute } from "@/server/http/route";
import * as readings from "@/server/services/bmc/readings";

export const GET = defineRoute(listBmcTasks, ({ principal, params, signal }) =>
  readings.listTasks(principal, params.profileId, signal),
);
