import "server-only";
import type { KindId } from "@/contracts/kind-ids";
import type { ProfilePermission } from "@/contracts/permissions";
import { getDatabase } from "@/server/data/client";
import type { ProfileRecord } from "@/server/data/profiles";
import { notFound } from "@/server/domain/app-error";
import { type Principal, type RequestContext, requireProfile } from "@/server/domain/principal";
import type { DeviceConnection } from "@/server/protocols/kind";
import { runAs } from "@/server/runtime/requester";
import { completeIntent, recordIntent } from "./audit";
import { withDeviceErrors } from "./device-errors";
import { getDeviceRuntime } from "./device-runtime";
import { getProfileRecord } from "./profile-record";

/** Values as they travel: moments as texts. */
export type Plain<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Plain<Item>[]
    : T extends object
      ? { [Key in keyof T]: Plain<T[Key]> }
      : T;

/** A reading without anything that JSON has no form for. */
export function plain<T>(value: T): Plain<T> {
  return JSON.parse(JSON.stringify(value)) as Plain<T>;
}

/** Who changes which profile's device. */
export interface Change {
  principal: Principal;
  context: RequestContext;
  record: ProfileRecord;
}

/** What the audit log says of a change. */
export interface ChangeDescription {
  action: string;
  objectType: string;
  objectId: string;
  details?: Record<string, unknown>;
  /** What its end says beside, as how far it came. */
  outcome?(): Record<string, unknown>;
}

/** Work on the devices of one kind, by its own class of connections or a view of them. */
export interface DeviceWork<Connection> {
  /** The profile of a device of this kind. @throws AppError `not_found`, also for profiles of other kinds, `forbidden` */
  getProfile(principal: Principal, profileId: string, permission: ProfilePermission): Promise<ProfileRecord>;
  /** Works on the profile's connection. @throws AppError with the device's codes */
  on<T>(record: ProfileRecord, work: (connection: Connection) => Promise<T>): Promise<T>;
  /** Reads something for a person who may view it. @throws AppError `not_found`, `forbidden`, the device's codes */
  read<T>(principal: Principal, profileId: string, work: (connection: Connection) => Promise<T>): Promise<T>;
  /**
   * Reads something long, item by item, while it arrives; resolves with the first item at hand, so that a refusal is one.
   * `signal` ends it as if the reader had left: the source finishes what it is at, and can close what it has opened.
   * @throws AppError `not_found`, `forbidden`, the device's codes; later the stream throws the device's codes
   */
  stream<T>(
    principal: Principal,
    profileId: string,
    source: (connection: Connection) => AsyncIterable<T>,
    signal?: AbortSignal,
  ): Promise<AsyncGenerator<T, void, void>>;
  /** A change, on record before it is tried and after (SEC-H2). @throws AppError with the device's codes */
  change<T>(who: Change, what: ChangeDescription, work: (connection: Connection) => Promise<T>): Promise<T>;
}

/** The items from the first one on. Whoever pulls them does so outside of the request that began the stream (SEC-G9). */
async function* rest<T>(
  { sessionId }: Principal,
  first: IteratorResult<T, void>,
  items: AsyncGenerator<T, void, void>,
): AsyncGenerator<T, void, void> {
  try {
    for (let next = first; next.done !== true; ) {
      yield next.value;
      next = await withDeviceErrors(() => runAs(sessionId, () => items.next()));
    }
  } finally {
    await runAs(sessionId, () => items.return());
  }
}

/**
 * Work on the devices of a kind whose connections are of this class. With `view`, work gets what that makes of a connection
 * at the moment of the work.
 */
export function deviceWork<Connection extends DeviceConnection, View = Connection>(
  kind: KindId,
  view?: (connection: Connection, profileId: string) => View,
): DeviceWork<View> {
  // The kind decides the class of the connection; without a view it is the view.
  const own = (connection: DeviceConnection, profileId: string) =>
    (view === undefined ? connection : view(connection as Connection, profileId)) as View;

  async function getProfile(principal: Principal, profileId: string, permission: ProfilePermission) {
    const record = await getProfileRecord(getDatabase(), profileId);
    requireProfile(principal, record, permission);
    if (record.kind !== kind) throw notFound("profile");
    return record;
  }

  async function on<T>(record: ProfileRecord, work: (connection: View) => Promise<T>): Promise<T> {
    const { pool } = await getDeviceRuntime();
    return withDeviceErrors(() =>
      pool.use(record.id, (connection) => work(own(connection, record.id)), record.revision),
    );
  }

  return {
    getProfile,
    on,
    read: async (principal, profileId, work) => on(await getProfile(principal, profileId, "view"), work),
    async stream(principal, profileId, source, signal) {
      const record = await getProfile(principal, profileId, "view");
      const { pool } = await getDeviceRuntime();
      const items = pool.stream(record.id, (connection) => source(own(connection, record.id)), record.revision);
      const first = await withDeviceErrors(() => items.next());
      const begun = rest(principal, first, items);
      const end = () => Promise.all([begun.return(), items.return()]);
      const leave = () => void end().catch(() => undefined);
      if (signal?.aborted) leave();
      else signal?.addEventListener("abort", leave, { once: true });
      return begun;
    },
    async change({ principal, context, record }, { outcome, ...what }, work) {
      const intent = await recordIntent({
        principal,
        context,
        teamId: record.teamId,
        ...what,
        objectName: record.name,
        details: { profileId: record.id, ...what.details },
      });
      try {
        const result = await on(record, work);
        await completeIntent(intent, "success", outcome?.());
        return result;
      } catch (error) {
        const code = error instanceof Error && "code" in error ? String(error.code) : "internal";
        await completeIntent(intent, "failure", { code, ...outcome?.() });
        throw error;
      }
    },
  };
}
