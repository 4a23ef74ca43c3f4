import "server-only";
import { createHmac } from "node:crypto";
import { type Executor, getDatabase, type Transaction, withTransaction } from "@/server/data/client";
import { translateStorageError } from "@/server/data/errors";
import { AppError } from "@/server/domain/app-error";
import { getKeyring } from "@/server/secrets/keyring";

/** Whom failed attempts are counted for. */
export type Subject =
  | { kind: "account"; email: string }
  | { kind: "source"; address: string }
  | { kind: "reauthentication"; userId: string };

interface Limit {
  /** Attempts without any delay. */
  free: number;
  /** The delay doubles from two seconds up to this. */
  maxDelayMs: number;
}

const MINUTE_MS = 60_000;
const limits: Record<Subject["kind"], Limit> = {
  // Three at once, nine with growing delay, then four an hour: at most 15 in any hour (SEC-G3 allows 30).
  account: { free: 3, maxDelayMs: 15 * MINUTE_MS },
  reauthentication: { free: 3, maxDelayMs: 15 * MINUTE_MS },
  // Many people may share one address: slow a spray of guesses down, but never keep everybody out for long.
  source: { free: 20, maxDelayMs: MINUTE_MS },
};
const FIRST_DELAY_MS = 2_000;
/** A series of failures is forgotten after this long without an attempt. */
const FORGET_MS = 60 * MINUTE_MS;

function nameOf(subject: Subject): string {
  switch (subject.kind) {
    case "account":
      return subject.email.toLowerCase();
    case "source":
      return subject.address;
    case "reauthentication":
      return subject.userId;
  }
}

/** Keyed, so that the table does not tell which addresses were tried. */
function keyOf(subject: Subject): string {
  const key = getKeyring().deriveKey("sign-in-throttle");
  return createHmac("sha256", key)
    .update(`${subject.kind}\0${nameOf(subject)}`)
    .digest("base64url");
}

/** Delay after the given number of attempts. */
export function delayAfter(attempts: number, kind: Subject["kind"]): number {
  const { free, maxDelayMs } = limits[kind];
  return attempts <= free ? 0 : Math.min(FIRST_DELAY_MS * 2 ** (attempts - free - 1), maxDelayMs);
}

function throttled(untilMs: number, now: number): AppError {
  const seconds = Math.max(1, Math.ceil((untilMs - now) / 1000));
  return new AppError(
    "sign_in_throttled",
    `Too many failed attempts. The next one is possible in ${seconds} seconds.`,
    {
      retryAfterSeconds: seconds,
      remedy: "Wait, then try again. Who is signed in elsewhere can go on working there.",
    },
  );
}

async function requireOpen(db: Executor, keys: readonly string[], now: number): Promise<void> {
  const rows = await db.signInThrottle.findMany({
    where: { key: { in: [...keys] }, blockedUntil: { gt: new Date(now) } },
  });
  const until = Math.max(0, ...rows.map((row) => row.blockedUntil?.getTime() ?? 0));
  if (until > now) throw throttled(until, now);
}

async function countAttempt(tx: Transaction, subject: Subject, key: string, now: number): Promise<number> {
  const row = await tx.signInThrottle.findUnique({ where: { key } });
  const isSeries = row !== null && now - row.updatedAt.getTime() < FORGET_MS;
  const failures = (isSeries ? row.failures : 0) + 1;
  const delay = delayAfter(failures, subject.kind);
  const values = {
    failures,
    windowStart: isSeries ? row.windowStart : new Date(now),
    blockedUntil: delay === 0 ? null : new Date(now + delay),
    updatedAt: new Date(now),
  };
  await tx.signInThrottle.upsert({ where: { key }, create: { key, ...values }, update: values });
  return delay;
}

/** An attempt that was let through and counts as failed until it is known to be right. */
export interface Attempt {
  /** Seconds for which this attempt, if it fails, closes the way for the next; 0 while attempts are free. */
  pauseSeconds: number;
  /** Takes the count back; an account or person starts afresh. */
  succeed(): Promise<void>;
}

/**
 * Lets an attempt through or refuses it before any secret is judged (SEC-G3). It is counted at once and in one
 * transaction, so that parallel guesses cannot slip by.
 * @throws AppError `sign_in_throttled` with the seconds to wait.
 */
export async function admitAttempt(subjects: readonly Subject[]): Promise<Attempt> {
  const now = Date.now();
  const entries = subjects.map((subject) => ({ subject, key: keyOf(subject) }));
  const keys = entries.map(({ key }) => key);
  // Refusing must cost next to nothing, so it does not take part in the queue of writers.
  await requireOpen(getDatabase(), keys, now).catch((error: unknown) => {
    throw translateStorageError(error);
  });
  const pauseMs = await withTransaction(async (tx) => {
    await requireOpen(tx, keys, now);
    await tx.signInThrottle.deleteMany({ where: { updatedAt: { lt: new Date(now - FORGET_MS) } } });
    let longest = 0;
    for (const { subject, key } of entries) longest = Math.max(longest, await countAttempt(tx, subject, key, now));
    return longest;
  });
  return {
    pauseSeconds: Math.ceil(pauseMs / 1000),
    succeed: () =>
      withTransaction(async (tx) => {
        for (const { subject, key } of entries) {
          if (subject.kind === "source") {
            // Somebody's right password does not clear the guesses another made from the same address.
            await tx.signInThrottle.updateMany({
              where: { key, failures: { gt: 0 } },
              data: { failures: { decrement: 1 }, blockedUntil: null },
            });
          } else {
            await tx.signInThrottle.deleteMany({ where: { key } });
          }
        }
      }),
  };
}

/** Forgets the failed attempts of an account or person who has proved who they are by another step. */
export async function forgetAttempts(subject: Exclude<Subject, { kind: "source" }>): Promise<void> {
  await withTransaction(async (tx) => {
    await tx.signInThrottle.deleteMany({ where: { key: keyOf(subject) } });
  });
}
