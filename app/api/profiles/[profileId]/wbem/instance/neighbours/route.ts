import { listWbemNeighbours } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as neighbours from "@/server/services/wbem/neighbours";

export const GET = defineRoute(listWbemNeighbours, ({ principal, params, query, signal }) =>
  neighbours.listNeighbours(principal, params.profileId, query.path, signal),
);
