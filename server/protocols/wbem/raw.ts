/** Raw requests: CIM-XML as a person has written it, and the answer as it came (SEC-B2, SEC-D6). */
import type { RawAnswer } from "../kind";
import type { AuthenticatedHttp } from "./authenticated-http";
import { requestRaw } from "./raw-message";
import { redactBody, redactText } from "./redaction";

/** Response headers that are shown; everything else stays here. */
const SHOWN_HEADERS: ReadonlySet<string> = new Set([
  "cimerror",
  "cimoperation",
  "cimprotocolversion",
  "content-language",
  "content-type",
  "date",
  "pgerrordetail",
  "server",
  "wbemserverresponsetime",
]);
/** Text of an answer that is passed on. */
const TEXT_LIMIT = 2 * 1024 * 1024;

/**
 * Sends a body as written. An answer without a length, as refusals may be, has no body here.
 * @throws DeviceError `invalid_request` for a body that is no request; what an exchange throws but for HTTP statuses
 */
export async function sendRaw(
  authenticated: AuthenticatedHttp,
  body: string,
  signal?: AbortSignal,
): Promise<RawAnswer> {
  const answer = await authenticated.exchangeAny(requestRaw(body, signal));
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  if (answer.status === 200) {
    for await (const chunk of answer.body) {
      sizeBytes += chunk.length;
      if (sizeBytes - chunk.length < TEXT_LIMIT) chunks.push(chunk);
    }
  } else {
    answer.body.destroy();
  }
  const secrets = await authenticated.openSecrets();
  const text = redactBody(Buffer.concat(chunks).toString("utf8"), secrets);
  return {
    status: answer.status,
    reason: null,
    headers: [...answer.headers]
      .filter(([name]) => SHOWN_HEADERS.has(name))
      .map(([name, value]) => ({ name, value: redactText(value, secrets) })),
    contentType: answer.headers.get("content-type") ?? null,
    body: text.slice(0, TEXT_LIMIT),
    isTruncated: text.length > TEXT_LIMIT || sizeBytes > TEXT_LIMIT,
    sizeBytes,
    address: authenticated.http.address,
  };
}
