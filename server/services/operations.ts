import "server-only";
import type { z } from "zod";
import type { QueryOf } from "@/contracts/endpoint";
import type { listRuns as listRunsEndpoint } from "@/contracts/endpoints/devices";
import type { OperationDescription } from "@/contracts/kind";
import { objectNameOf } from "@/contracts/object-name";
import type { OperationRun, startOperationInput } from "@/contracts/operation";
import { getDatabase } from "@/server/data/client";
import {
  createOperationRun,
  findOperationRun,
  listOperationRuns,
  type OperationRunRow,
  serializeOperationRun,
} from "@/server/data/operation-runs";
import type { ProfileRecord } from "@/server/data/profiles";
import { AppError, invalidField, notFound } from "@/server/domain/app-error";
import { type Principal, type RequestContext, requireProfile, roleIn } from "@/server/domain/principal";
import type { DeviceObject } from "@/server/protocols/kind";
import { getKind } from "@/server/protocols/registry";
import { completeIntent, recordIntent } from "./audit";
import { withDeviceErrors } from "./device-errors";
import { getDeviceRuntime } from "./device-runtime";
import { getProfileRecord } from "./profile-record";
import { keepRunIntent } from "./run-audit";
import { parseRunCursor, toRunPage } from "./run-pages";
import { listVisibleProfiles } from "./visible-profiles";

type StartInput = z.output<typeof startOperationInput>;

/** As the reference client has it: a job may take an hour, a status a minute and, on loaded machines, much longer. */
const OPERATION_TIMEOUT_MS = 3_600_000;
const STATUS_TIMEOUT_MS = 300_000;

function getOperation(record: ProfileRecord, operationId: string): OperationDescription {
  const operation = getKind(record.kind).description.operations.find((known) => known.id === operationId);
  if (operation === undefined) throw notFound("operation");
  return operation;
}

function requireFit(operation: OperationDescription, object: DeviceObject): void {
  if (!operation.targetClasses.includes(object.class)) {
    throw invalidField("target", `“${operation.label}” does not apply to a ${object.class}.`);
  }
  if (operation.fromStatuses.length === 0 || object.status === null) return;
  if (operation.fromStatuses.includes(object.status)) return;
  const wanted = operation.fromStatuses.join(", ");
  throw new AppError("device_conflict", `${object.name} is ${object.status}; “${operation.label}” needs: ${wanted}.`);
}

function requireTypedName(operation: OperationDescription, object: DeviceObject, given: string | undefined): void {
  if (!operation.asksForName || given?.trim() === object.name) return;
  throw new AppError("confirmation_mismatch", `To confirm, type the name ${object.name} exactly as it is shown.`, {
    errors: [{ path: "confirmation", message: "This is not the object's name." }],
  });
}

/**
 * Starts an operation on a device object and answers once the device has taken it; the run goes on by itself.
 * @throws AppError `not_found`, `forbidden`, `invalid_request`, `confirmation_mismatch`, `device_conflict`, and the
 * device's codes
 */
export async function startOperation(
  principal: Principal,
  profileId: string,
  operationId: string,
  input: StartInput,
  context: RequestContext,
): Promise<OperationRun> {
  const record = await getProfileRecord(getDatabase(), profileId);
  requireProfile(principal, record, "operate");
  const operation = getOperation(record, operationId);
  const request = { operation: operation.id, target: input.target, input: input.input };
  const { pool, runner } = await getDeviceRuntime();
  const kind = getKind(record.kind);
  const described = await withDeviceErrors(async () => {
    kind.judgeOperation(request);
    return pool.use(profileId, (connection) => connection.describe(input.target), record.revision);
  });
  const object = { ...described, name: objectNameOf(kind.description, record.name, described.name) };
  requireFit(operation, object);
  requireTypedName(operation, object, input.confirmation);

  const intent = await recordIntent({
    principal,
    context,
    teamId: record.teamId,
    action: "operation.start",
    objectType: object.class,
    objectId: object.uri,
    objectName: object.name,
    details: { profileId, profile: record.name, operation: operation.id, input: input.input, from: object.status },
  });
  const timeouts = {
    operationTimeoutMs: input.operationTimeoutMs ?? OPERATION_TIMEOUT_MS,
    statusTimeoutMs: input.statusTimeoutMs ?? STATUS_TIMEOUT_MS,
  };
  const run = await createOperationRun(getDatabase(), {
    profileId,
    operation: operation.id,
    label: operation.label,
    target: object.uri,
    targetName: object.name,
    startedById: principal.userId,
    startedBy: principal.name,
    state: "requested",
    progress: "The request is on its way to the device.",
    ...timeouts,
  });
  keepRunIntent(run.id, intent);
  await withDeviceErrors(() =>
    runner.start({
      ...request,
      runId: run.id,
      profileId,
      acceptStatuses: input.acceptStatuses,
      ...timeouts,
      isCancelable: operation.isCancelable,
    }),
  );
  return serializeOperationRun((await findOperationRun(getDatabase(), run.id)) ?? run, record.name);
}

async function getRunRecord(
  principal: Principal,
  runId: string,
): Promise<{ run: OperationRunRow; record: ProfileRecord }> {
  const run = await findOperationRun(getDatabase(), runId);
  if (run === null) throw notFound("operation run");
  const record = await getProfileRecord(getDatabase(), run.profileId);
  if (roleIn(principal, record.teamId) === undefined) throw notFound("operation run");
  requireProfile(principal, record, "view");
  return { run, record };
}

/** One run. @throws AppError `not_found`, `forbidden` */
export async function getRun(principal: Principal, runId: string): Promise<OperationRun> {
  const { run, record } = await getRunRecord(principal, runId);
  return serializeOperationRun(run, record.name);
}

/**
 * Asks the device to cancel the job of a run.
 * @throws AppError `not_found`, `forbidden`, `job_not_cancelable`, and the device's codes
 */
export async function cancelRun(principal: Principal, runId: string, context: RequestContext): Promise<OperationRun> {
  const { run, record } = await getRunRecord(principal, runId);
  requireProfile(principal, record, "operate");
  if (!run.isCancelable) {
    throw new AppError("job_not_cancelable", "The device cannot cancel this operation, or it has ended already.");
  }
  const intent = await recordIntent({
    principal,
    context,
    teamId: record.teamId,
    action: "operation.cancel",
    objectType: "operation-run",
    objectId: run.id,
    objectName: run.targetName,
    details: { profileId: record.id, operation: run.operation, target: run.target },
  });
  const { runner } = await getDeviceRuntime();
  try {
    await withDeviceErrors(() => runner.cancel(runId));
  } catch (error) {
    await completeIntent(intent, "failure", { code: error instanceof AppError ? error.code : "internal" });
    throw error;
  }
  await completeIntent(intent, "success");
  return getRun(principal, runId);
}

/**
 * Operation history of the active team, newest first.
 * @throws AppError `not_found` for a profile of another team, `forbidden`, `invalid_request`
 */
export async function listRuns(
  principal: Principal,
  query: QueryOf<typeof listRunsEndpoint>,
): Promise<{ items: OperationRun[]; nextCursor: string | null }> {
  const names = new Map((await listVisibleProfiles(principal)).map((record) => [record.id, record.name]));
  if (query.profileId !== undefined && !names.has(query.profileId)) throw notFound("profile");
  const rows = await listOperationRuns(
    getDatabase(),
    query.profileId === undefined ? [...names.keys()] : [query.profileId],
    {
      before: parseRunCursor(query.cursor),
      limit: query.limit + 1,
      states: query.state === undefined ? undefined : [query.state],
      target: query.target,
    },
  );
  return toRunPage(rows, query.limit, (row) => serializeOperationRun(row, names.get(row.profileId) ?? ""));
}
