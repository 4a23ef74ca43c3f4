import { listBmcSensors } from "@/contracts/endpoints/bmc";
import { defineRoute } from "@/server/http/route";
import * as readings from "@/server/services/bmc/readings";

export const GET = defineRoute(listBmcSensors, ({ principal, params, signal }) =>
  readings.listSensors(principal, params.profileId, signal),
);
