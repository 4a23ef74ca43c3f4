/** A WBEM server that has admitted the profile's user. */
import { DeviceError, NotificationsUnavailable } from "../errors";
import type {
  DeviceAddress,
  DeviceConnection,
  DeviceObject,
  DeviceSubscription,
  InboundDoor,
  InvokeRequest,
  InvokeResult,
  JobState,
  RawAnswer,
  RawRequest,
  SessionHandle,
  SubscribeHandlers,
} from "../kind";
import type { AuthenticatedHttp } from "./authenticated-http";
import { ClassRepository } from "./class-repository";
import { readJob } from "./concrete-job";
import type { WbemSettings } from "./descriptor";
import { isCimStatus } from "./errors";
import type { WbemExchange } from "./exchange";
import { indicationReceiver } from "./indications/subscribe";
import { PullMemory } from "./iterate";
import { readStarted, terminateJob, toJobState } from "./jobs";
import { parameterValue } from "./model/builders";
import { isSameName } from "./model/names";
import type { CimInstance, CimInstanceName } from "./model/objects";
import { COMPUTER_SYSTEM, describeInstance, OBJECT_PROPERTIES } from "./objects";
import { allowsWbemPath } from "./paths";
import { ProfileOperations } from "./profile-operations";
import { sendRaw } from "./raw";
import { requireStateChange } from "./state-changes";
import { CIM_ERR_INVALID_CLASS, CIM_ERR_INVALID_NAMESPACE } from "./status-codes";
import { parseInstanceUri, WbemUriError } from "./uri/parse";

/** The console's access to one WBEM server, shared by everybody who uses the profile. */
export class WbemConnection implements DeviceConnection {
  readonly #authenticated: AuthenticatedHttp;
  readonly #settings: WbemSettings;
  readonly #memory = new PullMemory();
  readonly #inbound: InboundDoor | undefined;
  readonly #open = new Set<{ close(): void }>();
  /** Every operation, over the profile's authentication and with its ways of reading lists. */
  readonly operations: ProfileOperations;
  /** Classes that have been read, for as long as the connection lives. */
  readonly classes: ClassRepository;

  constructor(authenticated: AuthenticatedHttp, settings: WbemSettings, inbound?: InboundDoor) {
    this.#authenticated = authenticated;
    this.#inbound = inbound;
    this.#settings = settings;
    this.operations = this.operationsOver(authenticated.exchange);
    this.classes = new ClassRepository(this.operations);
  }

  /** The same operations over another exchange, as one that records what passes. */
  operationsOver(exchange: WbemExchange): ProfileOperations {
    const { address } = this;
    return new ProfileOperations({ exchange, address, settings: this.#settings, memory: this.#memory });
  }

  /** One authenticated request and its answer. */
  get exchange(): WbemExchange {
    return this.#authenticated.exchange;
  }

  /** Values that must not appear in anything that leaves: the profile's password and how it is sent (SEC-B2). */
  openSecrets(): Promise<readonly string[]> {
    return this.#authenticated.openSecrets();
  }

  get address(): DeviceAddress {
    return this.#authenticated.http.address;
  }

  /** There are no sessions: nothing is left behind on the server. */
  get handle(): SessionHandle {
    return { address: this.address, sessionId: "" };
  }

  get defaultNamespace(): string {
    return this.#settings.defaultNamespace;
  }

  /** How lists are read, as far as that is known by now. */
  get pullUse(): ProfileOperations["pullUse"] {
    return this.operations.pullUse;
  }

  /** PEM of the certificate the server presented last; null without TLS. */
  get certificatePem(): string | null {
    return this.#authenticated.http.certificatePem;
  }

  async describe(uri: string, signal?: AbortSignal): Promise<DeviceObject> {
    const path = this.#requireInstance(uri);
    const PropertyList = [...OBJECT_PROPERTIES];
    const instance = await this.#getInstance(path, { PropertyList, signal });
    return describeInstance(instance, path, await this.#isComputerSystem(path.namespace, instance.className));
  }

  /** The computer systems of the default namespace; none where it knows no such class. */
  async listObjects(signal?: AbortSignal): Promise<DeviceObject[]> {
    const found: DeviceObject[] = [];
    const options = { PropertyList: [...OBJECT_PROPERTIES], LocalOnly: false, signal };
    try {
      for await (const instances of this.operations.IterEnumerateInstances(COMPUTER_SYSTEM, options)) {
        found.push(...instances.flatMap((one) => (one.path === null ? [] : [describeInstance(one, one.path, true)])));
      }
    } catch (error) {
      if (!isCimStatus(error, CIM_ERR_INVALID_CLASS, CIM_ERR_INVALID_NAMESPACE)) throw error;
    }
    return found;
  }

  async expectedStatuses(request: InvokeRequest): Promise<readonly string[]> {
    return requireStateChange(request).endStates;
  }

  async invoke(request: InvokeRequest, signal?: AbortSignal): Promise<InvokeResult> {
    const { requestedState } = requireStateChange(request);
    const path = this.#requireInstance(request.target);
    const parameters = [parameterValue("RequestedState", "uint16", requestedState)];
    return readStarted(await this.operations.InvokeMethod("RequestStateChange", path, parameters, { signal }));
  }

  async getJob(jobUri: string, signal?: AbortSignal): Promise<JobState> {
    return toJobState(await readJob(this.operations, this.#requireInstance(jobUri), signal));
  }

  async cancelJob(jobUri: string, signal?: AbortSignal): Promise<void> {
    await terminateJob(this.operations, this.#requireInstance(jobUri), signal);
  }

  /** Jobs stay with the server, which deletes them by its own rules. */
  async deleteJob(): Promise<void> {}

  async getStatus(uri: string, signal?: AbortSignal): Promise<string | null> {
    return (await this.describe(uri, signal)).status;
  }

  async raw(request: RawRequest, signal?: AbortSignal): Promise<RawAnswer> {
    if (!allowsWbemPath(request.method, request.uri)) {
      throw new DeviceError("invalid_request", "This path is not open to raw requests.");
    }
    return sendRaw(this.#authenticated, request.body ?? "", signal);
  }

  /**
   * Indications that the server sends to the console's listener, for as long as it is open. What the server is to send is
   * decided by its subscriptions, which are made apart from this.
   */
  async subscribe(handlers: SubscribeHandlers): Promise<DeviceSubscription> {
    if (this.#inbound === undefined) {
      throw new NotificationsUnavailable("The console does not listen for indications.", {
        remedy: "Start the console with SIGNALBOX_INBOUND_PORT, then subscribe to indications of this server.",
      });
    }
    const opened = this.#inbound.open(indicationReceiver(handlers));
    this.#open.add(opened);
    return {
      close: async () => {
        this.#open.delete(opened);
        opened.close();
      },
    };
  }

  async signOff(): Promise<void> {
    await this.#authenticated.http.close();
    this.destroy();
  }

  destroy(): void {
    for (const opened of this.#open) opened.close();
    this.#open.clear();
    this.#authenticated.http.destroy();
  }

  /** By the names of its superclasses; on a server that gives no classes, by its own name. */
  async #isComputerSystem(namespace: string, className: string): Promise<boolean> {
    const declared = await this.classes.findClass(namespace, className);
    if (declared === null) return /ComputerSystem$/i.test(className);
    const lineage = [declared, ...(await this.classes.ancestors(namespace, declared))];
    return lineage.some((one) => isSameName(one.className, COMPUTER_SYSTEM));
  }

  #getInstance(
    path: CimInstanceName,
    options: { PropertyList?: string[]; signal?: AbortSignal },
  ): Promise<CimInstance> {
    return this.operations.GetInstance(path, { ...options, LocalOnly: false });
  }

  /** The path a WBEM URI stands for, in the default namespace unless it names one. */
  #requireInstance(uri: string): CimInstanceName & { namespace: string } {
    try {
      const path = parseInstanceUri(uri);
      return { ...path, namespace: path.namespace ?? this.defaultNamespace, host: null };
    } catch (error) {
      if (!(error instanceof WbemUriError)) throw error;
      throw new DeviceError("invalid_request", `This is not the URI of an instance: ${error.message}`, {
        cause: error,
      });
    }
  }
}
