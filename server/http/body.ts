import "server-only";
import { AppError } from "@/server/domain/app-error";

/** Largest JSON body unless the endpoint says otherwise (SEC-G9). */
export const DEFAULT_MAX_BODY_BYTES = 1024 * 1024;

/** How deep lists and objects may lie in one another: more than any contract asks for, less than schemas can follow. */
const MOST_LEVELS = 100;

/** True if lists and objects lie in one another more than `MOST_LEVELS` deep; found without recursion. */
function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= MOST_LEVELS; depth += 1) {
    level = level.flatMap((one) => (typeof one === "object" && one !== null ? Object.values(one) : []));
    if (level.length === 0) return false;
  }
  return true;
}

function tooLarge(limit: number): AppError {
  return new AppError("payload_too_large", `The request is larger than ${Math.floor(limit / 1024)} KiB.`);
}

/**
 * Reads a JSON body of bounded size. Throws `payload_too_large` as soon as the bound is passed, `invalid_request` for
 * text that is not JSON or is nested too deeply.
 */
export async function readJsonBody(request: Request, limit = DEFAULT_MAX_BODY_BYTES): Promise<unknown> {
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw tooLarge(limit);
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (request.body !== null) {
    for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > limit) throw tooLarge(limit);
      chunks.push(chunk);
    }
  }
  if (size === 0) return {};
  const body = parseJson(Buffer.concat(chunks));
  if (isTooDeep(body)) {
    throw new AppError("invalid_request", `The request has more than ${MOST_LEVELS} levels of lists and objects.`);
  }
  return body;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new AppError("invalid_request", "The request is not well-formed JSON.");
  }
}
