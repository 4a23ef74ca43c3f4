import { errors } from "undici";
import type { TransportErrorClass } from "@/contracts/tls";
import { errorCode, findCertificateVerdict, TransportError, type TransportFacts, transportError } from "./errors";

const known: Record<string, [TransportErrorClass, string]> = {
  UND_ERR_HEADERS_OVERFLOW: ["headers-too-large", "The headers of the answer are too large."],
  UND_ERR_SOCKET: ["connection-lost", "The server closed the connection before its answer was complete."],
  ECONNRESET: ["connection-lost", "The server broke the connection before its answer was complete."],
  EPIPE: ["connection-lost", "The server closed the connection before the request was complete."],
  UND_ERR_DESTROYED: ["connection-closed", "The connection was closed because its settings changed or it ended."],
  UND_ERR_CLOSED: ["connection-closed", "The connection was closed because its settings changed or it ended."],
  UND_ERR_ABORTED: ["aborted", "The request was cancelled."],
  ABORT_ERR: ["aborted", "The request was cancelled."],
  UND_ERR_INVALID_ARG: ["invalid-request", "The request has a method, path, header or body that cannot be sent."],
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: ["invalid-request", "The request has a wrong content length."],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ["http-protocol", "The answer is shorter or longer than it says."],
  ERR_STREAM_PREMATURE_CLOSE: ["connection-lost", "The server closed the connection before its answer was complete."],
};

/** What an exchange may take, in milliseconds. */
export interface ExchangeLimits {
  headersMs: number;
  bodyIdleMs: number;
}

/** Gives an error of an HTTP exchange its class; of a timeout it says what was waited for. */
export function toHttpError(
  error: unknown,
  facts: TransportFacts,
  limits: ExchangeLimits,
  sendsClientCertificate = false,
): TransportError {
  if (error instanceof TransportError) return error;
  const code = errorCode(error) ?? "";
  const timeout = describeTimeout(code, limits, { ...facts, code }, error);
  if (timeout !== null) return timeout;
  const verdict = findCertificateVerdict(error, sendsClientCertificate);
  if (verdict !== null) return transportError(verdict, { ...facts, code }, error);
  const entry = known[code];
  if (entry !== undefined) return new TransportError(entry[0], entry[1], { ...facts, code }, error);
  if (error instanceof errors.HTTPParserError) {
    // Its own properties hold what the peer sent, which must not travel with the error (SEC-D8).
    const cause = new Error(error.message);
    return new TransportError("http-protocol", "The answer is not valid HTTP.", facts, cause);
  }
  if (code.startsWith("Z_")) {
    return new TransportError("http-protocol", "The compressed answer is damaged.", { ...facts, code }, error);
  }
  const message = "The connection failed in the middle of a request.";
  return new TransportError("connection-lost", message, { ...facts, code }, error);
}

function describeTimeout(
  code: string,
  { headersMs, bodyIdleMs }: ExchangeLimits,
  facts: TransportFacts,
  cause: unknown,
): TransportError | null {
  if (code === "UND_ERR_HEADERS_TIMEOUT") {
    const message = `The server did not begin its answer within ${seconds(headersMs)}.`;
    return new TransportError("headers-timeout", message, { ...facts, timeoutMs: headersMs }, cause);
  }
  if (code === "UND_ERR_BODY_TIMEOUT") {
    const message = `The server stopped in the middle of its answer: nothing came for ${seconds(bodyIdleMs)}.`;
    return new TransportError("body-timeout", message, { ...facts, timeoutMs: bodyIdleMs }, cause);
  }
  return null;
}

/** A time as sentences name it. */
export function seconds(timeMs: number): string {
  return `${timeMs / 1_000} s`;
}
