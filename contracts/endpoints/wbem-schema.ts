import { z } from "zod";
import { defineEndpoint } from "../endpoint";
import { idSchema } from "../page";
import * as classes from "../wbem/classes";
import * as schema from "../wbem/schema";

const common = { access: "session", params: z.object({ profileId: idSchema }) } as const;
/** MOF as JSON, which takes more bytes than the text. */
const MOF_BYTES = 8 * 1024 * 1024;

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
export const planWbemMof = defineEndpoint({
  ...common,
  id: "wbem.mof.plan",
  method: "POST",
  path: "/api/profiles/:profileId/wbem/mof/plan",
  profilePermission: "view",
  summary: "What MOF would create, modify or delete in a namespace, step by step; nothing is changed.",
  body: schema.wbemMofPlanInput,
  response: schema.wbemPlanSchema,
  maxBodyBytes: MOF_BYTES,
});
export const changeByWbemMof = defineEndpoint({
  ...common,
  id: "wbem.mof.apply",
  method: "POST",
  path: "/api/profiles/:profileId/wbem/mof",
  profilePermission: "operate",
  summary:
    "Brings MOF to a namespace or takes it out, by the steps that were shown, line by line; it ends at the first that fails, and when the reader leaves.",
  body: schema.wbemMofInput,
  response: schema.wbemChangeLineSchema,
  format: "ndjson",
  maxBodyBytes: MOF_BYTES,
  errors: ["confirmation_mismatch", "revision_conflict", "conflict"],
});
export const planWbemClassDeletion = defineEndpoint({
  ...common,
  id: "wbem.class.deletion",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/class/deletion",
  profilePermission: "view",
  summary: "What would be deleted with a class; nothing is changed.",
  query: schema.wbemClassDeletionQuerySchema,
  response: schema.wbemPlanSchema,
  errors: ["device_not_found"],
});
export const deleteWbemClass = defineEndpoint({
  ...common,
  id: "wbem.class.delete",
  method: "POST",
  path: "/api/profiles/:profileId/wbem/class/delete",
  profilePermission: "operate",
  summary: "Deletes a class whose name was typed again, with its instances where that was shown, line by line.",
  body: schema.wbemDeleteClassInput,
  response: schema.wbemChangeLineSchema,
  format: "ndjson",
  errors: ["confirmation_mismatch", "revision_conflict", "conflict", "device_not_found"],
});
export const planWbemNamespaceDeletion = defineEndpoint({
  ...common,
  id: "wbem.namespaces.deletion",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/namespaces/deletion",
  profilePermission: "view",
  summary: "What would be deleted with a namespace; nothing is changed.",
  query: schema.wbemNamespaceDeletionQuerySchema,
  response: schema.wbemPlanSchema,
});
export const deleteWbemNamespace = defineEndpoint({
  ...common,
  id: "wbem.namespaces.delete",
  method: "POST",
  path: "/api/profiles/:profileId/wbem/namespaces/delete",
  profilePermission: "operate",
  summary:
    "Deletes a namespace whose name was typed again, with its instances, classes and qualifier types, line by line.",
  body: schema.wbemDeleteNamespaceInput,
  response: schema.wbemChangeLineSchema,
  format: "ndjson",
  errors: ["confirmation_mismatch", "revision_conflict", "conflict"],
});
export const deleteWbemQualifierType = defineEndpoint({
  ...common,
  id: "wbem.qualifiers.delete",
  method: "POST",
  path: "/api/profiles/:profileId/wbem/qualifiers/delete",
  profilePermission: "operate",
  summary: "Deletes a qualifier type whose name was typed again.",
  body: schema.wbemDeleteQualifierInput,
  errors: ["confirmation_mismatch", "device_not_found"],
});
