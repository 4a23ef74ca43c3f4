import { z } from "zod";
import { defineEndpoint } from "../endpoint";
import { idSchema } from "../page";
import * as classes from "../wbem/classes";

const common = { access: "session", params: z.object({ profileId: idSchema }) } as const;

export const findWbemClasses = defineEndpoint({
  ...common,
  id: "wbem.classes.find",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/classes/find",
  profilePermission: "view",
  summary: "Classes of all namespaces by their names, members and descriptions, namespace by namespace.",
  query: classes.wbemFindQuerySchema,
  response: classes.wbemFindLineSchema,
  format: "ndjson",
});
export const countWbemInstances = defineEndpoint({
  ...common,
  id: "wbem.classes.count",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/classes/count",
  profilePermission: "view",
  summary: "How many instances each class of a namespace has, while they are counted.",
  query: classes.wbemCountQuerySchema,
  response: classes.wbemCountLineSchema,
  format: "ndjson",
});
