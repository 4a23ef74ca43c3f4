import "server-only";
import { randomUUID } from "node:crypto";

/** A new identifier of a stored thing: random, so that it tells nothing and cannot be guessed. */
export function newId(): string {
  return randomUUID();
}
