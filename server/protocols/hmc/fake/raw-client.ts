/** Plain clients for the simulator's own tests: they share no code with the product's clients. */
import { request as httpsRequest } from "node:https";
import { connect, type TLSSocket } from "node:tls";
import type { FakeHmc } from "./fake-hmc";
import { isProperties, type JsonValue, type Properties, scalarText, text } from "./model";

export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  /** The parsed body; null where it is empty or not JSON. */
  json: JsonValue;
}

interface RawRequest {
  session?: string;
  body?: unknown;
  /** Sent as it is instead of `body`. */
  rawBody?: string;
  headers?: Record<string, string>;
}

function parsed(source: string): JsonValue {
  try {
    return JSON.parse(source);
  } catch {
    return null;
  }
}

/** An HTTPS and STOMP client of one simulator that trusts the given root. */
export class RawClient {
  readonly #hmc: FakeHmc;
  readonly #ca: string;

  constructor(hmc: FakeHmc, ca: string) {
    this.#hmc = hmc;
    this.#ca = ca;
  }

  /** One request on its own connection; rejects with the socket's error. */
  async send(method: string, path: string, options: RawRequest = {}): Promise<RawAnswer> {
    const content = options.rawBody ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    const headers: Record<string, string> = {};
    if (options.session !== undefined) headers["X-API-Session"] = options.session;
    if (content !== undefined) headers["Content-Type"] = "application/json";
    Object.assign(headers, options.headers);
    return await new Promise<RawAnswer>((resolve, reject) => {
      const { host, httpsPort: port } = this.#hmc;
      const request = httpsRequest({ host, port, path, method, ca: this.#ca, headers, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const received = Buffer.concat(chunks).toString("utf8");
          const { statusCode: status = 0, headers } = response;
          resolve({ status, headers, text: received, json: parsed(received) });
        });
      });
      request.on("error", reject);
      request.end(content);
    });
  }

  /** Logs on and returns the answer's fields. */
  async logon(userid = "ensadmin", password = "ensadmin-password"): Promise<Properties> {
    const answer = await this.send("POST", "/api/sessions", { body: { userid, password } });
    return propertiesOf(answer.json);
  }

  /** Logs on and returns the session id. */
  async session(userid?: string, password?: string): Promise<string> {
    return text(await this.logon(userid, password), "api-session");
  }

  /** Opens a TLS connection to the STOMP port. */
  async stomp(): Promise<RawStomp> {
    const { host, stompPort: port } = this.#hmc;
    return await new Promise<RawStomp>((resolve, reject) => {
      const socket = connect({ host, port, ca: this.#ca });
      socket.once("error", reject);
      socket.once("secureConnect", () => resolve(new RawStomp(socket)));
    });
  }
}

/** The text of what a STOMP server sends, as it comes. */
export class RawStomp {
  readonly #socket: TLSSocket;
  readonly #waiters = new Set<() => void>();
  text = "";
  isClosed = false;

  constructor(socket: TLSSocket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.text += chunk.toString("utf8");
      for (const look of this.#waiters) look();
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.isClosed = true;
      for (const look of this.#waiters) look();
    });
  }

  write(bytes: string): void {
    this.#socket.write(bytes);
  }

  /** Sends a frame; header values as they are to be on the wire. */
  frame(command: string, headers: Record<string, string>): void {
    const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
    this.write(`${command}\n${lines.join("")}\n\0`);
  }

  /** Resolves when the condition on the received text holds. */
  async until(condition: (received: string) => boolean): Promise<void> {
    if (condition(this.text)) return;
    await new Promise<void>((resolve) => {
      const look = () => {
        if (!condition(this.text)) return;
        this.#waiters.delete(look);
        resolve();
      };
      this.#waiters.add(look);
    });
  }

  /** Resolves when the server has ended the connection. */
  async untilClosed(): Promise<void> {
    await this.until(() => this.isClosed);
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** The value as an object; an empty one where it is none. */
export function propertiesOf(value: JsonValue | undefined): Properties {
  return isProperties(value) ? value : {};
}

/** The items of the array in a field of a list answer. */
export function itemsOf(answer: RawAnswer, field: string): Properties[] {
  const items = propertiesOf(answer.json)[field];
  return Array.isArray(items) ? items.map(propertiesOf) : [];
}

/** Status and reason of an error body, written like 404.1. */
export function reasonOf(answer: RawAnswer): string {
  const body = propertiesOf(answer.json);
  return `${scalarText(body["http-status"])}.${scalarText(body.reason)}`;
}
