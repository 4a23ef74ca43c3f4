/** A simulated WBEM server for tests, end-to-end runs and the demo: CIM-XML over HTTP and HTTPS. */
import { systemClock, Timers } from "../../hmc/fake/clock";
import { Authenticator } from "./authentication";
import { WbemFaults } from "./faults";
import { IndicationSender } from "./indications";
import type { InstanceValues } from "./instance-builder";
import { MAIN_NAMESPACE, makeRepository } from "./inventory";
import { Jobs } from "./jobs";
import { type FakeWbemOptions, resolveSettings } from "./options";
import { PullSessions } from "./pull-sessions";
import { noQuirks, type Quirks } from "./quirks";
import type { Repository } from "./repository";
import type { WbemState } from "./state";
import { OperationCounter } from "./statistics";
import { type RecordedWbemRequest, WbemServer } from "./wbem-server";

/** What tests read and do beside the wire. */
export class FakeWbem {
  readonly faults = new WbemFaults();
  /** Lasting deviations; change them at any time. */
  readonly quirks: Quirks = noQuirks();
  readonly jobs = new Jobs();
  readonly authenticator: Authenticator;
  /** Delivery to subscribers. */
  readonly indications: IndicationSender;
  readonly #state: WbemState;
  readonly #server: WbemServer;
  readonly #waiters = new Set<() => void>();

  constructor(options: FakeWbemOptions) {
    const settings = resolveSettings(options);
    const timers = new Timers(options.clock ?? systemClock);
    const { quirks } = this;
    this.#state = {
      settings,
      quirks,
      timers,
      repository: makeRepository(settings),
      sessions: new PullSessions(timers, settings, quirks),
      writer: { quirks, serverName: settings.serverName },
      now: () => new Date(timers.now()),
    };
    this.#state.repository.onChange(() => this.#wake());
    this.indications = new IndicationSender(this.#state, () => this.#wake());
    this.authenticator = new Authenticator(settings, quirks, () => timers.now());
    this.#server = new WbemServer(
      {
        state: this.#state,
        faults: this.faults,
        authenticator: this.authenticator,
        counter: new OperationCounter(this.#state),
        services: { jobs: this.jobs, alert: (about, message) => this.indications.alert(about, message) },
        onChange: () => this.#wake(),
      },
      options,
    );
  }

  get host(): string {
    return this.#state.settings.host;
  }

  /** 0 without HTTP. */
  get httpPort(): number {
    return this.#server.http?.port ?? 0;
  }

  /** 0 without HTTPS. */
  get httpsPort(): number {
    return this.#server.https?.port ?? 0;
  }

  get repository(): Repository {
    return this.#state.repository;
  }

  /** Enumerations that are open. */
  get sessions(): PullSessions {
    return this.#state.sessions;
  }

  get requests(): readonly RecordedWbemRequest[] {
    return this.#server.requests;
  }

  /** TLS handshakes completed on the HTTPS port. */
  get handshakes(): number {
    return this.#server.https?.handshakes ?? 0;
  }

  /** Connections that are open on both ports. */
  get openSockets(): number {
    return (this.#server.http?.openSockets ?? 0) + (this.#server.https?.openSockets ?? 0);
  }

  /** Sends an indication to whoever has subscribed to it. */
  emit(className: string, values: InstanceValues, namespace = MAIN_NAMESPACE): void {
    this.indications.emit(className, values, namespace);
  }

  /** Requests for an operation or method. */
  count(operation: string | RegExp): number {
    const fits = (one: string) => (typeof operation === "string" ? one === operation : operation.test(one));
    return this.requests.filter((one) => fits(one.operation)).length;
  }

  /** Resolves once the condition holds; looked at whenever something has happened. */
  async until(condition: () => boolean, timeoutMs = 10_000): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!condition()) return;
        clearTimeout(timer);
        this.#waiters.delete(look);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiters.delete(look);
        reject(new Error("What the test waits for did not happen."));
      }, timeoutMs);
      this.#waiters.add(look);
    });
  }

  /** Presents another certificate to new connections. */
  useCertificate(certPem: string, keyPem: string): void {
    this.#server.https?.server.setSecureContext({ cert: certPem, key: keyPem, minVersion: "TLSv1.2" });
  }

  /** Ends all connections without a word. */
  dropConnections(): void {
    this.#server.http?.dropConnections();
    this.#server.https?.dropConnections();
  }

  listen(): Promise<void> {
    return this.#server.listen();
  }

  async close(): Promise<void> {
    this.indications.stop();
    this.#state.timers.cancelAll();
    await this.#server.stop();
  }

  #wake(): void {
    for (const look of [...this.#waiters]) look();
  }
}

/** Starts a simulator; the caller closes it. */
export async function createFakeWbem(options: FakeWbemOptions): Promise<FakeWbem> {
  const wbem = new FakeWbem(options);
  await wbem.listen();
  return wbem;
}
