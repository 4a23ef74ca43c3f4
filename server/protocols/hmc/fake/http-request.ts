/** Reading of HTTP requests, with the checks of section 5.2 that precede every operation. */
import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";
import type { ApiRequest } from "./api";
import { HmcApiError } from "./errors";
import type { JsonValue } from "./model";

export interface ReceivedRequest extends Omit<ApiRequest, "params"> {
  /** Path and query as sent. */
  readonly uri: string;
  /** The text of a body that was not JSON. */
  readonly unparsedBody?: string;
  readonly clientCertificate: string | undefined;
}

const JSON_TYPE = /^application\/json\b/i;
const ACCEPTABLE = /\*\/\*|application\/\*|application\/json|application\/vnd\.ibm/i;

function flatHeaders(message: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return headers;
}

function commonNameOf(message: IncomingMessage): string | undefined {
  const { socket } = message;
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const name: string | string[] | undefined = socket.getPeerCertificate().subject?.CN;
  return Array.isArray(name) ? name.join(", ") : name;
}

/** The bytes of the body; undefined where they exceed the limit, in which case the rest is not kept. */
async function readBytes(message: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  }
  return size <= limit ? Buffer.concat(chunks) : undefined;
}

function parseBody(bytes: Buffer): { body?: JsonValue; unparsedBody?: string; defect?: HmcApiError } {
  const source = bytes.toString("utf8");
  try {
    return { body: JSON.parse(source) };
  } catch {
    const defect = new HmcApiError(400, 9, "The request body is not a well-formed JSON document.");
    return { unparsedBody: source, defect };
  }
}

/**
 * Reads a request to its end. Defects are kept in the result: 400.2 (content type), 400.9 (JSON), 406 (Accept), 413.
 * Rejects where the client ends the connection before the request is complete.
 */
export async function receiveRequest(message: IncomingMessage, maxBodyBytes: number): Promise<ReceivedRequest> {
  const headers = flatHeaders(message);
  const uri = message.url ?? "/";
  const [path = "/", query = ""] = uri.split("?", 2);
  const bytes = await readBytes(message, maxBodyBytes);
  const common = {
    method: message.method ?? "GET",
    uri,
    path,
    query: new URLSearchParams(query),
    headers,
    bodyBytes: bytes?.length ?? maxBodyBytes + 1,
    body: undefined,
    clientCertificate: commonNameOf(message),
  };
  if (bytes === undefined) return { ...common, defect: new HmcApiError(413, 0, "The request body is too large.") };
  if (headers.accept !== undefined && !ACCEPTABLE.test(headers.accept)) {
    return { ...common, defect: new HmcApiError(406, 0, "The Accept header offers no suitable media type.") };
  }
  if (bytes.length === 0) return common;
  if (!JSON_TYPE.test(headers["content-type"] ?? "")) {
    const defect = new HmcApiError(400, 2, "The Content-Type header is missing or not valid for this operation.");
    return { ...common, unparsedBody: bytes.toString("utf8"), defect };
  }
  return { ...common, ...parseBody(bytes) };
}
