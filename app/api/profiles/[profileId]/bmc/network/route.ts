import { getBmcNetwork } from "@/contracts/endpoints/bmc";
import { defineRoute } from "@/server/http/route";
import * as network from "@/server/services/bmc/network";

export const GET = defineRoute(getBmcNetwork, ({ principal, params, signal }) =>
  network.getNetwork(principal, params.profileId, signal),
);
