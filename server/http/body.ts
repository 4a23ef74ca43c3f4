import "server-only";
import { AppError } from "@/server/domain/app-error";

/** Largest JSON body unless the endpoint says otherwise (SEC-G9). */
export const DEFAULT_MAX_BODY_BYTES = 1024 * 1024;

function tooLarge(limit: number): AppError {
  return new AppError("payload_too_large", `The request is larger than ${Math.floor(limit / 1024)} KiB.`);
}

/**
 * Reads a JSON body of bounded size. Throws `payload_too_large` as soon as the bound is passed, `invalid_request` for
 * text that is not JSON.
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
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    throw new AppError("invalid_request", "The request is not well-formed JSON.");
  }
}
