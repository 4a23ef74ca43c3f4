import { getHmcInventory } from "@/contracts/endpoints/devices";
import { defineRoute } from "@/server/http/route";
import * as hmc from "@/server/services/hmc";

export const GET = defineRoute(getHmcInventory, ({ principal, params, query }) =>
  hmc.getInventory(principal, params.profileId, { refresh: query.refresh === "1" }),
);
