import "server-only";

const MINUTE_MS = 60_000;

/** Without activity for this long a sign-in ends (SEC-F2). */
export const IDLE_LIMIT_MS = 30 * MINUTE_MS;
/** A sign-in ends this long after it began, however active it is (SEC-F2). */
export const ABSOLUTE_LIMIT_MS = 12 * 60 * MINUTE_MS;
/** Activity is written down at most this often, so that reading does not cost a write each time. */
export const ACTIVITY_GRAIN_MS = MINUTE_MS;

interface Lifetime {
  expiresAt: Date;
  lastUsedAt: Date;
}

/** When the sign-in ends unless it is used before. */
export function endsAt(session: Lifetime): Date {
  return new Date(Math.min(session.expiresAt.getTime(), session.lastUsedAt.getTime() + IDLE_LIMIT_MS));
}

/** Whether neither the idle nor the absolute limit has passed. */
export function isAlive(session: Lifetime, now = Date.now()): boolean {
  return now < endsAt(session).getTime();
}
