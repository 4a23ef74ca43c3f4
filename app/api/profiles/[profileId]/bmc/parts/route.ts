import { listBmcParts } from "@/contracts/endpoints/bmc";
import { defineRoute } from "@/server/http/route";
import * as readings from "@/server/services/bmc/readings";

export const GET = defineRoute(listBmcParts, ({ principal, params, signal }) =>
  readings.listParts(principal, params.profileId, signal),
);
