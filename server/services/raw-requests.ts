import "server-only";
import type { z } from "zod";
import type { QueryOf } from "@/contracts/endpoint";
import type { listRawRequests as listRawRequestsEndpoint } from "@/contracts/endpoints/devices";
import type { rawAnswerSchema, rawRequestInput } from "@/contracts/operation";
import { getDatabase } from "@/server/data/client";
import {
  createOperationRun,
  listRawRequests as listStored,
  type RawHistoryEntry,
  serializeRawRequest,
  updateOperationRun,
} from "@/server/data/operation-runs";
import type { ProfileRecord } from "@/server/data/profiles";
import { AppError, invalidField } from "@/server/domain/app-error";
import { type Principal, type RequestContext, requireProfile } from "@/server/domain/principal";
import { isSecretName, REDACTED } from "@/server/logging/redaction";
import { getKind } from "@/server/protocols/registry";
import { completeIntent, recordIntent } from "./audit";
import { asDeviceError, runProblemOf } from "./device-errors";
import { getDeviceRuntime } from "./device-runtime";
import { getProfileRecord, requireConfirmation } from "./profile-record";
import { openSecret } from "./profile-secrets";
import { parseRunCursor, toRunPage } from "./run-pages";

type RawInput = z.output<typeof rawRequestInput>;
type RawAnswer = z.input<typeof rawAnswerSchema>;

/** Of a recorded body; the history is for looking things up, not an archive. */
const RECORDED_BODY_LIMIT = 64 * 1024;

function requireAllowed(record: ProfileRecord, input: RawInput): void {
  const kind = getKind(record.kind);
  if (!kind.allowsPath(input.method, input.uri)) {
    throw invalidField(
      "uri",
      `This path is not open to a raw ${input.method}: it must be a plain path of the device's API that takes it.`,
    );
  }
  if (input.method !== "PATCH" && input.ifMatch !== undefined) {
    throw invalidField("ifMatch", "Only a PATCH depends on the tag of the resource.");
  }
  if (input.method !== "GET") requireConfirmation(input.confirmation ?? "", record.name, "the profile's name");
  if (input.body === undefined || input.body.trim() === "") {
    if (input.method === "PATCH") throw invalidField("body", "A PATCH needs the properties to change.");
    return;
  }
  if (input.method === "GET") throw invalidField("body", "A GET has no body.");
  const fault = kind.findBodyFault(input.body);
  if (fault !== null) throw invalidField("body", fault);
}

/** Values of the profile's stored secrets, for the redaction of what is kept. @throws AppError as `openSecret` */
async function readSecretValues(record: ProfileRecord): Promise<string[]> {
  const values: string[] = [];
  for (const { slot } of record.secrets) {
    const secret = await openSecret(getDatabase(), record, slot);
    if (secret === undefined) continue;
    values.push(secret.reveal());
    secret.destroy();
  }
  return values;
}

/** A URI without the values of those parameters of its query that are secret by their name, such as a session id. */
function withoutNamedSecrets(uri: string): string {
  const [path = "", ...query] = uri.split("?");
  if (query.length === 0) return uri;
  const parameters = query.join("?").split("&");
  const shown = parameters.map((parameter) => {
    const [name = "", ...value] = parameter.split("=");
    return value.length > 0 && isSecretName(decoded(name)) ? `${name}=${REDACTED}` : parameter;
  });
  return `${path}?${shown.join("&")}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Sends a request to the device as written. Secrets are replaced in what is shown and what is kept.
 * @throws AppError `not_found`, `forbidden`, `invalid_request`, `confirmation_mismatch`, and the device's codes
 */
export async function sendRawRequest(
  principal: Principal,
  profileId: string,
  input: RawInput,
  context: RequestContext,
  signal?: AbortSignal,
): Promise<RawAnswer> {
  const record = await getProfileRecord(getDatabase(), profileId);
  requireProfile(principal, record, "raw-request");
  requireAllowed(record, input);
  const kind = getKind(record.kind);
  const { pool } = await getDeviceRuntime();
  const session = pool.sessionIdOf(profileId);
  const secrets = [...(await readSecretValues(record)), ...(session === undefined ? [] : [session])];
  const uri = kind.redactText(withoutNamedSecrets(input.uri), secrets);
  const intent = await recordIntent({
    principal,
    context,
    teamId: record.teamId,
    action: "rawRequest.send",
    objectType: "profile",
    objectId: record.id,
    objectName: record.name,
    details: { method: input.method, uri, ...(input.ifMatch === undefined ? {} : { ifMatch: input.ifMatch }) },
  });
  const requestBody =
    input.record && input.body ? kind.redactBody(input.body, secrets).slice(0, RECORDED_BODY_LIMIT) : null;
  const run = await createOperationRun(getDatabase(), {
    profileId,
    operation: "raw-request",
    label: `${input.method} ${uri.split("?", 1)[0]}`,
    target: uri,
    targetName: uri,
    startedById: principal.userId,
    startedBy: principal.name,
    state: "requested",
    raw: { method: input.method, uri, requestBody },
  });
  const startedAt = performance.now();
  try {
    const request = { method: input.method, uri: input.uri, body: input.body, ifMatch: input.ifMatch };
    // A mutation is not abandoned because somebody closed a tab: its outcome belongs into the history.
    const abort = input.method === "GET" ? signal : undefined;
    const answer = await pool.use(profileId, (connection) => connection.raw(request, abort), record.revision);
    await updateOperationRun(getDatabase(), run.id, {
      state: answer.status < 400 ? "succeeded" : "failed",
      endedAt: new Date(),
      deviceStatus: answer.status,
      deviceReason: answer.reason,
      responseBody: input.record ? answer.body.slice(0, RECORDED_BODY_LIMIT) : null,
    });
    await completeIntent(intent, answer.status < 400 ? "success" : "failure", {
      status: answer.status,
      reason: answer.reason,
    });
    const { host, port } = answer.address;
    return { ...answer, runId: run.id, durationMs: performance.now() - startedAt, address: `${host}:${port}` };
  } catch (thrown) {
    const error = asDeviceError(thrown);
    const isMutation = input.method !== "GET";
    await updateOperationRun(getDatabase(), run.id, {
      state: isMutation ? "unknown" : "failed",
      endedAt: new Date(),
      problem: runProblemOf(error),
    });
    await completeIntent(intent, "failure", { code: error instanceof AppError ? error.code : "internal" });
    throw error;
  }
}

/** Raw requests sent before, newest first. @throws AppError `not_found`, `forbidden`, `invalid_request` */
export async function listRawRequests(
  principal: Principal,
  profileId: string,
  { cursor, limit }: QueryOf<typeof listRawRequestsEndpoint>,
): Promise<{ items: RawHistoryEntry[]; nextCursor: string | null }> {
  const record = await getProfileRecord(getDatabase(), profileId);
  requireProfile(principal, record, "raw-request");
  const rows = await listStored(getDatabase(), profileId, { before: parseRunCursor(cursor), limit: limit + 1 });
  return toRunPage(rows, limit, serializeRawRequest);
}
