/** A BMC the console is logged on to. */
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
import { judgeRoles, type RoleVerdict } from "./access";
import { type ExchangeOptions, exchangeCertificate, type SignedExchange } from "./certificate-exchange";
import { type CertificateOverview, readCertificates } from "./certificates";
import type { BmcClient } from "./client";
import type { ClockSkew } from "./clock";
import { parseJson } from "./exchange";
import { type FirmwareOverview, readFirmware } from "./firmware";
import { type CertificateOffer, findOffer, type OfferVerdict, type RootReading, readRoot } from "./host-certificate";
import { type HostReadiness, readHostReadiness } from "./host-readiness";
import type { BmcHttp } from "./http";
import { type PartsInventory, readParts } from "./inventory";
import { type ManagerNetwork, readManagerNetwork } from "./manager-network";
import { listObjects, parseObject } from "./objects";
import { requireOperation } from "./operations";
import { type BmcOverview, readOverview } from "./overview";
import { allowsBmcPath, followable } from "./paths";
import { resetResource } from "./power";
import { awaitReturn, type ReturnOptions, readServiceRoot } from "./reach";
import { redactionRules, redactText } from "./redaction";
import { RedfishReader } from "./resource";
import { readSensors, type SensorList } from "./sensors";
import type { ServiceRoot } from "./service-root";
import { listSessions, type SessionList } from "./session-list";
import { type BmcSubscription, type StreamPosition, subscribeToBmc } from "./subscribe";
import { findSystems, type SystemLinks } from "./systems";
import { type BmcTask, findTask, listTasks, taskOutcome } from "./tasks";
import { readVmiNetwork, type VmiNetwork } from "./vmi-network";

/** Response headers that raw requests show; everything else stays here (SEC-D6). */
const SHOWN_HEADERS: ReadonlySet<string> = new Set([
  "allow",
  "cache-control",
  "content-type",
  "date",
  "etag",
  "link",
  "location",
  "odata-version",
  "retry-after",
  "server",
]);
/** Text of a raw answer that is passed on. */
const RAW_TEXT_LIMIT = 2 * 1024 * 1024;

export interface BmcConnectionParts {
  http: BmcHttp;
  client: BmcClient;
  root: ServiceRoot;
  clock: ClockSkew | null;
  /** A further connection to the same address, for the event stream. */
  openHttp(): Promise<BmcHttp>;
}

/** A session on one BMC with everything that can be done in it. */
export class BmcConnection implements DeviceConnection {
  readonly #parts: BmcConnectionParts;
  /** For the exchanges of this folder that have no method here. */
  readonly reader: RedfishReader;
  readonly #subscriptions = new Set<BmcSubscription>();
  readonly #position: StreamPosition = { lastEventId: null };
  readonly #end = new AbortController();
  #systems: SystemLinks | undefined;

  constructor(parts: BmcConnectionParts) {
    this.#parts = parts;
    this.reader = new RedfishReader(parts.client, parts.root.features);
  }

  get address(): DeviceAddress {
    return this.#parts.http.address;
  }

  get handle(): SessionHandle {
    return this.#parts.client.handle;
  }

  /** The service root as it was at logon. */
  get root(): ServiceRoot {
    return this.#parts.root;
  }

  /** The BMC's clock at logon; null where it shows none. */
  get clock(): ClockSkew | null {
    return this.#parts.clock;
  }

  /** The BMC's clock now. @throws BmcError, DeviceError, TransportError */
  async readClock(signal?: AbortSignal): Promise<ClockSkew | null> {
    return (await readServiceRoot(this.#parts.http, signal)).clock;
  }

  /** PEM of the certificate the BMC presented last. */
  get certificatePem(): string | null {
    return this.#parts.http.certificatePem;
  }

  /** What the user's role allows (section 3). */
  async judgeRole(): Promise<RoleVerdict> {
    return judgeRoles((await this.#parts.client.session()).roles);
  }

  /** The machine and its hypervisor, found once. */
  async systems(signal?: AbortSignal): Promise<SystemLinks> {
    this.#systems ??= await findSystems(this.reader, this.root, signal);
    return this.#systems;
  }

  readOverview(signal?: AbortSignal): Promise<BmcOverview> {
    return readOverview(this.reader, this.root, signal);
  }

  async readHostReadiness(signal?: AbortSignal): Promise<HostReadiness> {
    return readHostReadiness(this.reader, await this.systems(signal), signal);
  }

  async readVmiNetwork(signal?: AbortSignal): Promise<VmiNetwork> {
    return readVmiNetwork(this.reader, (await this.systems(signal)).hypervisorUri, signal);
  }

  /** Network of the BMC itself. */
  readManagerNetwork(signal?: AbortSignal): Promise<ManagerNetwork> {
    return readManagerNetwork(this.reader, this.root.links.Managers, signal);
  }

  findOffer(signal?: AbortSignal): Promise<OfferVerdict> {
    return findOffer(this.#parts.client, signal);
  }

  readRoot(
    offer: CertificateOffer,
    options: { etag?: string | null; signal?: AbortSignal } = {},
  ): Promise<RootReading> {
    return readRoot(this.#parts.client, offer, options);
  }

  /** Root, signature, root again (sections 2 and 4); see `exchangeCertificate`. */
  exchangeCertificate(
    offer: CertificateOffer,
    csrPem: string,
    options: Omit<ExchangeOptions, "awaitReturn"> & Omit<ReturnOptions, "signal"> = {},
  ): Promise<SignedExchange> {
    const wait = (signal?: AbortSignal) => awaitReturn(this.#parts.http, { ...options, signal });
    return exchangeCertificate(this.#parts.client, offer, csrPem, { ...options, awaitReturn: wait });
  }

  async readSensors(signal?: AbortSignal): Promise<SensorList> {
    return readSensors(this.reader, this.#link("Chassis", "chassis"), signal);
  }

  async readParts(signal?: AbortSignal): Promise<PartsInventory> {
    const { systemUris } = await this.systems(signal);
    return readParts(this.reader, { systemUris, chassisCollection: this.root.links.Chassis }, signal);
  }

  async readFirmware(signal?: AbortSignal): Promise<FirmwareOverview> {
    return readFirmware(this.reader, this.#link("UpdateService", "update service"), signal);
  }

  async listTasks(signal?: AbortSignal): Promise<{ tasks: BmcTask[]; warnings: string[] }> {
    return listTasks(this.reader, this.#link("Tasks", "task service"), signal);
  }

  async listSessions(signal?: AbortSignal): Promise<SessionList> {
    const { uri } = await this.#parts.client.session();
    const links = { sessionsUri: this.root.sessionsUri, serviceUri: this.root.links.SessionService };
    return listSessions(this.reader, links, uri, signal);
  }

  async readCertificates(signal?: AbortSignal): Promise<CertificateOverview> {
    const { Managers, AccountService } = this.root.links;
    const serviceUri = this.#link("CertificateService", "certificate service");
    return readCertificates(
      this.reader,
      { serviceUri, managersUri: Managers, accountServiceUri: AccountService },
      signal,
    );
  }

  async describe(uri: string, signal?: AbortSignal): Promise<DeviceObject> {
    return parseObject(await this.reader.read(this.#requirePath(uri), signal));
  }

  async listObjects(signal?: AbortSignal): Promise<DeviceObject[]> {
    return listObjects(this.reader, await this.systems(signal), this.root.links.Managers, signal);
  }

  async expectedStatuses(request: InvokeRequest): Promise<readonly string[]> {
    return requireOperation(request).endStates;
  }

  async invoke(request: InvokeRequest, signal?: AbortSignal): Promise<InvokeResult> {
    const { targetClass, resetType } = requireOperation(request);
    const target = await this.describe(request.target, signal);
    if (target.class !== targetClass) {
      throw new DeviceError("invalid_request", "The operation does not apply to this resource.");
    }
    const { taskUri } = await resetResource(this.reader, request.target, resetType, signal);
    return taskUri === null ? { kind: "done", result: null } : { kind: "job", job: { jobUri: taskUri } };
  }

  async getJob(jobUri: string, signal?: AbortSignal): Promise<JobState> {
    const task = await findTask(this.reader, this.#requirePath(jobUri), signal);
    if (task === null) throw new DeviceError("device_not_found", "The BMC no longer knows the task.");
    const { statusCode, message } = taskOutcome(task);
    const status = task.state === "Cancelling" ? "cancel-pending" : task.state === "Cancelled" ? "canceled" : undefined;
    return { status: status ?? (task.hasEnded ? "complete" : "running"), statusCode, reasonCode: null, message };
  }

  async cancelJob(): Promise<void> {
    throw new DeviceError("job_not_cancelable", "The BMC cannot cancel a task.");
  }

  /** Tasks stay with the BMC, which keeps the last hundred. */
  async deleteJob(): Promise<void> {}

  async getStatus(uri: string, signal?: AbortSignal): Promise<string | null> {
    return (await this.describe(uri, signal)).status;
  }

  async raw(request: RawRequest, signal?: AbortSignal): Promise<RawAnswer> {
    if (!allowsBmcPath(request.method, request.uri)) {
      throw new DeviceError("invalid_request", "This path is not open to raw requests.");
    }
    const { client } = this.#parts;
    const body = request.body === undefined || request.body === "" ? undefined : parseRequestBody(request.body);
    const headers = request.ifMatch === undefined ? undefined : { "if-match": request.ifMatch };
    const answer = await client.exchange({ method: request.method, uri: request.uri, body, headers }, signal);
    const secrets = await client.openSecrets();
    const text = await redactAnswer(answer, redactionRules, secrets, RAW_TEXT_LIMIT);
    return {
      status: answer.status,
      reason: null,
      headers: [...answer.headers]
        .filter(([name]) => SHOWN_HEADERS.has(name))
        .map(([name, value]) => ({ name, value: redactText(value, secrets) })),
      contentType: answer.contentType,
      body: text.slice(0, RAW_TEXT_LIMIT),
      isTruncated: text.length > RAW_TEXT_LIMIT,
      sizeBytes: answer.bytes.length,
      address: this.address,
    };
  }

  /** The event stream; a later one resumes where the last has ended, as far as the BMC still can. */
  async subscribe(handlers: SubscribeHandlers, signal?: AbortSignal): Promise<DeviceSubscription> {
    const either = signal === undefined ? this.#end.signal : AbortSignal.any([signal, this.#end.signal]);
    const { client, root, openHttp } = this.#parts;
    const context = { client, reader: this.reader, root, openHttp, position: this.#position };
    const subscription = await subscribeToBmc(context, handlers, either);
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

  #link(name: keyof ServiceRoot["links"], what: string): string {
    const uri = this.root.links[name];
    if (uri === undefined) throw new DeviceError("device_not_found", `This Redfish service has no ${what}.`);
    return uri;
  }

  #requirePath(uri: string): string {
    const path = followable(uri);
    if (path === null) throw new DeviceError("invalid_request", "This is not the path of a resource.");
    return path;
  }
}

function parseRequestBody(text: string): unknown {
  const body = parseJson(text);
  if (body === undefined) throw new DeviceError("invalid_request", "The body is not valid JSON.");
  return body;
}
