import { addressOf } from "../address";
import type * as endpoints from "../endpoints/trust";

export const inspectCertificates = addressOf<typeof endpoints.inspectCertificates>("POST", "/api/trust/inspect");
export const listBundles = addressOf<typeof endpoints.listBundles>("GET", "/api/trust/bundles");
export const createBundle = addressOf<typeof endpoints.createBundle>("POST", "/api/trust/bundles");
export const getBundle = addressOf<typeof endpoints.getBundle>("GET", "/api/trust/bundles/:bundleId");
export const replaceBundle = addressOf<typeof endpoints.replaceBundle>("PUT", "/api/trust/bundles/:bundleId");
export const deleteBundle = addressOf<typeof endpoints.deleteBundle>("DELETE", "/api/trust/bundles/:bundleId");
export const inspectIdentity = addressOf<typeof endpoints.inspectIdentity>("POST", "/api/trust/identities/inspect");
export const listIdentities = addressOf<typeof endpoints.listIdentities>("GET", "/api/trust/identities");
export const importIdentity = addressOf<typeof endpoints.importIdentity>("POST", "/api/trust/identities");
export const getIdentity = addressOf<typeof endpoints.getIdentity>("GET", "/api/trust/identities/:identityId");
export const deleteIdentity = addressOf<typeof endpoints.deleteIdentity>("DELETE", "/api/trust/identities/:identityId");
