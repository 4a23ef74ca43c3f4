import { getWbemJob } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as methods from "@/server/services/wbem/methods";

export const GET = defineRoute(getWbemJob, ({ principal, params, query, signal }) =>
  methods.getJob(principal, params.profileId, query.path, signal),
);
