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
export const planWbemMof = addressOf<typeof endpoints.planWbemMof>("POST", "/api/profiles/:profileId/wbem/mof/plan");
export const changeByWbemMof = addressOf<typeof endpoints.changeByWbemMof>("POST", "/api/profiles/:profileId/wbem/mof");
export const planWbemClassDeletion = addressOf<typeof endpoints.planWbemClassDeletion>(
  "GET",
  "/api/profiles/:profileId/wbem/class/deletion",
);
export const deleteWbemClass = addressOf<typeof endpoints.deleteWbemClass>(
  "POST",
  "/api/profiles/:profileId/wbem/class/delete",
);
export const planWbemNamespaceDeletion = addressOf<typeof endpoints.planWbemNamespaceDeletion>(
  "GET",
  "/api/profiles/:profileId/wbem/namespaces/deletion",
);
export const deleteWbemNamespace = addressOf<typeof endpoints.deleteWbemNamespace>(
  "POST",
  "/api/profiles/:profileId/wbem/namespaces/delete",
);
export const deleteWbemQualifierType = addressOf<typeof endpoints.deleteWbemQualifierType>(
  "POST",
  "/api/profiles/:profileId/wbem/qualifiers/delete",
);
