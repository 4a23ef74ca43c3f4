import { changeVmiNetwork } from "@/contracts/endpoints/bmc";
import { defineRoute } from "@/server/http/route";
import * as network from "@/server/services/bmc/network";

export const POST = defineRoute(changeVmiNetwork, ({ principal, params, body, context }) =>
  network.changeVmiNetwork(principal, params.profileId, body, context),
);
