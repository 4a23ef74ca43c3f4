import "server-only";
import path from "node:path";
import type { z } from "zod";
import type { AuditEvent, auditQuerySchema } from "@/contracts/audit";
import { listAuditEvents, serializeAuditEvent } from "@/server/data/audit-events";
import { databaseFile, getDatabase, type Transaction, withTransaction } from "@/server/data/client";
import { AppError, invalidField } from "@/server/domain/app-error";
import { canonicalJson } from "@/server/domain/canonical-json";
import { type Principal, type RequestContext, requireActiveTeam, requireTeam } from "@/server/domain/principal";
import { getLogger, redactValue } from "@/server/logging/logger";
import { getRuntime, onShutdown, SHUTDOWN_ORDER } from "@/server/runtime/registry";
import { getKeyring } from "@/server/secrets/keyring";
import { type AuditVerification, appendToChain, exportHead, verifyChain } from "./audit-chain";

type AuditQuery = z.output<typeof auditQuerySchema>;

const HEAD_EXPORT_DELAY_MS = 1_000;
const EXPORT_LIMIT = 50_000;
const EXPORT_BATCH = 1_000;

/** What happened, told by the one who let it happen. */
export interface AuditEntry {
  /** Null where nobody is signed in and where the console itself acts. */
  principal: Principal | null;
  /** Who it was when there is no principal, e.g. the e-mail of a failed sign-in. Default `console`. */
  actorName?: string;
  /** Null where no request led to it. */
  context: RequestContext | null;
  teamId: string | null;
  /** Stable verb, e.g. `profile.replace`. */
  action: string;
  objectType: string;
  objectId?: string | null;
  objectName?: string | null;
  /** Default `success`. */
  outcome?: AuditEvent["outcome"];
  /** Before and after. Secrets do not belong here; names that look like secrets are redacted all the same. */
  details?: Record<string, unknown>;
}

function auditKey(): Buffer {
  return getKeyring().deriveKey("audit-chain");
}

function headFile(): string {
  return path.join(path.dirname(databaseFile()), "audit-head.json");
}

declare module "@/server/runtime/registry" {
  interface RuntimeServices {
    auditHeadExport: NodeJS.Timeout;
  }
}

function scheduleHeadExport(): void {
  const { services } = getRuntime();
  if (services.auditHeadExport !== undefined) return;
  services.auditHeadExport = setTimeout(() => void flushAuditHead(), HEAD_EXPORT_DELAY_MS);
  services.auditHeadExport.unref();
  onShutdown("audit", SHUTDOWN_ORDER.audit, flushAuditHead);
}

/** Notes the head of the log outside the database now; a failure is logged, the log itself is complete without it. */
export async function flushAuditHead(): Promise<void> {
  const { services } = getRuntime();
  clearTimeout(services.auditHeadExport);
  delete services.auditHeadExport;
  try {
    await exportHead(getDatabase(), headFile());
  } catch (error) {
    getLogger().error({ err: error }, "the head of the audit log could not be noted outside the database");
  }
}

/**
 * Writes an event in the transaction of the change it tells of: both are stored or neither (SEC-H2).
 * Returns its sequence number.
 */
export async function recordAudit(tx: Transaction, entry: AuditEntry): Promise<number> {
  const details = canonicalJson(redactValue(entry.details ?? {}));
  const sequence = await appendToChain(tx, auditKey(), {
    occurredAt: new Date(),
    actorId: entry.principal?.userId ?? null,
    actorName: entry.principal?.name ?? entry.actorName ?? "console",
    teamId: entry.teamId,
    remoteAddress: entry.context?.remoteAddress ?? entry.principal?.remoteAddress ?? null,
    action: entry.action,
    objectType: entry.objectType,
    objectId: entry.objectId ?? null,
    objectName: entry.objectName ?? null,
    outcome: entry.outcome ?? "success",
    details,
    requestId: entry.context?.requestId ?? "",
  });
  scheduleHeadExport();
  return sequence;
}

/** Writes an event that belongs to no change of the database. @throws AppError `storage_unavailable` */
export function recordAuditAlone(entry: AuditEntry): Promise<number> {
  return withTransaction((tx) => recordAudit(tx, entry));
}

/** Something a device was asked to do, noted before it was asked. */
export interface AuditIntent {
  sequence: number;
  entry: AuditEntry;
}

/**
 * Notes what a device is about to be asked. If it cannot be noted, the device must not be asked (SEC-H2).
 * @throws AppError `storage_unavailable`
 */
export function recordIntent(entry: Omit<AuditEntry, "outcome">): Promise<AuditIntent> {
  return withTransaction((tx) => recordIntentIn(tx, entry));
}

/** Notes an intent in the transaction that says that work on it has begun: both are stored or neither. */
export async function recordIntentIn(tx: Transaction, entry: Omit<AuditEntry, "outcome">): Promise<AuditIntent> {
  return { sequence: await recordAudit(tx, { ...entry, outcome: "intent" }), entry };
}

/** Notes what became of an intent. */
export function completeIntent(
  intent: AuditIntent,
  outcome: "success" | "failure",
  details: Record<string, unknown> = {},
): Promise<number> {
  return recordAuditAlone({
    ...intent.entry,
    outcome,
    details: { ...intent.entry.details, ...details, intent: intent.sequence },
  });
}

/** Notes a request that was refused for lack of permission. Never throws: the refusal stands either way. */
export async function recordDenial(
  principal: Principal | null,
  context: RequestContext,
  endpointId: string,
  request: Request,
): Promise<void> {
  try {
    await recordAuditAlone({
      principal,
      actorName: "nobody",
      context,
      teamId: principal?.activeTeamId ?? null,
      action: endpointId,
      objectType: "endpoint",
      objectName: new URL(request.url).pathname,
      outcome: "denied",
      details: { method: request.method },
    });
  } catch (error) {
    getLogger().error({ err: error, requestId: context.requestId }, "a refusal could not be recorded");
  }
}

function visibleTeams(principal: Principal): (string | null)[] {
  const teamId = requireActiveTeam(principal);
  requireTeam(principal, teamId, "audit.view");
  // Sign-ins and users belong to no team.
  return principal.isInstanceAdministrator ? [teamId, null] : [teamId];
}

function parseCursor(cursor: string | undefined): number | null {
  if (cursor === undefined) return null;
  if (!/^[0-9]{1,15}$/.test(cursor)) throw invalidField("cursor", "This is not a position of the audit log.");
  return Number(cursor);
}

/** Events of the active team, newest first. @throws AppError `forbidden` */
export async function listEvents(
  principal: Principal,
  query: AuditQuery,
): Promise<{ items: AuditEvent[]; nextCursor: string | null }> {
  const teams = visibleTeams(principal);
  const { cursor, limit, ...filter } = query;
  const page = { beforeSequence: parseCursor(cursor), limit: limit + 1 };
  const rows = await listAuditEvents(getDatabase(), teams, filter, page);
  const items = rows.slice(0, limit).map(serializeAuditEvent);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? String(last.sequence) : null };
}

const csvColumns = [
  "sequence",
  "occurredAt",
  "actorName",
  "remoteAddress",
  "action",
  "objectType",
  "objectId",
  "objectName",
  "outcome",
  "details",
  "requestId",
] as const satisfies readonly (keyof AuditEvent)[];

/** One CSV cell (RFC 4180); text that a spreadsheet would run as a formula is prefixed (SEC-E9). */
export function csvCell(value: unknown): string {
  const text = typeof value === "object" && value !== null ? canonicalJson(value) : String(value ?? "");
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** The filtered events as CSV, newest first, at most 50,000; that somebody took them is recorded. @throws AppError `forbidden` */
export async function exportEvents(principal: Principal, query: AuditQuery, context: RequestContext): Promise<string> {
  const teams = visibleTeams(principal);
  const { cursor, limit: _limit, ...filter } = query;
  const lines = [csvColumns.join(",")];
  let beforeSequence = parseCursor(cursor);
  for (;;) {
    const rows = await listAuditEvents(getDatabase(), teams, filter, { beforeSequence, limit: EXPORT_BATCH });
    for (const row of rows) {
      const event = serializeAuditEvent(row);
      lines.push(csvColumns.map((column) => csvCell(event[column])).join(","));
    }
    beforeSequence = rows.at(-1)?.sequence ?? 0;
    if (rows.length < EXPORT_BATCH || lines.length > EXPORT_LIMIT) break;
  }
  await recordAuditAlone({
    principal,
    context,
    teamId: requireActiveTeam(principal),
    action: "audit.export",
    objectType: "audit",
    details: { filter, events: lines.length - 1 },
  });
  return `${lines.join("\r\n")}\r\n`;
}

/** Checks the whole log, for the command line. */
export function verifyWholeLog(): Promise<AuditVerification> {
  return verifyChain(getDatabase(), auditKey(), headFile());
}

/** Checks the whole log; administrators of the installation only. @throws AppError `forbidden` */
export function verifyLog(principal: Principal): Promise<AuditVerification> {
  if (!principal.isInstanceAdministrator) {
    throw new AppError("forbidden", "Only an administrator of the whole installation may check the audit log.");
  }
  return verifyWholeLog();
}
