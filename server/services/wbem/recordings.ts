import "server-only";
import type { z } from "zod";
import type * as recording from "@/contracts/wbem/recording";
import { AppError, notFound } from "@/server/domain/app-error";
import type { Principal, RequestContext } from "@/server/domain/principal";
import type { PropertyChange } from "@/server/protocols/wbem/model/equality";
import { type ComparedCall, compareRecordings } from "@/server/protocols/wbem/recording/compare";
import { OperationRecorder, type RecordedExchange } from "@/server/protocols/wbem/recording/recorder";
import { ReplaySession } from "@/server/protocols/wbem/recording/replay-session";
import { toTestclientYaml } from "@/server/protocols/wbem/recording/testclient-yaml";
import { formatXml } from "@/server/protocols/wbem/xml/format";
import { recordAuditAlone } from "../audit";
import { changeWbem, getWbemProfile } from "./connection";
import { findRecorder, forgetRecorder, obtainRecorder } from "./recorders";
import { valueToWire } from "./wire";

const DETAIL_LINES = 100;

function rowOf(exchange: RecordedExchange, index: number): recording.WbemRecordedRow {
  const { operation, startedAt, clientMs, serverMicroseconds, requestBytes, replyBytes, isError } = exchange;
  return {
    index,
    operation,
    startedAt: startedAt.toISOString(),
    durationMs: clientMs,
    serverMs: serverMicroseconds === null ? null : serverMicroseconds / 1_000,
    requestBytes,
    replyBytes,
    isError,
    status: exchange.answer?.status ?? exchange.failure?.status ?? null,
    failure: exchange.failure?.message ?? null,
  };
}

function viewOf(profileId: string, sessionId: string): recording.WbemRecording {
  const recorder = findRecorder(profileId, sessionId);
  return {
    isOn: recorder?.isRecording ?? false,
    dropped: recorder?.dropped ?? 0,
    items: (recorder?.exchanges ?? []).map(rowOf),
  };
}

/** One's own recording. @throws AppError `not_found`, `forbidden` */
export async function getRecording(principal: Principal, profileId: string): Promise<recording.WbemRecording> {
  const record = await getWbemProfile(principal, profileId, "view");
  return viewOf(record.id, principal.sessionId);
}

/** Whether one's own requests are recorded. @throws AppError `not_found`, `forbidden` */
export async function getRecordingState(
  principal: Principal,
  profileId: string,
): Promise<z.output<typeof recording.wbemRecordingStateSchema>> {
  const record = await getWbemProfile(principal, profileId, "view");
  const recorder = findRecorder(record.id, principal.sessionId);
  return { isOn: recorder?.isRecording ?? false, count: recorder?.exchanges.length ?? 0 };
}

/**
 * Begins or ends one's own recording; what was recorded stays. Others who use the profile are not recorded.
 * @throws AppError `not_found`, `forbidden`, the device's codes
 */
export async function switchRecording(
  principal: Principal,
  profileId: string,
  isOn: boolean,
  context: RequestContext,
): Promise<recording.WbemRecording> {
  const record = await getWbemProfile(principal, profileId, "view");
  await changeWbem(
    { principal, context, record },
    { action: "wbem.recording.switch", objectType: "profile", objectId: record.id, details: { isOn } },
    async (connection) => {
      const secrets = await connection.openSecrets();
      obtainRecorder(record.id, principal.sessionId, secrets).isRecording = isOn;
    },
  );
  return viewOf(record.id, principal.sessionId);
}

/** Forgets one's own recording. @throws AppError `not_found`, `forbidden` */
export async function clearRecording(principal: Principal, profileId: string, context: RequestContext): Promise<void> {
  const record = await getWbemProfile(principal, profileId, "view");
  await recordAuditAlone({
    principal,
    context,
    teamId: record.teamId,
    action: "wbem.recording.clear",
    objectType: "profile",
    objectId: record.id,
    objectName: record.name,
  });
  const recorder = findRecorder(record.id, principal.sessionId);
  if (recorder?.isRecording === true) recorder.clear();
  else forgetRecorder(record.id, principal.sessionId);
}

/** `field` names the one that chose the profile, where that is another than the one whose page it is. */
async function exchangesOf(
  principal: Principal,
  profileId: string,
  field?: string,
): Promise<readonly RecordedExchange[]> {
  const record = await getWbemProfile(principal, profileId, "view");
  const exchanges = findRecorder(record.id, principal.sessionId)?.exchanges ?? [];
  if (exchanges.length > 0) return exchanges;
  const message = `Nothing was recorded of your requests to ${record.name}.`;
  throw new AppError("nothing_recorded", message, {
    remedy: `Switch the recording of ${record.name} on, use that server, then come back.`,
    errors: field === undefined ? undefined : [{ path: field, message }],
  });
}

const headersOf = (headers: Readonly<Record<string, string>>) =>
  Object.entries(headers).map(([name, value]) => ({ name, value }));

/** A recorded request with its answer. @throws AppError `not_found`, `forbidden`, `nothing_recorded` */
export async function getRecordedExchange(
  principal: Principal,
  profileId: string,
  index: number,
): Promise<recording.WbemRecordedExchange> {
  const exchange = (await exchangesOf(principal, profileId))[index];
  if (exchange === undefined) throw notFound("recorded request");
  const { request, answer } = exchange;
  return {
    ...rowOf(exchange, index),
    requestHeaders: headersOf(request.headers),
    requestBody: formatXml(request.body),
    answerHeaders: headersOf(answer?.headers ?? {}),
    answerBody: answer === null ? null : formatXml(answer.body),
    isComplete: answer?.isComplete === true && !answer.isCut && !request.isCut,
  };
}

/** The recording as test cases of pywbem. @throws AppError `not_found`, `forbidden`, `nothing_recorded` */
export async function exportRecording(principal: Principal, profileId: string): Promise<string> {
  const { yaml, leftOut } = await toTestclientYaml(await exchangesOf(principal, profileId));
  const notes = leftOut.map(({ index, operation, reason }) => `# Left out: ${index + 1} ${operation}: ${reason}\n`);
  return notes.join("") + yaml;
}

function describeChange(name: string, { name: property, before, after }: PropertyChange): string {
  return `${name} ${property}: ${JSON.stringify(valueToWire(before?.value ?? null))} → ${JSON.stringify(valueToWire(after?.value ?? null))}`;
}

function detailsOf({ difference }: ComparedCall): string[] {
  switch (difference?.kind) {
    case "failure":
      return [`first: ${difference.first ?? "success"}`, `second: ${difference.second ?? "success"}`];
    case "items":
      return [
        ...difference.onlyInFirst.map((name) => `only in the first: ${name}`),
        ...difference.onlyInSecond.map((name) => `only in the second: ${name}`),
        ...difference.changed.flatMap(({ name, changes }) =>
          changes.length === 0 ? [`${name} differs`] : changes.map((change) => describeChange(name, change)),
        ),
      ];
    case "value":
      return ["The values differ."];
    default:
      return [];
  }
}

function verdictOf({ first, second, difference }: ComparedCall): recording.WbemComparedCall["verdict"] {
  if (second === null) return "only-first";
  if (first === null) return "only-second";
  if (difference === null) return "unreadable";
  return difference.kind === "same" ? "same" : "different";
}

async function compare(
  first: readonly RecordedExchange[],
  second: readonly RecordedExchange[],
): Promise<recording.WbemComparedCall[]> {
  const calls = await compareRecordings(first, second);
  return calls.map((call) => ({
    operation: call.operation,
    namespace: call.namespace,
    first: call.first,
    second: call.second,
    firstMs: call.firstMs,
    secondMs: call.secondMs,
    verdict: verdictOf(call),
    details: detailsOf(call).slice(0, DETAIL_LINES),
  }));
}

/** Compares one's own recordings of two profiles. @throws AppError `not_found`, `forbidden`, `nothing_recorded` */
export async function compareOwnRecordings(
  principal: Principal,
  profileId: string,
  otherProfileId: string,
): Promise<recording.WbemComparison> {
  const first = await exchangesOf(principal, profileId);
  const second = await exchangesOf(principal, otherProfileId, "otherProfileId");
  return { items: await compare(first, second), leftOut: [] };
}

/** What closes enumerations that are left open has this long; then the server's own timeout closes them. */
const CLOSE_TIMEOUT_MS = 10_000;

/**
 * Makes the reading requests of one's own recording again at another profile's server, one after the other, and compares
 * the answers. Enumerations go on with the contexts that the other server gives, and are closed. Requests that change
 * something are left out.
 * @throws AppError `not_found`, `forbidden`, `nothing_recorded`, the device's codes
 */
export async function replayRecording(
  principal: Principal,
  profileId: string,
  targetProfileId: string,
  context: RequestContext,
  signal?: AbortSignal,
): Promise<recording.WbemComparison> {
  const exchanges = await exchangesOf(principal, profileId);
  const target = await getWbemProfile(principal, targetProfileId, "view");
  const leftOut: recording.WbemComparison["leftOut"] = [];
  const replayed: RecordedExchange[] = [];
  const places: number[] = [];
  const answers = await changeWbem(
    { principal, context, record: target },
    { action: "wbem.recording.replay", objectType: "profile", objectId: target.id, details: { from: profileId } },
    async (connection) => {
      const recorder = new OperationRecorder({ secrets: await connection.openSecrets() });
      recorder.isRecording = true;
      const session = new ReplaySession({
        client: connection.operationsOver((way) => recorder.wrap((request) => way({ ...request, signal }))),
        closing: connection.operationsOver(
          (way) => (request) => way({ ...request, signal: AbortSignal.timeout(CLOSE_TIMEOUT_MS) }),
        ),
      });
      try {
        for (const [index, exchange] of exchanges.entries()) {
          signal?.throwIfAborted();
          const reason = await session.repeat(exchange);
          if (reason !== null) leftOut.push({ index, operation: exchange.operation, reason });
          else {
            replayed.push(exchange);
            places.push(index);
          }
        }
      } finally {
        await session.close();
      }
      return recorder.exchanges;
    },
  );
  const items = await compare(replayed, answers);
  return {
    items: items.map((item) => ({ ...item, first: item.first === null ? null : (places[item.first] ?? null) })),
    leftOut,
  };
}
