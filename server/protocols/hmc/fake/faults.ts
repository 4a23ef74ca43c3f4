/** Bad days on demand. */
import type { SecureContextOptions } from "node:tls";
import type { JsonValue, Properties } from "./model";
import { type FakeNotification, objectHeaders } from "./notifications";
import { fitsPattern, type RequestPattern } from "./request-log";
import type { HmcState } from "./state";
import type { StompServer } from "./stomp-server";

/** What happens to a request instead of, or on the way to, its ordinary answer. */
export type HttpFault =
  | { kind: "delay"; delayMs: number }
  /** The answer comes in this many pieces with a pause before each. */
  | { kind: "drip"; pieces: number; everyMs: number }
  /** The request is read and never answered. */
  | { kind: "hang" }
  /** The connection ends without an answer; the operation is not carried out. */
  | { kind: "reset" }
  /** The operation is carried out and the connection ends without an answer. */
  | { kind: "reset-after-operation" }
  /** The answer breaks off after its first bytes. */
  | { kind: "reset-mid-body" }
  /** The server closes its sending side in the middle of the answer and keeps reading. */
  | { kind: "half-close" }
  /** The API error with this status and reason. */
  | { kind: "error"; status: number; reason: number; message?: string; details?: Properties }
  /** Section 5.3: the API is disabled, or the HMC is starting. */
  | { kind: "html-disabled" }
  | { kind: "html-starting" }
  /** A proxy between client and HMC. */
  | { kind: "proxy-401" }
  | { kind: "proxy-403" }
  | { kind: "redirect"; location: string }
  /** Text instead of JSON, with the JSON content type. */
  | { kind: "not-json" }
  /** The JSON of the answer breaks off although the HTTP message is complete. */
  | { kind: "truncated-json" }
  /** JSON that is not what the book says: this one instead of the ordinary answer. */
  | { kind: "replace-body"; body: JsonValue; status?: number }
  /** The ordinary answer changed. */
  | { kind: "rewrite-body"; rewrite: (body: JsonValue) => JsonValue }
  /** A JSON answer of at least this size. */
  | { kind: "oversized-body"; bytes: number };

export interface FaultScope extends RequestPattern {
  /** How many requests it hits; all by default. */
  times?: number;
}

/** The faults waiting for requests. */
export class HttpFaults {
  #waiting: { fault: HttpFault; scope: FaultScope; left: number }[] = [];

  /** Adds a fault for the requests in the scope; the returned function takes it away again. */
  add(fault: HttpFault, scope: FaultScope = {}): () => void {
    const entry = { fault, scope, left: scope.times ?? Number.POSITIVE_INFINITY };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== entry);
    };
  }

  /** The fault for a request, used up by one. */
  take(method: string, path: string): HttpFault | undefined {
    const entry = this.#waiting.find((one) => one.left > 0 && fitsPattern(one.scope, method, path));
    if (entry === undefined) return undefined;
    entry.left -= 1;
    return entry.fault;
  }

  clear(): void {
    this.#waiting = [];
  }
}

interface FaultTargets {
  readonly hmc: HmcState;
  readonly http: HttpFaults;
  readonly stomp: StompServer | undefined;
  readonly setSecureContext: (context: SecureContextOptions) => void;
  readonly dropHttpsConnections: () => void;
}

const LOGON = { method: "POST", path: "/api/sessions" } as const;

/** Everything that can be made to go wrong while the simulator runs. */
export class FakeHmcFaults {
  readonly #targets: FaultTargets;

  constructor(targets: FaultTargets) {
    this.#targets = targets;
  }

  /** A fault for HTTP requests; the returned function takes it away. */
  onRequest(fault: HttpFault, scope: FaultScope = {}): () => void {
    return this.#targets.http.add(fault, scope);
  }

  /** Refuses logons: with 403.0 by default, or 400.13, 400.45 and so on. */
  refuseLogon(status = 403, reason = 0, times?: number): () => void {
    return this.#targets.http.add({ kind: "error", status, reason }, { ...LOGON, times });
  }

  /** Ends all sessions and their topics; their next request gets 403.5. */
  expireAllSessions(): void {
    this.#targets.hmc.sessions.endAll();
  }

  /** Ends one session, as an administrator of the HMC does. */
  endSession(sessionId: string): void {
    this.#targets.hmc.sessions.end(sessionId);
  }

  /** The next job ends like this. */
  failNextJob(statusCode: number, reasonCode: number, message: string, field: "message" | "error" = "message"): void {
    this.#targets.hmc.jobs.forceNextOutcome({ statusCode, reasonCode, results: { [field]: message } });
  }

  /** Ends all open HTTPS connections. */
  dropHttpsConnections(): void {
    this.#targets.dropHttpsConnections();
  }

  /** Ends all open STOMP connections. */
  dropStompConnections(): void {
    this.#targets.stomp?.dropConnections();
  }

  /** Ends new STOMP connections right after the TLS handshake. */
  refuseStompConnections(isRefusing = true): void {
    if (this.#targets.stomp !== undefined) this.#targets.stomp.conduct.refusesConnections = isRefusing;
  }

  /** Sends no more heart-beats, as a dead peer. */
  silenceHeartBeats(isSilent = true): void {
    if (this.#targets.stomp !== undefined) this.#targets.stomp.conduct.areHeartBeatsSilenced = isSilent;
  }

  /** Presents another certificate to new connections; open ones stay. */
  swapCertificate(certPem: string, keyPem: string): void {
    this.#targets.setSecureContext({ cert: certPem, key: keyPem });
  }

  /** Sends half of a MESSAGE frame to each subscriber and ends the connection. */
  sendTruncatedFrame(): void {
    for (const connection of this.#targets.stomp?.connections ?? []) {
      const [topic] = connection.topics;
      if (topic !== undefined) {
        connection.deliverTruncated({ topic, headers: { "notification-type": "property-change" }, body: "{}" });
      }
    }
  }

  /** Sends bytes as they are to every STOMP connection. */
  sendRawStomp(bytes: string | Buffer): void {
    for (const connection of this.#targets.stomp?.connections ?? []) connection.writeRaw(bytes);
  }

  /** A notification of a type that no book knows. */
  publishUnknownType(type = "quantum-change"): void {
    this.#publish({ type, headers: this.#consoleHeaders(), body: JSON.stringify({ unheard: true }) });
  }

  /** A status-change that lacks its headers; all of them by default. */
  publishWithoutHeaders(
    names: readonly string[] = ["notification-type", "class", "name", "object-uri", "object-id"],
  ): void {
    const body = JSON.stringify({ "change-reports": [{ "old-status": "active", "new-status": "degraded" }] });
    this.#publish({ type: "status-change", headers: this.#consoleHeaders(), withoutHeaders: names, body });
  }

  /** A property-change whose body is not JSON. */
  publishBrokenJson(body = '{"change-reports":[{"property-name":'): void {
    this.#publish({ type: "property-change", headers: this.#consoleHeaders(), body });
  }

  /** Messages in one go, numbered in their new-value from 0; returns how many were addressed. */
  burst(count: number): number {
    let messages = 0;
    for (let index = 0; index < count; index += 1) {
      const report = { "property-name": "burst-number", "old-value": index - 1, "new-value": index };
      const body = JSON.stringify({ "change-reports": [report] });
      messages += this.#publish({ type: "property-change", headers: this.#consoleHeaders(), body });
    }
    return messages;
  }

  /** Takes away every fault that lasts. */
  clear(): void {
    this.#targets.http.clear();
    this.silenceHeartBeats(false);
    this.refuseStompConnections(false);
  }

  #consoleHeaders(): Record<string, string> {
    return objectHeaders(this.#targets.hmc.inventory.console);
  }

  #publish(notification: Omit<FakeNotification, "topicType">): number {
    return this.#targets.hmc.notifications.publish({ topicType: "object-notification", ...notification });
  }
}
