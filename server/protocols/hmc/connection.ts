/** An HMC the console is logged on to. */
import type { HmcInventory, HmcObject } from "@/contracts/hmc";
import { DeviceError } from "../errors";
import type {
  DeviceAddress,
  DeviceConnection,
  DeviceObject,
  DeviceSubscription,
  InvokeRequest,
  InvokeResult,
  JobState,
  RawAnswer,
  RawRequest,
  SessionHandle,
  SubscribeHandlers,
} from "../kind";
import { redactAnswer } from "../raw-answer";
import type { HmcClient } from "./client";
import { endStatuses } from "./end-statuses";
import { HmcError, parseErrorAnswer } from "./errors";
import { isRefusal, LARGEST_ANSWER_BYTES, type Send } from "./exchange";
import type { HmcHttp } from "./http";
import { readInventory } from "./inventory";
import { parseJobStatus, parseJobUri, requestJobCancel, requestJobDeletion, requestJobStatus } from "./job";
import { parseObject, readProperties, requestObject } from "./object";
import { requestOperation } from "./operations";
import { allowsHmcPath } from "./paths";
import { redactionRules, redactText } from "./redaction";
import type { HmcSubscription } from "./subscribe";
import type { HmcVersion } from "./version";

/** Response headers that raw requests show; everything else stays here (SEC-D6). */
const SHOWN_HEADERS: ReadonlySet<string> = new Set([
  "cache-control",
  "content-type",
  "date",
  "location",
  "retry-after",
  "server",
  "x-request-id",
]);
/** Text of a raw answer that is passed on. */
const RAW_TEXT_LIMIT = 2 * 1024 * 1024;

export type ObjectReading = Omit<HmcObject, "readAt" | "cpcName">;

export interface HmcConnectionParts {
  http: HmcHttp;
  client: HmcClient;
  version: HmcVersion;
  subscribe(handlers: SubscribeHandlers, signal?: AbortSignal): Promise<HmcSubscription>;
}

/** A session on one HMC with everything that can be done in it. */
export class HmcConnection implements DeviceConnection {
  readonly #parts: HmcConnectionParts;
  readonly #subscriptions = new Set<HmcSubscription>();
  readonly #end = new AbortController();

  constructor(parts: HmcConnectionParts) {
    this.#parts = parts;
  }

  get address(): DeviceAddress {
    return this.#parts.http.address;
  }

  get handle(): SessionHandle {
    return this.#parts.client.handle;
  }

  #sender(signal?: AbortSignal): Send {
    return (request) => this.#parts.client.send(request, signal);
  }

  /** Console, CPCs, partitions and LPARs (sections 7.1 to 7.3). */
  readInventory(signal?: AbortSignal): Promise<Omit<HmcInventory, "address" | "readAt">> {
    return readInventory(this.#sender(signal), this.#parts.version);
  }

  /** All properties of one object, grouped. */
  async readObject(uri: string, signal?: AbortSignal): Promise<ObjectReading> {
    return parseObject(uri, await this.#properties(uri, signal));
  }

  async describe(uri: string, signal?: AbortSignal): Promise<DeviceObject> {
    const { name, status, class: objectClass } = await this.readObject(uri, signal);
    return { uri, name, status, class: objectClass };
  }

  async listObjects(signal?: AbortSignal): Promise<DeviceObject[]> {
    const { cpcs, partitions } = await this.readInventory(signal);
    return [
      ...cpcs.map((cpc) => ({ uri: cpc.uri, class: "cpc", name: cpc.name, status: cpc.status })),
      ...partitions.map((row) => ({ uri: row.uri, class: row.class, name: row.name, status: row.status })),
    ];
  }

  expectedStatuses(request: InvokeRequest, signal?: AbortSignal): Promise<readonly string[]> {
    return endStatuses(this.#sender(signal), request);
  }

  async invoke(request: InvokeRequest, signal?: AbortSignal): Promise<InvokeResult> {
    const answer = await this.#parts.client.send(requestOperation(request), signal);
    const jobUri = answer.status === 202 ? parseJobUri(answer) : undefined;
    return jobUri === undefined ? { kind: "done", result: null } : { kind: "job", job: { jobUri } };
  }

  async getJob(jobUri: string, signal?: AbortSignal): Promise<JobState> {
    return parseJobStatus(await this.#parts.client.send(requestJobStatus(jobUri), signal), this.#parts.client.secrets);
  }

  async cancelJob(jobUri: string, signal?: AbortSignal): Promise<void> {
    try {
      await this.#parts.client.send(requestJobCancel(jobUri), signal);
    } catch (error) {
      if (!isRefusal(error, 404, 4)) throw error;
      throw new DeviceError("job_not_cancelable", "The HMC cannot cancel this operation.", { cause: error });
    }
  }

  async deleteJob(jobUri: string, signal?: AbortSignal): Promise<void> {
    try {
      await this.#parts.client.send(requestJobDeletion(jobUri), signal);
    } catch (error) {
      // Gone already: by itself, or with a restart of the HMC.
      if (!isRefusal(error, 404, 1)) throw error;
    }
  }

  async getStatus(uri: string, signal?: AbortSignal): Promise<string | null> {
    const status = (await this.#statusProperties(uri, signal)).get("status");
    return typeof status === "string" ? status : null;
  }

  /** Only the status where this level can be asked for it; 400.1 and 400.14 mean that it cannot (section 4.1). */
  async #statusProperties(uri: string, signal?: AbortSignal): Promise<ReadonlyMap<string, unknown>> {
    try {
      return await this.#properties(uri, signal, "?properties=status");
    } catch (error) {
      if (!isRefusal(error, 400, 1) && !isRefusal(error, 400, 14)) throw error;
      return this.#properties(uri, signal);
    }
  }

  async raw(request: RawRequest, signal?: AbortSignal): Promise<RawAnswer> {
    const { method, uri } = request;
    if (method === "PATCH" || !allowsHmcPath(method, uri)) {
      throw new DeviceError("invalid_request", "This path is not open to raw requests.");
    }
    const { client } = this.#parts;
    const body = request.body === undefined || request.body === "" ? undefined : parseRequestBody(request.body);
    const answer = await client.exchange({ method, uri, body, maximumBytes: LARGEST_ANSWER_BYTES }, signal);
    const reason = answer.status >= 400 ? parseErrorAnswer({ method, uri }, answer).reason : null;
    const secrets = await client.openSecrets();
    const text = await redactAnswer(answer, redactionRules, secrets, RAW_TEXT_LIMIT);
    return {
      status: answer.status,
      reason,
      headers: [...answer.headers]
        .filter(([name]) => SHOWN_HEADERS.has(name.toLowerCase()))
        .map(([name, value]) => ({ name: name.toLowerCase(), value: redactText(value, secrets) })),
      contentType: answer.contentType,
      body: text.slice(0, RAW_TEXT_LIMIT),
      isTruncated: text.length > RAW_TEXT_LIMIT,
      sizeBytes: answer.bytes.length,
      address: this.address,
    };
  }

  async subscribe(handlers: SubscribeHandlers, signal?: AbortSignal): Promise<DeviceSubscription> {
    const either = signal === undefined ? this.#end.signal : AbortSignal.any([signal, this.#end.signal]);
    const subscription = await this.#parts.subscribe(handlers, either);
    this.#subscriptions.add(subscription);
    return {
      close: async () => {
        this.#subscriptions.delete(subscription);
        await subscription.close();
      },
    };
  }

  async signOff(): Promise<void> {
    await this.#parts.client.logoff();
    await this.#parts.http.close();
    this.destroy();
  }

  destroy(): void {
    this.#end.abort();
    for (const subscription of this.#subscriptions) subscription.destroy();
    this.#subscriptions.clear();
    this.#parts.http.destroy();
  }

  async #properties(uri: string, signal?: AbortSignal, query = ""): Promise<ReadonlyMap<string, unknown>> {
    if (!allowsHmcPath("GET", uri)) {
      throw new HmcError("This is not the URI of an object.", {
        code: "invalid_request",
        status: 400,
        reason: null,
        method: "GET",
        uri,
      });
    }
    const { client } = this.#parts;
    return readProperties(await client.send(requestObject(`${uri}${query}`), signal), client.secrets);
  }
}

function parseRequestBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DeviceError("invalid_request", "The body is not valid JSON.", { cause });
  }
}
