import type { WbemPath } from "@/contracts/wbem/values";

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isTextOrNull = (value: unknown) => value === null || typeof value === "string";

function isKey(value: unknown): boolean {
  const key = Object(value) as Record<string, unknown>;
  const isValue = ["string", "number", "boolean"].includes(typeof key.value) || isPath(key.value);
  return typeof key.name === "string" && isTextOrNull(key.type) && isValue;
}

/** True for the path of an instance, as far as a browser judges it. */
export function isPath(value: unknown): value is WbemPath {
  if (typeof value !== "object" || value === null) return false;
  const path = value as Record<string, unknown>;
  return isText(path.className) && isTextOrNull(path.namespace) && Array.isArray(path.keys) && path.keys.every(isKey);
}

/**
 * The path in an address of the console, which may come from anywhere; null for what is none. The API judges it more
 * closely; its schema is too much for a browser to load for that.
 */
export function parsePath(text: string | null): WbemPath | null {
  try {
    const parsed: unknown = JSON.parse(text ?? "");
    return isPath(parsed) ? parsed : null;
  } catch {
    return null;
  }
}
