import { AsyncLocalStorage } from "node:async_hooks";
import { obtain } from "@/server/runtime/registry";

export const REDACTED = "[redacted]";

/**
 * Endings of property and header names whose values are never written: the list of the HMC's reference client plus our
 * own and the common credential headers. Compared in lower case without regard to `-` and `_`.
 */
const SECRET_NAME_ENDINGS = [
  "authenticationcode",
  "authorization",
  "ciphertext",
  "cookie",
  "credential",
  "credentials",
  "key",
  "keypem",
  "masterkey",
  "otp",
  "passcode",
  "passphrase",
  "password",
  "passwd",
  "privatekey",
  "pw",
  "pwd",
  "recoverycode",
  "recoverycodes",
  "secret",
  "secrets",
  "session",
  "sessionid",
  "token",
  "totp",
  "websocketuri",
] as const;

/** Names that end like a secret and are none; without them logs would be useless for what they exist for. */
const HARMLESS_NAMES = new Set([
  "idempotencykey",
  "querykey",
  "sortkey",
  "statekey",
  "publickey",
  "hassession",
  "isset",
]);

/** Whether a value under this name must not be written (HMC Web Services API reference client, SEC-B2). */
export function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replace(/[-_\s]/g, "");
  return !HARMLESS_NAMES.has(plain) && SECRET_NAME_ENDINGS.some((ending) => plain.endsWith(ending));
}

declare module "@/server/runtime/registry" {
  interface RuntimeServices {
    secretsInUse: AsyncLocalStorage<Set<string>>;
  }
}

/** One for the process: a secret is opened in one compiled copy of this module and redacted in another. */
function secretsInUse(): AsyncLocalStorage<Set<string>> {
  return obtain("secretsInUse", () => new AsyncLocalStorage());
}

/** Shorter values would blot out ordinary text; no credential accepted by the console is that short. */
const SHORTEST_SECRET = 4;

/** Runs `work` with a set of its own for the secrets it uses; see `protectSecret`. */
export function withSecretScope<T>(work: () => T): T {
  return secretsInUse().run(new Set(secretsInUse().getStore()), work);
}

function formsOf(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const html = value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
  const base64 = Buffer.from(value, "utf8").toString("base64");
  return [value, json, html, encodeURIComponent(value), base64, base64.replace(/=+$/, "")];
}

/**
 * Names a secret that the current scope uses: from here on, logs and relayed device texts of the scope show
 * `[redacted]` in its place, also where it appears JSON-, URL-, HTML- or Base64-encoded.
 */
export function protectSecret(value: string): void {
  const scope = secretsInUse().getStore();
  if (!scope || value.length < SHORTEST_SECRET) return;
  for (const form of formsOf(value)) if (form.length >= SHORTEST_SECRET) scope.add(form);
}

/** Replaces the secrets of the current scope, and those given, in any text (SEC-B2). */
export function redactText(text: string, extraSecrets: readonly string[] = []): string {
  const scope = secretsInUse().getStore();
  const extra = extraSecrets.filter((value) => value.length >= SHORTEST_SECRET).flatMap(formsOf);
  if ((scope === undefined || scope.size === 0) && extra.length === 0) return text;
  // Longest first: a secret that contains another must not leave its remainder behind.
  const all = [...new Set([...(scope ?? []), ...extra])].sort((a, b) => b.length - a.length);
  return all.reduce((current, secret) => current.replaceAll(secret, REDACTED), text);
}

const DEPTH_LIMIT = 8;
const ENTRY_LIMIT = 200;

function redactError(error: Error, depth: number): Record<string, unknown> {
  return {
    type: error.name,
    message: redactText(error.message),
    ...(error.stack === undefined ? {} : { stack: redactText(error.stack) }),
    ...redactEntries(error as unknown as Record<string, unknown>, depth),
    ...(error.cause === undefined ? {} : { cause: redactValue(error.cause, depth + 1) }),
  };
}

function redactEntries(value: Record<string, unknown>, depth: number): Record<string, unknown> {
  const result: Record<string, unknown> = Object.create(null);
  for (const [name, entry] of Object.entries(value).slice(0, ENTRY_LIMIT)) {
    result[name] =
      isSecretName(name) && typeof entry !== "boolean" && entry !== undefined
        ? REDACTED
        : redactValue(entry, depth + 1);
  }
  return result;
}

/**
 * A copy of a value that may be written: by name and by value without secrets, without functions and binary content, of
 * bounded depth and width. Objects that bring their own `toJSON` are asked for it.
 */
export function redactValue(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "function" || typeof value === "symbol") return undefined;
  if (typeof value !== "object" || value === null) return value;
  if (depth >= DEPTH_LIMIT) return "[too deep]";
  if (value instanceof Error) return redactError(value, depth);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "[invalid date]" : value.toISOString();
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.slice(0, ENTRY_LIMIT).map((entry) => redactValue(entry, depth + 1));
  if (value instanceof Map) return redactEntries(Object.fromEntries(value), depth);
  if (value instanceof Set) return redactValue([...value], depth);
  if ("toJSON" in value && typeof value.toJSON === "function") return redactValue(value.toJSON(), depth + 1);
  return redactEntries(value as Record<string, unknown>, depth);
}
