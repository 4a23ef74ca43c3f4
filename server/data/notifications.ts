import "server-only";
import type { z } from "zod";
import type { Notification, notificationQuerySchema } from "@/contracts/notification";
import { obtain } from "@/server/runtime/registry";
import { type Executor, getDatabase } from "./client";
import { translateStorageError } from "./errors";
import type { Prisma } from "./generated/client";

/** A notification to be stored; `changes` and `details` are kept as JSON. */
export type NewNotification = Omit<Notification, "id" | "profileName" | "occurredAt" | "receivedAt"> & {
  occurredAt: Date | null;
  receivedAt: Date;
};

/** A stored notification as the database gives it. */
export type NotificationRow = Prisma.NotificationModel;

export type NotificationFilter = Omit<z.output<typeof notificationQuerySchema>, "cursor" | "limit" | "profileId">;

interface Waiting {
  rows: readonly NewNotification[];
  resolve(ids: number[]): void;
  reject(error: unknown): void;
}

/** Collects what arrives while a transaction runs and writes it in the next one: one flush to disk for all of it. */
class GroupCommit {
  #waiting: Waiting[] = [];
  #isWriting = false;

  append(rows: readonly NewNotification[]): Promise<number[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ rows, resolve, reject });
      if (!this.#isWriting) void this.#write();
    });
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    // What other profiles deliver in the same turn of the event loop goes into the same transaction.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        const ids = await insertAll(batch.flatMap(({ rows }) => rows));
        let start = 0;
        for (const { rows, resolve } of batch) {
          resolve(ids.slice(start, start + rows.length));
          start += rows.length;
        }
      } catch (error) {
        await writeSingly(batch, error);
      }
    }
    this.#isWriting = false;
  }
}

/** One delivery that cannot be stored, e.g. of a profile deleted meanwhile, must not take the others with it. */
async function writeSingly(batch: readonly Waiting[], error: unknown): Promise<void> {
  for (const { rows, resolve, reject } of batch) {
    if (batch.length === 1) reject(error);
    else await insertAll(rows).then(resolve, reject);
  }
}

const INSERT = `INSERT INTO "Notification" ("profileId", "type", "summary", "objectUri", "objectClass", "objectName",
    "elementUri", "action", "jobUri", "changes", "details", "occurredAt", "receivedAt")
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
    value ->> 8, value ->> 9, value ->> 10, value ->> 11, value ->> 12
  FROM json_each(?) ORDER BY key RETURNING "id"`;

/** The form in which the client writes and compares points in time. */
function column(moment: Date): string {
  return moment.toISOString().replace("Z", "+00:00");
}

/** One statement whatever the number of rows: through the client's own createMany a row costs ten times as much. */
async function insertAll(rows: readonly NewNotification[]): Promise<number[]> {
  if (rows.length === 0) return [];
  const values = rows.map((row) => [
    row.profileId,
    row.type,
    row.summary,
    row.objectUri,
    row.objectClass,
    row.objectName,
    row.elementUri,
    row.action,
    row.jobUri,
    JSON.stringify(row.changes),
    JSON.stringify(row.details),
    row.occurredAt && column(row.occurredAt),
    column(row.receivedAt),
  ]);
  try {
    const created = await getDatabase().$queryRawUnsafe<{ id: number | bigint }[]>(INSERT, JSON.stringify(values));
    // Ids are given in the order of insertion; the order of the returned rows is not promised.
    return created.map(({ id }) => Number(id)).sort((one, other) => one - other);
  } catch (error) {
    throw translateStorageError(error);
  }
}

declare module "@/server/runtime/registry" {
  interface RuntimeServices {
    notificationCommit: GroupCommit;
  }
}

/**
 * Stores notifications and returns their ids in the same order once they are durable. Ids rise with every call; calls
 * made at the same time share one transaction. @throws AppError `storage_unavailable`
 */
export function appendNotifications(rows: readonly NewNotification[]): Promise<number[]> {
  return obtain("notificationCommit", () => new GroupCommit()).append(rows);
}

function matching(filter: NotificationFilter): Prisma.NotificationWhereInput[] {
  const { type, objectUri, text, from, to } = filter;
  return [
    type === undefined ? {} : { type },
    objectUri === undefined ? {} : { objectUri },
    text === undefined
      ? {}
      : {
          OR: [{ summary: { contains: text } }, { objectName: { contains: text } }, { details: { contains: text } }],
        },
    from === undefined ? {} : { receivedAt: { gte: new Date(from) } },
    to === undefined ? {} : { receivedAt: { lte: new Date(to) } },
  ];
}

/** The history of some profiles, newest first, older than `beforeId`. */
export function listNotifications(
  db: Executor,
  profileIds: readonly string[],
  filter: NotificationFilter,
  page: { beforeId: number | null; limit: number },
): Promise<NotificationRow[]> {
  const before = page.beforeId === null ? {} : { id: { lt: page.beforeId } };
  return db.notification.findMany({
    where: { AND: [{ profileId: { in: [...profileIds] } }, before, ...matching(filter)] },
    orderBy: { id: "desc" },
    take: page.limit,
  });
}

/** What came after a position, oldest first, for a browser that resumes. */
export function listNotificationsAfter(
  db: Executor,
  profileIds: readonly string[],
  afterId: number,
  limit: number,
): Promise<NotificationRow[]> {
  return db.notification.findMany({
    where: { profileId: { in: [...profileIds] }, id: { gt: afterId } },
    orderBy: { id: "asc" },
    take: limit,
  });
}

/** Oldest and newest id that are stored; null while there are none. */
export async function findNotificationRange(db: Executor): Promise<{ first: number; last: number } | null> {
  const { _min, _max } = await db.notification.aggregate({ _min: { id: true }, _max: { id: true } });
  return _min.id === null || _max.id === null ? null : { first: _min.id, last: _max.id };
}

/** The newest notification of each profile that has one. */
export async function findLastNotifications(
  db: Executor,
  profileIds: readonly string[],
): Promise<Map<string, NotificationRow>> {
  const newest = await db.notification.groupBy({
    by: ["profileId"],
    where: { profileId: { in: [...profileIds] } },
    _max: { id: true },
  });
  const ids = newest.flatMap(({ _max }) => (_max.id === null ? [] : [_max.id]));
  const rows = await db.notification.findMany({ where: { id: { in: ids } } });
  return new Map(rows.map((row) => [row.profileId, row]));
}

/** Receipt times of a profile's notifications since a moment, for charts. */
export async function listReceiptTimes(db: Executor, profileId: string, since: Date): Promise<Date[]> {
  const rows = await db.notification.findMany({
    where: { profileId, receivedAt: { gte: since } },
    select: { receivedAt: true },
    orderBy: { id: "asc" },
  });
  return rows.map((row) => row.receivedAt);
}

/** Number of notifications of some profiles since a moment. */
export function countNotifications(db: Executor, profileIds: readonly string[], since: Date): Promise<number> {
  return db.notification.count({ where: { profileId: { in: [...profileIds] }, receivedAt: { gte: since } } });
}

/** Removes what is older than `olderThan` or beyond the newest `keep` of a profile; returns how many went. */
export async function pruneNotifications(
  db: Executor,
  profileId: string,
  bounds: { olderThan: Date; keep: number },
): Promise<number> {
  const [boundary] = await db.notification.findMany({
    where: { profileId },
    orderBy: { id: "desc" },
    skip: bounds.keep,
    take: 1,
    select: { id: true },
  });
  const beyond = boundary === undefined ? [] : [{ id: { lte: boundary.id } }];
  const { count } = await db.notification.deleteMany({
    where: { profileId, OR: [{ receivedAt: { lt: bounds.olderThan } }, ...beyond] },
  });
  return count;
}

/** The notification as the API shows it. */
export function serializeNotification(row: NotificationRow, profileName: string): Notification {
  return {
    id: row.id,
    profileId: row.profileId,
    profileName,
    type: row.type,
    summary: row.summary,
    objectUri: row.objectUri,
    objectClass: row.objectClass,
    objectName: row.objectName,
    elementUri: row.elementUri,
    action: row.action,
    jobUri: row.jobUri,
    changes: JSON.parse(row.changes) as Notification["changes"],
    details: JSON.parse(row.details) as Notification["details"],
    occurredAt: row.occurredAt?.toISOString() ?? null,
    receivedAt: row.receivedAt.toISOString(),
  };
}
