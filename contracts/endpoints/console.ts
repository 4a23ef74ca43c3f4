import { z } from "zod";
import * as audit from "../audit";
import { defineEndpoint } from "../endpoint";
import { overviewSchema } from "../overview";
import { pageOf } from "../page";

export const getOverview = defineEndpoint({
  id: "overview.get",
  method: "GET",
  path: "/api/overview",
  access: "session",
  summary:
    "What needs somebody: unreachable devices, ending certificates, failed runs, gaps; reachability and traffic.",
  response: overviewSchema,
  countsAsActivity: false,
});
export const listAuditEvents = defineEndpoint({
  id: "audit.list",
  method: "GET",
  path: "/api/audit",
  access: "session",
  teamPermission: "audit.view",
  summary: "Audit events of the active team, newest first.",
  query: audit.auditQuerySchema,
  response: pageOf(audit.auditEventSchema),
});
export const verifyAudit = defineEndpoint({
  id: "audit.verify",
  method: "GET",
  path: "/api/audit/verification",
  access: "instance-administrator",
  summary: "Checks the chain of the whole audit log.",
  response: audit.auditVerificationSchema,
});
export const exportAudit = defineEndpoint({
  id: "audit.export",
  method: "GET",
  path: "/api/audit/export",
  access: "session",
  teamPermission: "audit.view",
  summary: "The filtered audit events as CSV.",
  query: audit.auditQuerySchema,
  response: z.string(),
  format: "csv",
});
export const getOpenApi = defineEndpoint({
  id: "openapi.get",
  method: "GET",
  path: "/api/openapi.json",
  access: "public",
  summary: "This API as an OpenAPI 3.1 document.",
  response: z.record(z.string(), z.unknown()),
});
export const unseal = defineEndpoint({
  id: "unseal",
  method: "POST",
  path: "/api/unseal",
  access: "public",
  summary: "Opens a console that was started sealed, with the master passphrase.",
  body: z.strictObject({ passphrase: z.string().min(1).max(1024) }),
  errors: ["forbidden", "too_many_requests", "conflict"],
});
