import "server-only";
import type { Notification, StreamEvent } from "@/contracts/notification";
import { isSessionLive, loadPrincipalBySession } from "@/server/auth/principal";
import { getDatabase } from "@/server/data/client";
import { findNotificationRange, listNotificationsAfter, serializeNotification } from "@/server/data/notifications";
import { listOperationRuns, openRunStates, serializeOperationRun } from "@/server/data/operation-runs";
import { listProfiles, type ProfileRecord } from "@/server/data/profiles";
import { AppError, notFound } from "@/server/domain/app-error";
import { type Principal, permissionsOn, requireActiveTeam } from "@/server/domain/principal";
import { getLogger } from "@/server/logging/logger";
import { getDeviceStatus } from "@/server/runtime/device-status";
import { type EncodedEvent, encodeEvent } from "@/server/runtime/event-log";
import { obtain } from "@/server/runtime/registry";
import { SseSink } from "@/server/runtime/sse-sink";
import { type DeviceRuntime, getDeviceRuntime } from "./device-runtime";

const RETRY_MS = 2_000;
const KEEP_ALIVE_MS = 15_000;
const SESSION_CHECK_MS = 4_000;
const PERMISSION_CHECK_MS = 30_000;
const STREAMS_PER_SESSION = 6;
const STREAMS_PER_USER = 100;
const REPLAY_PAGE = 200;
/** Someone who has missed more than this reads the pages again instead. */
const REPLAY_LIMIT = 20_000;

interface LiveStream {
  sink: SseSink;
  userId: string;
  sessionId: string;
  teamId: string;
  /** Whether it follows the team's profiles or those asked for. */
  isNarrowed: boolean;
  profiles: Map<string, () => void>;
  release(): void;
}

/** The streams of all browsers, and the clocks that end them in time (SEC-F2, SEC-F8). */
class LiveStreams {
  readonly streams = new Set<LiveStream>();
  #timers: NodeJS.Timeout[] = [];
  readonly #checking = new Set<string>();

  add(stream: LiveStream): void {
    this.streams.add(stream);
    if (this.#timers.length > 0) return;
    this.#timers = [
      setInterval(() => this.#keepAlive(), KEEP_ALIVE_MS),
      setInterval(() => void this.#guarded("sessions", () => this.checkSessions()), SESSION_CHECK_MS),
      setInterval(() => void this.#guarded("permissions", () => this.checkPermissions()), PERMISSION_CHECK_MS),
    ];
    for (const timer of this.#timers) timer.unref();
  }

  remove(stream: LiveStream): void {
    this.streams.delete(stream);
    if (this.streams.size > 0) return;
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
  }

  /** Ends the streams of sessions that are over. */
  async checkSessions(): Promise<void> {
    const bySession = this.#bySession();
    for (const [sessionId, streams] of bySession) {
      if (await isSessionLive(sessionId)) continue;
      for (const { sink } of streams) sink.end("signed_out");
    }
  }

  /** Ends the streams whose reader may no longer see what they carry. */
  async checkPermissions(): Promise<void> {
    const bySession = this.#bySession();
    for (const [sessionId, streams] of bySession) {
      const principal = await loadPrincipalBySession(sessionId);
      for (const stream of streams) {
        if (principal === null) stream.sink.end("signed_out");
        else if (!mayGoOn(principal, stream)) stream.sink.end("permission");
      }
    }
  }

  #bySession(): Map<string, LiveStream[]> {
    const groups = new Map<string, LiveStream[]>();
    for (const stream of this.streams) {
      const group = groups.get(stream.sessionId);
      if (group === undefined) groups.set(stream.sessionId, [stream]);
      else group.push(stream);
    }
    return groups;
  }

  #keepAlive(): void {
    for (const { sink } of this.streams) sink.keepAlive();
  }

  async #guarded(name: string, check: () => Promise<void>): Promise<void> {
    if (this.#checking.has(name)) return;
    this.#checking.add(name);
    try {
      await check();
    } catch (error) {
      getLogger().error({ err: error }, "open event streams could not be checked");
    } finally {
      this.#checking.delete(name);
    }
  }
}

declare module "@/server/runtime/registry" {
  interface RuntimeServices {
    liveStreams: LiveStreams;
  }
}

function all(): LiveStreams {
  return obtain("liveStreams", () => new LiveStreams());
}

function mayGoOn(principal: Principal, stream: LiveStream): boolean {
  return [...stream.profiles.keys()].every((id) =>
    permissionsOn(principal, { id, teamId: stream.teamId }).includes("view"),
  );
}

/** Number of open streams, for metrics. */
export function countLiveStreams(): number {
  return all().streams.size;
}

/** Ends the streams of a session at once: it was signed out or revoked. */
export function endStreamsOfSession(sessionId: string): void {
  for (const stream of all().streams) if (stream.sessionId === sessionId) stream.sink.end("signed_out");
}

/** Tells every browser that the console goes away (REL-10). */
export async function endAllStreams(): Promise<void> {
  for (const { sink } of all().streams) sink.end("shutdown");
  // A turn of the event loop for each piece to leave before sockets are closed.
  for (let turn = 0; turn < 20 && all().streams.size > 0; turn += 1) {
    await new Promise<void>((resolve) => setTimeout(resolve, 10));
  }
}

/** Checks every open stream now; the timers do it every few seconds anyhow. */
export async function checkLiveStreams(): Promise<void> {
  await all().checkSessions();
  await all().checkPermissions();
}

/** A new profile belongs to what the team's members watch, a deleted one no longer. */
export function followProfile(runtime: DeviceRuntime, profileId: string, teamId: string, exists: boolean): void {
  for (const stream of all().streams) {
    if (exists && !stream.isNarrowed && stream.teamId === teamId && !stream.profiles.has(profileId)) {
      stream.profiles.set(profileId, runtime.hub.watch(profileId));
    } else if (!exists) {
      stream.profiles.get(profileId)?.();
      stream.profiles.delete(profileId);
    }
  }
}

function requireRoom(principal: Principal): void {
  const own = [...all().streams].filter((stream) => stream.userId === principal.userId);
  const ofSession = own.filter((stream) => stream.sessionId === principal.sessionId);
  if (own.length < STREAMS_PER_USER && ofSession.length < STREAMS_PER_SESSION) return;
  throw new AppError("too_many_requests", "Too many live views are open in this browser.", {
    remedy: "Close some tabs of the console.",
    retryAfterSeconds: 5,
  });
}

function chooseProfiles(principal: Principal, records: readonly ProfileRecord[], wanted: string | undefined) {
  const visible = records.filter((record) => permissionsOn(principal, record).includes("view"));
  if (wanted === undefined) return visible;
  const byId = new Map(visible.map((record) => [record.id, record]));
  return wanted
    .split(",")
    .filter((id) => id !== "")
    .map((id) => {
      const record = byId.get(id);
      if (record === undefined) throw notFound("profile");
      return record;
    });
}

type Resume = { kind: "from"; id: number } | { kind: "reset"; reason: "epoch" | "expired" } | { kind: "none" };

/** Where a browser goes on, by the id it heard last (REL-5). Ids of another database, or of the future, mean nothing. */
async function resumeAt(lastEventId: string | null, epoch: string, lastId: number): Promise<Resume> {
  if (lastEventId === null || lastEventId === "") return { kind: "none" };
  const [, givenEpoch, digits] = /^([0-9a-z]{1,32})-(\d{1,15})$/.exec(lastEventId) ?? [];
  const id = Number(digits ?? Number.NaN);
  if (givenEpoch !== epoch || !Number.isSafeInteger(id) || id > lastId) return { kind: "reset", reason: "epoch" };
  const range = await findNotificationRange(getDatabase());
  // Where nothing is stored any more, all that is younger than the position is gone.
  const isPruned = (range?.first ?? lastId + 1) > id + 1;
  const isTooMuch = lastId - id > REPLAY_LIMIT;
  return isPruned || isTooMuch ? { kind: "reset", reason: "expired" } : { kind: "from", id };
}

/** Missed notifications out of the database, oldest first, up to an id. */
async function* replayFromDatabase(
  runtime: DeviceRuntime,
  names: ReadonlyMap<string, string>,
  afterId: number,
  untilId: number,
): AsyncGenerator<readonly EncodedEvent[]> {
  let position = afterId;
  while (position < untilId) {
    const rows = await listNotificationsAfter(getDatabase(), [...names.keys()], position, REPLAY_PAGE);
    const wanted = rows.filter((row) => row.id <= untilId);
    if (wanted.length === 0) return;
    position = wanted.at(-1)?.id ?? untilId;
    yield wanted.map((row) => {
      const notification: Notification = serializeNotification(row, names.get(row.profileId) ?? "");
      return runtime.events.encodeNotification(notification);
    });
  }
}

async function* inPages(events: readonly EncodedEvent[]): AsyncGenerator<readonly EncodedEvent[]> {
  for (let start = 0; start < events.length; start += REPLAY_PAGE) yield events.slice(start, start + REPLAY_PAGE);
}

function stateEvent(profileId: string, event: StreamEvent): EncodedEvent {
  return {
    id: null,
    profileId,
    event: event.event,
    coalesceKey: `${event.event} ${profileId}`,
    chunk: encodeEvent(event),
  };
}

async function presentStates(records: readonly ProfileRecord[]): Promise<EncodedEvent[]> {
  const names = new Map(records.map((record) => [record.id, record.name]));
  const page = { before: null, limit: 100, states: openRunStates };
  const runs = records.length === 0 ? [] : await listOperationRuns(getDatabase(), [...names.keys()], page);
  return [
    ...records.flatMap(({ id }) => {
      const { listener, reachability } = getDeviceStatus(id);
      return [
        stateEvent(id, { event: "listener", data: { profileId: id, listener } }),
        stateEvent(id, { event: "reachability", data: { profileId: id, reachability } }),
      ];
    }),
    ...runs.map((row) => {
      const data = serializeOperationRun(row, names.get(row.profileId) ?? "");
      return { ...stateEvent(row.profileId, { event: "operation", data }), coalesceKey: `operation ${row.id}` };
    }),
  ];
}

/**
 * Opens a live stream of what the reader may see: what was missed after `lastEventId`, the present states, then everything
 * as it happens. The caller connects the sink to a response and closes it when the browser has gone.
 * @throws AppError `not_found`, `forbidden`, `too_many_requests`
 */
export async function openLiveStream(
  principal: Principal,
  query: { profiles?: string },
  lastEventId: string | null,
): Promise<SseSink> {
  const runtime = await getDeviceRuntime();
  const teamId = requireActiveTeam(principal);
  const records = chooseProfiles(principal, await listProfiles(getDatabase(), [teamId]), query.profiles);
  const resume = await resumeAt(lastEventId, runtime.events.epoch, runtime.events.lastId);
  const states = await presentStates(records);
  requireRoom(principal);

  const streams = all();
  const sink = new SseSink({
    retryMs: RETRY_MS,
    onEnd: () => stream.release(),
    onError: (error) => getLogger().error({ err: error }, "what a browser missed could not be read"),
  });
  const stream: LiveStream = {
    sink,
    userId: principal.userId,
    sessionId: principal.sessionId,
    teamId,
    isNarrowed: query.profiles !== undefined,
    profiles: new Map(),
    release() {
      streams.remove(stream);
      unsubscribe();
      for (const leave of stream.profiles.values()) leave();
      stream.profiles.clear();
    },
  };
  for (const { id } of records) stream.profiles.set(id, runtime.hub.watch(id));
  // From here to the subscription nothing waits: what the replay ends with is where the live part begins.
  const unsubscribe = runtime.events.subscribe((events) => {
    const own = events.filter((event) => stream.profiles.has(event.profileId));
    if (own.length > 0) sink.push(own);
  });
  if (resume.kind === "reset") {
    const reset: StreamEvent = { event: "reset", data: { reason: resume.reason } };
    sink.push([stateEvent("", reset)]);
  }
  if (resume.kind === "from") {
    const missed = runtime.events.after(resume.id);
    const names = new Map(records.map((record) => [record.id, record.name]));
    sink.replay(
      missed === undefined
        ? replayFromDatabase(runtime, names, resume.id, runtime.events.lastId)
        : inPages(missed.filter((event) => names.has(event.profileId))),
    );
  }
  sink.push(states);
  streams.add(stream);
  return sink;
}
