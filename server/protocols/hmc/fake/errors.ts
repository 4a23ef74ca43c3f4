/** Error answers of the Web Services API (hmc-web-services-api.md, section 5). */
import type { JsonValue, Properties } from "./model";

/** Thrown by a resource; becomes an answer with the error body of section 5.1. */
export class HmcApiError extends Error {
  readonly status: number;
  readonly reason: number;
  readonly details: Properties | undefined;

  constructor(status: number, reason: number, message: string, details?: Properties) {
    super(message);
    this.name = "HmcApiError";
    this.status = status;
    this.reason = reason;
    this.details = details;
  }
}

/** What of the request an error body repeats to the caller. */
interface EchoedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly userid: string | null;
  readonly body: JsonValue | undefined;
  /** The text of a body that could not be parsed. */
  readonly unparsedBody?: string;
}

const UNPARSED_BODY_LIMIT = 1024;

/** Builds the error body of section 5.1, session id and request body included as real HMCs do. */
export function errorBody(error: HmcApiError, request: EchoedRequest): Properties {
  const body: Properties = {
    "http-status": error.status,
    reason: error.reason,
    message: error.message,
    "request-method": request.method,
    "request-uri": request.path,
    "request-query-parms": [...request.query].map(([name, value]) => ({ name, value })),
    "request-headers": { ...request.headers },
    "request-authenticated-as": request.userid,
    "request-body": request.body ?? null,
  };
  if (request.unparsedBody !== undefined) {
    body["request-body-as-string"] = request.unparsedBody.slice(0, UNPARSED_BODY_LIMIT);
    body["request-body-as-string-partial"] = request.unparsedBody.length > UNPARSED_BODY_LIMIT;
  }
  if (error.status >= 500) {
    body.stack = `com.ibm.hwmca.api.ApiException: ${error.message}\n\tat com.ibm.hwmca.api.Dispatcher.run(Dispatcher.java)`;
  }
  if (error.details !== undefined) body["error-details"] = error.details;
  return body;
}

export function notFound(uri: string): HmcApiError {
  return new HmcApiError(404, 1, `The URI ${uri} is unknown or its object cannot be accessed.`);
}

export function notAuthorized(task: string): HmcApiError {
  return new HmcApiError(403, 1, `The API user is not authorized to the task '${task}' on this object.`);
}

export function wrongStatus(name: string, status: string): HmcApiError {
  return new HmcApiError(409, 1, `The operation cannot be performed because the status of '${name}' is '${status}'.`);
}
