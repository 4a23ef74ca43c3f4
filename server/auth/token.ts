import "server-only";
import { createHash, randomBytes } from "node:crypto";

/** A new 256-bit reference token (SEC-F1). */
export function createToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What the database keeps of a token. A 256-bit random value needs no salt and no slow hash. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
