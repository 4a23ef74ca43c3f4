import { z } from "zod";
import { diagnosisReportSchema, diagnosisStepSchema } from "../diagnosis";
import { defineEndpoint } from "../endpoint";
import { kindDescriptionSchema } from "../kind";
import { idSchema } from "../page";
import { profileGrantSchema, replaceGrantInput } from "../people";
import * as profile from "../profile";

const profileParams = z.object({ profileId: idSchema });
const slotParams = z.object({ profileId: idSchema, slot: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/) });

export const listKinds = defineEndpoint({
  id: "kinds.list",
  method: "GET",
  path: "/api/kinds",
  access: "session",
  summary: "The device families the console knows, as descriptions that forms are drawn from.",
  response: z.object({ items: z.array(kindDescriptionSchema) }),
});
export const listProfiles = defineEndpoint({
  id: "profiles.list",
  method: "GET",
  path: "/api/profiles",
  access: "session",
  summary: "Profiles of the active team.",
  response: z.object({ items: z.array(profile.profileSchema) }),
});
export const createProfile = defineEndpoint({
  id: "profiles.create",
  method: "POST",
  path: "/api/profiles",
  access: "session",
  teamPermission: "profiles.create",
  summary: "Stores a profile with its secrets.",
  status: 201,
  body: profile.createProfileInput,
  response: profile.profileSchema,
  errors: ["conflict", "address_not_allowed"],
});
export const getProfile = defineEndpoint({
  id: "profiles.get",
  method: "GET",
  path: "/api/profiles/:profileId",
  access: "session",
  profilePermission: "view",
  summary: "One profile.",
  params: profileParams,
  response: profile.profileSchema,
});
export const replaceProfile = defineEndpoint({
  id: "profiles.replace",
  method: "PUT",
  path: "/api/profiles/:profileId",
  access: "session",
  profilePermission: "manage",
  summary: "Changes a profile; a new host, port, user or trust needs the secrets again.",
  params: profileParams,
  body: profile.replaceProfileInput,
  response: profile.profileSchema,
  errors: ["revision_conflict", "secret_reentry_required", "address_not_allowed"],
});
export const deleteProfile = defineEndpoint({
  id: "profiles.delete",
  method: "DELETE",
  path: "/api/profiles/:profileId",
  access: "session",
  profilePermission: "manage",
  summary: "Deletes a profile, its secrets and its history; logs off its device session.",
  params: profileParams,
  query: profile.deleteProfileQuery,
  errors: ["confirmation_mismatch"],
});
export const duplicateProfile = defineEndpoint({
  id: "profiles.duplicate",
  method: "POST",
  path: "/api/profiles/:profileId/duplicate",
  access: "session",
  profilePermission: "manage",
  summary: "Copies a profile without its secrets.",
  status: 201,
  params: profileParams,
  body: profile.duplicateProfileInput,
  response: profile.profileSchema,
  errors: ["conflict"],
});
export const setSecret = defineEndpoint({
  id: "profiles.secrets.set",
  method: "PUT",
  path: "/api/profiles/:profileId/secrets/:slot",
  access: "session",
  profilePermission: "manage",
  summary: "Replaces a secret. Secrets are never returned.",
  params: slotParams,
  body: profile.setSecretInput,
  response: profile.secretStateSchema,
});
export const clearSecret = defineEndpoint({
  id: "profiles.secrets.clear",
  method: "DELETE",
  path: "/api/profiles/:profileId/secrets/:slot",
  access: "session",
  profilePermission: "manage",
  summary: "Removes a secret.",
  params: slotParams,
  response: profile.secretStateSchema,
});
export const exportProfiles = defineEndpoint({
  id: "profiles.export",
  method: "GET",
  path: "/api/profiles/export",
  access: "session",
  teamPermission: "profiles.create",
  summary: "Profiles and the CA bundles they use, without secrets.",
  query: z.strictObject({ ids: z.string().max(4000).optional() }),
  response: profile.profileExportSchema,
});
export const importProfiles = defineEndpoint({
  id: "profiles.import",
  method: "POST",
  path: "/api/profiles/import",
  access: "session",
  teamPermission: "profiles.create",
  summary: "Looks at an exported document, or stores what it holds.",
  maxBodyBytes: 4 * 1024 * 1024,
  body: profile.importProfilesInput,
  response: profile.importResultSchema,
});
export const listProfileGrants = defineEndpoint({
  id: "profiles.grants.list",
  method: "GET",
  path: "/api/profiles/:profileId/grants",
  access: "session",
  profilePermission: "manage",
  summary: "Members of the team and what each may do with this profile beyond the role.",
  params: profileParams,
  response: z.object({ items: z.array(profileGrantSchema) }),
});
export const replaceProfileGrant = defineEndpoint({
  id: "profiles.grants.replace",
  method: "PUT",
  path: "/api/profiles/:profileId/grants/:userId",
  access: "session",
  profilePermission: "manage",
  summary: "Sets what a member may do with this profile beyond the role.",
  params: z.object({ profileId: idSchema, userId: idSchema }),
  body: replaceGrantInput,
  response: profileGrantSchema,
});
export const diagnoseProfile = defineEndpoint({
  id: "profiles.diagnose",
  method: "POST",
  path: "/api/profiles/:profileId/diagnosis",
  access: "session",
  profilePermission: "view",
  summary: "Tests the connection step by step; each line is a step as it starts and as it ends.",
  params: profileParams,
  body: z.strictObject({}),
  response: diagnosisStepSchema,
  format: "ndjson",
  errors: ["too_many_requests"],
});
export const getDiagnosis = defineEndpoint({
  id: "profiles.diagnosis.get",
  method: "GET",
  path: "/api/profiles/:profileId/diagnosis",
  access: "session",
  profilePermission: "view",
  summary: "The latest test of the connection and the last one that was good.",
  params: profileParams,
  response: z.object({ latest: diagnosisReportSchema.nullable(), lastGood: diagnosisReportSchema.nullable() }),
});
export const acceptCertificate = defineEndpoint({
  id: "profiles.acceptCertificate",
  method: "POST",
  path: "/api/profiles/:profileId/accepted-certificates",
  access: "session",
  profilePermission: "manage",
  summary: "Trusts a CA or pins a certificate that the device presented, once its fingerprint was confirmed.",
  params: profileParams,
  body: profile.acceptCertificateInput,
  response: profile.profileSchema,
  errors: ["confirmation_mismatch", "revision_conflict", "secret_reentry_required"],
});
export const allowInsecure = defineEndpoint({
  id: "profiles.allowInsecure",
  method: "POST",
  path: "/api/profiles/:profileId/insecure",
  access: "session",
  profilePermission: "manage",
  summary: "Turns verification off for some hours; administrators only.",
  params: profileParams,
  body: profile.allowInsecureInput,
  response: profile.profileSchema,
  errors: ["confirmation_mismatch", "revision_conflict", "secret_reentry_required"],
});
export const endInsecure = defineEndpoint({
  id: "profiles.endInsecure",
  method: "DELETE",
  path: "/api/profiles/:profileId/insecure",
  access: "session",
  profilePermission: "manage",
  summary: "Turns verification on again.",
  params: profileParams,
  response: profile.profileSchema,
});
export const retryLogon = defineEndpoint({
  id: "profiles.retryLogon",
  method: "POST",
  path: "/api/profiles/:profileId/logon",
  access: "session",
  profilePermission: "operate",
  summary: "Lets a profile whose logons are paused after refusals try again.",
  params: profileParams,
  body: z.strictObject({}),
  response: profile.profileSchema,
});
export const setKeepListening = defineEndpoint({
  id: "profiles.keepListening",
  method: "PUT",
  path: "/api/profiles/:profileId/keep-listening",
  access: "session",
  profilePermission: "operate",
  summary: "Keeps the notification stream open while nobody watches.",
  params: profileParams,
  body: z.strictObject({ keepListening: z.boolean() }),
  response: profile.profileSchema,
});
