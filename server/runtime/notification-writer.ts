import type { Notification } from "@/contracts/notification";
import type { DeviceNotification } from "@/server/protocols/kind";
import type { Clock } from "./clock";
import type { RuntimeLog } from "./session-pool";

/** What arrived, with the moment it did. */
export type ReceivedNotification = DeviceNotification & { receivedAt: Date };
/** One row to be stored. */
export type StorableNotification = ReceivedNotification & { profileId: string };

export interface NotificationWriterPorts {
  /** Stores rows in order and durably; ids rise. */
  store(rows: readonly StorableNotification[]): Promise<number[]>;
  nameOf(profileId: string): Promise<string>;
  /** Called in the order of ids once a notification is durable. */
  stored(notification: Notification): void;
  /** The queue was full: notifications of the profile since then were dropped. */
  lost(profileId: string, since: Date): void;
  clock: Clock;
  log: RuntimeLog;
}

/** Rows in one transaction. */
const BATCH = 500;
/** Waiting notifications of all profiles; more means that the database has not answered for long. */
const QUEUE_LIMIT = 50_000;
const RETRY_MS = 1_000;
const ATTEMPTS = 30;

/** Writes what arrives in batches, in order, and passes it on only once it is durable. */
export class NotificationWriter {
  readonly #ports: NotificationWriterPorts;
  #queue: StorableNotification[] = [];
  readonly #lostSince = new Map<string, Date>();
  #writing: Promise<void> | undefined;
  #isDraining = false;

  constructor(ports: NotificationWriterPorts) {
    this.#ports = ports;
  }

  /** Queues a notification of a profile. */
  add(profileId: string, notification: ReceivedNotification): void {
    if (this.#queue.length >= QUEUE_LIMIT) {
      if (!this.#lostSince.has(profileId)) this.#lostSince.set(profileId, notification.receivedAt);
      return;
    }
    this.#queue.push({ ...notification, profileId });
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Resolves once everything queued is written or given up. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    await this.#writing;
  }

  async #write(): Promise<void> {
    // Everything that one tick delivers belongs into the same transaction.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, BATCH);
      await this.#writeBatch(batch);
      this.#reportLosses();
    }
  }

  async #writeBatch(batch: readonly StorableNotification[]): Promise<void> {
    const runs = splitByProfile(batch);
    const results = await Promise.allSettled(runs.map((rows) => this.#storeWithPatience(rows)));
    const stored: Notification[] = [];
    for (const [index, result] of results.entries()) {
      const rows = runs[index] ?? [];
      if (result.status === "fulfilled") stored.push(...(await this.#serialize(rows, result.value)));
      else
        this.#ports.log.warn(
          { profileId: rows[0]?.profileId, err: result.reason },
          "notifications could not be stored",
        );
    }
    // A run that had to be stored again got later ids than those after it.
    for (const notification of stored.sort((one, other) => one.id - other.id)) this.#ports.stored(notification);
  }

  async #storeWithPatience(rows: readonly StorableNotification[]): Promise<number[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#ports.store(rows);
      } catch (error) {
        const isPassing = error instanceof Error && "code" in error && error.code === "storage_unavailable";
        if (!isPassing || attempt >= ATTEMPTS || this.#isDraining) throw error;
        await new Promise<void>((resolve) => this.#ports.clock.after(RETRY_MS, resolve));
      }
    }
  }

  async #serialize(rows: readonly StorableNotification[], ids: readonly number[]): Promise<Notification[]> {
    const profileName = await this.#ports.nameOf(rows[0]?.profileId ?? "").catch(() => "");
    return rows.flatMap((row, index) => {
      const id = ids[index];
      if (id === undefined) return [];
      const { occurredAt, receivedAt, ...fields } = row;
      return [
        {
          ...fields,
          id,
          profileName,
          occurredAt: occurredAt?.toISOString() ?? null,
          receivedAt: receivedAt.toISOString(),
        },
      ];
    });
  }

  #reportLosses(): void {
    if (this.#lostSince.size === 0 || this.#queue.length > QUEUE_LIMIT / 2) return;
    const losses = [...this.#lostSince];
    this.#lostSince.clear();
    for (const [profileId, since] of losses) this.#ports.lost(profileId, since);
  }
}

/** Runs of the same profile: one that was deleted meanwhile must not take the others with it. */
function splitByProfile(batch: readonly StorableNotification[]): StorableNotification[][] {
  const runs: StorableNotification[][] = [];
  for (const row of batch) {
    const current = runs.at(-1);
    if (current !== undefined && current[0]?.profileId === row.profileId) current.push(row);
    else runs.push([row]);
  }
  return runs;
}
