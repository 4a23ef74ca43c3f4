import { createHash } from "node:crypto";
import { findSessionCookie } from "./session-cookie";

/** A key for the session a request claims to belong to: a hash, so that no token is kept. */
export function sessionKeyOf(cookieHeader: string | undefined): string | undefined {
  const value = findSessionCookie(cookieHeader);
  return value === undefined ? undefined : createHash("sha256").update(value).digest("base64url");
}

/** Counts requests in progress per session (SEC-G9). */
export class ConcurrencyLimit {
  readonly #limit: number;
  readonly #inProgress = new Map<string, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes one place. Returns what gives it back, callable any number of times, or undefined when all are taken. */
  take(key: string): (() => void) | undefined {
    const current = this.#inProgress.get(key) ?? 0;
    if (current >= this.#limit) return undefined;
    this.#inProgress.set(key, current + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const left = (this.#inProgress.get(key) ?? 1) - 1;
      if (left === 0) this.#inProgress.delete(key);
      else this.#inProgress.set(key, left);
    };
  }
}
