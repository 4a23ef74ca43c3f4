import { z } from "zod";
import { defineEndpoint } from "../endpoint";
import { idSchema } from "../page";
import * as trust from "../trust";

const bundleParams = z.object({ bundleId: idSchema });
const identityParams = z.object({ identityId: idSchema });
const confirmQuery = z.strictObject({ confirm: z.string().max(80) });

export const inspectCertificates = defineEndpoint({
  id: "trust.inspect",
  method: "POST",
  path: "/api/trust/inspect",
  access: "session",
  teamPermission: "trust.view",
  summary: "Reads PEM, DER or PKCS#7 and says what is in it and which block is wrong and why. Nothing is stored.",
  body: trust.certificateSourceInput,
  response: trust.inspectionSchema,
  errors: ["invalid_certificate"],
});
export const listBundles = defineEndpoint({
  id: "bundles.list",
  method: "GET",
  path: "/api/trust/bundles",
  access: "session",
  teamPermission: "trust.view",
  summary: "CA bundles of the active team.",
  response: z.object({ items: z.array(trust.trustBundleSchema) }),
});
export const createBundle = defineEndpoint({
  id: "bundles.create",
  method: "POST",
  path: "/api/trust/bundles",
  access: "session",
  teamPermission: "trust.manage",
  summary: "Stores a CA bundle.",
  status: 201,
  body: trust.createBundleInput,
  response: trust.trustBundleSchema,
  errors: ["conflict", "invalid_certificate"],
});
export const getBundle = defineEndpoint({
  id: "bundles.get",
  method: "GET",
  path: "/api/trust/bundles/:bundleId",
  access: "session",
  summary: "One CA bundle with every certificate in it.",
  params: bundleParams,
  response: trust.trustBundleSchema,
});
export const replaceBundle = defineEndpoint({
  id: "bundles.replace",
  method: "PUT",
  path: "/api/trust/bundles/:bundleId",
  access: "session",
  summary: "Renames a bundle, removes and adds certificates. Open connections of its profiles end.",
  params: bundleParams,
  body: trust.replaceBundleInput,
  response: trust.trustBundleSchema,
  errors: ["revision_conflict", "invalid_certificate"],
});
export const deleteBundle = defineEndpoint({
  id: "bundles.delete",
  method: "DELETE",
  path: "/api/trust/bundles/:bundleId",
  access: "session",
  summary: "Deletes a bundle that no profile uses.",
  params: bundleParams,
  query: confirmQuery,
  errors: ["in_use", "confirmation_mismatch"],
});
export const inspectIdentity = defineEndpoint({
  id: "identities.inspect",
  method: "POST",
  path: "/api/trust/identities/inspect",
  access: "session",
  teamPermission: "identities.manage",
  summary:
    "Reads certificate and key or PKCS#12, checks that they match, and shows the ordered chain. Nothing is stored.",
  body: trust.importIdentityInput,
  response: trust.inspectionSchema,
  errors: ["invalid_certificate", "invalid_key"],
});
export const listIdentities = defineEndpoint({
  id: "identities.list",
  method: "GET",
  path: "/api/trust/identities",
  access: "session",
  teamPermission: "trust.view",
  summary: "Client identities of the active team, without keys.",
  response: z.object({ items: z.array(trust.clientIdentitySchema) }),
});
export const importIdentity = defineEndpoint({
  id: "identities.import",
  method: "POST",
  path: "/api/trust/identities",
  access: "session",
  teamPermission: "identities.manage",
  summary: "Stores a certificate and its private key, sealed.",
  status: 201,
  body: trust.importIdentityInput,
  response: trust.clientIdentitySchema,
  errors: ["conflict", "invalid_certificate", "invalid_key"],
});
export const getIdentity = defineEndpoint({
  id: "identities.get",
  method: "GET",
  path: "/api/trust/identities/:identityId",
  access: "session",
  summary: "One client identity, without its key.",
  params: identityParams,
  response: trust.clientIdentitySchema,
});
export const deleteIdentity = defineEndpoint({
  id: "identities.delete",
  method: "DELETE",
  path: "/api/trust/identities/:identityId",
  access: "session",
  summary: "Deletes a client identity that no profile uses.",
  params: identityParams,
  query: confirmQuery,
  errors: ["in_use", "confirmation_mismatch"],
});
