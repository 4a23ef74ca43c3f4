import { getBmcOverview } from "@/contracts/endpoints/bmc";
import { defineRoute } from "@/server/http/route";
import * as readings from "@/server/services/bmc/readings";

export const GET = defineRoute(getBmcOverview, ({ principal, params, signal }) =>
  readings.getOverview(principal, params.profileId, signal),
);
