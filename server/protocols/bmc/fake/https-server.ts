/** The HTTPS side of the simulator (BMC reference, section 8). */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { Listener } from "../../hmc/fake/listener";
import { decide } from "./answer";
import type { FaultList } from "./faults";
import { writeHtml, writeJson } from "./json";
import { errorBody } from "./messages";
import type { FakeReply, FakeRequest, JsonValue } from "./model";
import type { BmcState } from "./state";

const MOST_BODY_BYTES = 31 * 1024 * 1024;
const HEADER_BYTES = 8192;

export interface RecordedRequest {
  method: string;
  path: string;
  uri: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  status: number | undefined;
}

export class BmcServer {
  readonly listener: Listener<Server>;
  readonly requests: RecordedRequest[] = [];
  readonly #bmc: BmcState;
  readonly #faults: FaultList;
  readonly #onChange: () => void;

  constructor(bmc: BmcState, tls: { certPem: string; keyPem: string }, faults: FaultList, onChange: () => void) {
    this.#bmc = bmc;
    this.#faults = faults;
    this.#onChange = onChange;
    const options = { cert: tls.certPem, key: tls.keyPem, minVersion: "TLSv1.2" as const, maxHeaderSize: HEADER_BYTES };
    const server = createServer(options, (message, response) => void this.#serve(message, response));
    server.keepAliveTimeout = 60_000;
    this.listener = new Listener(server, onChange);
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on("error", () => undefined);
    // After whoever else waits for the end of the answer.
    response.on("close", () => setImmediate(this.#onChange));
    const request = await receive(message).catch(() => undefined);
    if (request === undefined) return;
    const { method, path, uri, headers } = request;
    const entry: RecordedRequest = {
      method,
      path,
      uri,
      headers,
      body: request.body.toString("utf8"),
      status: undefined,
    };
    this.requests.push(entry);
    this.#onChange();
    const fault = this.#faults.take(method, path);
    if (fault?.kind === "cut") {
      this.listener.reset(response.socket?.remotePort);
      return;
    }
    if (fault?.kind === "delay") await new Promise<void>((resolve) => this.#bmc.timers.after(fault.delayMs, resolve));
    const decision =
      fault?.kind === "reply" ? { kind: "reply" as const, reply: fault.reply } : await decide(request, this.#bmc);
    if (response.destroyed) return;
    if (decision.kind === "abort") {
      this.#bmc.abort();
    } else if (decision.kind === "cut") {
      response.socket?.destroy();
    } else if (decision.kind === "stream") {
      entry.status = 200;
      this.#bmc.events.accept(response, decision.lastEventId);
    } else {
      const reply = fault?.kind === "partial" ? partial(decision.reply) : decision.reply;
      entry.status = reply.status;
      send(request, response, reply, fault?.kind === "truncate");
    }
    this.#onChange();
  }
}

function partial(reply: FakeReply): FakeReply {
  if (typeof reply.body !== "object") return reply;
  return { status: 500, body: { ...reply.body, ...errorBody("InternalError") } };
}

async function receive(message: IncomingMessage): Promise<FakeRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MOST_BODY_BYTES) chunks.push(chunk);
  }
  const uri = message.url ?? "/";
  const question = uri.indexOf("?");
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return {
    method: message.method ?? "GET",
    uri,
    path: question < 0 ? uri : uri.slice(0, question),
    query: new URLSearchParams(question < 0 ? "" : uri.slice(question + 1)),
    headers,
    body: Buffer.concat(chunks),
    remoteAddress: message.socket.remoteAddress ?? "",
  };
}

function send(request: FakeRequest, response: ServerResponse, reply: FakeReply, isTruncated: boolean): void {
  const isJson = typeof reply.body === "object";
  const json = isJson ? writeJson(reply.body as JsonValue) : "";
  const isHtml = isJson && (request.headers.accept ?? "").includes("text/html");
  const text = isHtml ? writeHtml(json) : isJson ? json : String(reply.body ?? "");
  const bytes = Buffer.from(text);
  const contentType = isHtml ? "text/html;charset=UTF-8" : isJson ? "application/json" : reply.contentType;
  const isRedfish = request.path.startsWith("/redfish") && isJson;
  response.writeHead(reply.status, {
    "Strict-Transport-Security": "max-age=31536000; includeSubdomains",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store, max-age=0",
    ...(isRedfish ? { "OData-Version": "4.0", Allow: "GET, HEAD, POST, PATCH, DELETE" } : {}),
    ...(contentType === undefined ? {} : { "Content-Type": contentType }),
    ...(reply.status === 204 || reply.status === 304 ? {} : { "Content-Length": bytes.length }),
    ...reply.headers,
  });
  if (isTruncated) {
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
    setImmediate(() => response.socket?.destroy());
    return;
  }
  response.end(request.method === "HEAD" || reply.status === 304 ? undefined : bytes);
}
