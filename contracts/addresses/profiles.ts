import { addressOf } from "../address";
import type * as endpoints from "../endpoints/profiles";

export const listKinds = addressOf<typeof endpoints.listKinds>("GET", "/api/kinds");
export const listProfiles = addressOf<typeof endpoints.listProfiles>("GET", "/api/profiles");
export const createProfile = addressOf<typeof endpoints.createProfile>("POST", "/api/profiles");
export const getProfile = addressOf<typeof endpoints.getProfile>("GET", "/api/profiles/:profileId");
export const replaceProfile = addressOf<typeof endpoints.replaceProfile>("PUT", "/api/profiles/:profileId");
export const deleteProfile = addressOf<typeof endpoints.deleteProfile>("DELETE", "/api/profiles/:profileId");
export const duplicateProfile = addressOf<typeof endpoints.duplicateProfile>(
  "POST",
  "/api/profiles/:profileId/duplicate",
);
export const clearSecret = addressOf<typeof endpoints.clearSecret>("DELETE", "/api/profiles/:profileId/secrets/:slot");
export const exportProfiles = addressOf<typeof endpoints.exportProfiles>("GET", "/api/profiles/export");
export const importProfiles = addressOf<typeof endpoints.importProfiles>("POST", "/api/profiles/import");
export const listProfileGrants = addressOf<typeof endpoints.listProfileGrants>(
  "GET",
  "/api/profiles/:profileId/grants",
);
export const replaceProfileGrant = addressOf<typeof endpoints.replaceProfileGrant>(
  "PUT",
  "/api/profiles/:profileId/grants/:userId",
);
export const diagnoseProfile = addressOf<typeof endpoints.diagnoseProfile>(
  "POST",
  "/api/profiles/:profileId/diagnosis",
);
export const getDiagnosis = addressOf<typeof endpoints.getDiagnosis>("GET", "/api/profiles/:profileId/diagnosis");
export const acceptCertificate = addressOf<typeof endpoints.acceptCertificate>(
  "POST",
  "/api/profiles/:profileId/accepted-certificates",
);
export const allowInsecure = addressOf<typeof endpoints.allowInsecure>("POST", "/api/profiles/:profileId/insecure");
export const endInsecure = addressOf<typeof endpoints.endInsecure>("DELETE", "/api/profiles/:profileId/insecure");
export const retryLogon = addressOf<typeof endpoints.retryLogon>("POST", "/api/profiles/:profileId/logon");
export const setKeepListening = addressOf<typeof endpoints.setKeepListening>(
  "PUT",
  "/api/profiles/:profileId/keep-listening",
);
