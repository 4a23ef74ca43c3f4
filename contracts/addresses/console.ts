import { addressOf } from "../address";
import type * as endpoints from "../endpoints/console";

export const getOverview = addressOf<typeof endpoints.getOverview>("GET", "/api/overview");
export const listAuditEvents = addressOf<typeof endpoints.listAuditEvents>("GET", "/api/audit");
export const verifyAudit = addressOf<typeof endpoints.verifyAudit>("GET", "/api/audit/verification");
export const exportAudit = addressOf<typeof endpoints.exportAudit>("GET", "/api/audit/export");
export const unseal = addressOf<typeof endpoints.unseal>("POST", "/api/unseal");
