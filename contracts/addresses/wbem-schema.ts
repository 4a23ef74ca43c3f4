import { addressOf } from "../address";
import type * as endpoints from "../endpoints/wbem-schema";

export const findWbemClasses = addressOf<typeof endpoints.findWbemClasses>(
  "GET",
  "/api/profiles/:profileId/wbem/classes/find",
);
export const countWbemInstances = addressOf<typeof endpoints.countWbemInstances>(
  "GET",
  "/api/profiles/:profileId/wbem/classes/count",
);
