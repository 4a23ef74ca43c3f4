/** A simulated BMC for tests, end-to-end runs and the demo: Redfish over HTTPS, and its VMI over mutual TLS. */
import { systemClock, Timers } from "../../hmc/fake/clock";
import { CertificateStore } from "./bmc-certificates";
import { CertificateEntries } from "./certificate-entries";
import { EventLog, type FakeLogEntry } from "./event-log";
import { EventStreams } from "./events";
import { FaultList } from "./faults";
import { FakeHost } from "./host";
import { BmcServer, type RecordedRequest } from "./https-server";
import { type FakeBmcOptions, type FakeBmcSettings, resolveSettings } from "./options";
import { SessionStore } from "./sessions";
import type { BmcState } from "./state";
import { TaskStore } from "./tasks";
import { HYPERVISOR_URI, MANAGER_URI, SYSTEM_URI } from "./uris";
import { FakeVmi } from "./vmi";
import { vmiInterface } from "./vmi-interfaces";

function makeEntries(count: number, nowMs: number): FakeLogEntry[] {
  const severities = ["OK", "Warning", "Critical"] as const;
  return Array.from({ length: count }, (_unused, index) => ({
    id: String(index + 1),
    severity: severities[index % severities.length] ?? "OK",
    message: `BD60${String(index).padStart(4, "0")} occurred`,
    createdAt: new Date(nowMs - (count - index) * 3_600_000),
    isResolved: false,
  }));
}

/** What tests read and do beside the wire. */
export class FakeBmc {
  readonly faults = new FaultList();
  readonly #bmc: BmcState;
  readonly #server: BmcServer;
  readonly #vmi: FakeVmi | undefined;
  readonly #waiters = new Set<() => void>();
  #restarting: Promise<void> | undefined;
  #isClosed = false;
  /** How often the web server's process has ended. */
  aborts = 0;

  constructor(options: FakeBmcOptions) {
    const settings = resolveSettings(options);
    const timers = new Timers(options.clock ?? systemClock);
    const now = () => new Date(timers.now() + settings.clockOffsetMs);
    const events = new EventStreams(() => now().getTime());
    const host = this.#makeHost(settings, timers, events);
    const entries = new CertificateEntries(
      {
        timers,
        hostWaitMs: settings.hostWaitMs,
        signMs: settings.signMs,
        isHostReady: () => host.isReady,
        onAuthority: (authority) => this.#vmi?.use(authority),
      },
      settings.hasRoot,
    );
    const certificates = new CertificateStore({
      ...options.tls,
      now: () => timers.now(),
      onReload: (cert, key) => this.#server.listener.server.setSecureContext({ cert, key, minVersion: "TLSv1.2" }),
    });
    this.#bmc = {
      settings,
      timers,
      host,
      events,
      entries,
      certificates,
      sessions: new SessionStore(settings.users, () => timers.now()),
      log: new EventLog(makeEntries(settings.logEntries, timers.now())),
      tasks: new TaskStore(now),
      vmiInterfaces: options.vmiInterfaces ?? [defaultInterface(settings), vmiInterface("eth1")],
      lights: new Map(),
      abort: () => void this.abort(),
      now,
    };
    this.#server = new BmcServer(this.#bmc, options.tls, this.faults, () => this.#wake());
    if (settings.withVmi) this.#vmi = new FakeVmi(entries.authority, { host: settings.host, greeting: "VMI ready\n" });
  }

  #makeHost(settings: FakeBmcSettings, timers: Timers, events: EventStreams): FakeHost {
    const { phase, bootMs, stopsAtStandby } = settings;
    return new FakeHost({ phase, bootMs, stopsAtStandby }, timers, () => {
      if (this.#bmc.host.isReady) this.#bmc.entries.deliverRoot();
      for (const one of this.#bmc.vmiInterfaces) {
        const hasAddress = one.staticV4 !== null || one.staticV6 !== null || one.dhcpAddress.Address !== "0.0.0.0";
        one.isEnabled = this.#bmc.host.isReady && hasAddress;
      }
      for (const origin of [SYSTEM_URI, HYPERVISOR_URI]) this.#publishChange(events, origin);
      this.#wake();
    });
  }

  /** Tells everybody who listens that a resource has changed. */
  announceChange(origin: string): void {
    this.#publishChange(this.events, origin);
  }

  #publishChange(events: EventStreams, origin: string): void {
    const text = "One or more resource properties have changed.";
    events.publish({ messageId: "ResourceEvent.1.0.ResourceChanged", text, origin });
  }

  get host(): string {
    return this.#bmc.settings.host;
  }

  get port(): number {
    return this.#server.listener.port;
  }

  get origin(): string {
    return `https://${this.host}:${this.port}`;
  }

  /** The VMI; throws where there is none. */
  get vmi(): FakeVmi {
    if (this.#vmi === undefined) throw new Error("This simulator has no VMI.");
    return this.#vmi;
  }

  get requests(): readonly RecordedRequest[] {
    return this.#server.requests;
  }

  /** TLS handshakes completed on the HTTPS port. */
  get handshakes(): number {
    return this.#server.listener.handshakes;
  }

  /** Power, boot and hypervisor. */
  get machine(): FakeHost {
    return this.#bmc.host;
  }

  /** The certificate exchange: authority, defects, faults. */
  get exchange(): CertificateEntries {
    return this.#bmc.entries;
  }

  get sessions(): SessionStore {
    return this.#bmc.sessions;
  }

  get events(): EventStreams {
    return this.#bmc.events;
  }

  get log(): EventLog {
    return this.#bmc.log;
  }

  get tasks(): TaskStore {
    return this.#bmc.tasks;
  }

  get certificates(): CertificateStore {
    return this.#bmc.certificates;
  }

  count(method: string, path: string | RegExp): number {
    return this.requests.filter(
      (one) => one.method === method && (typeof path === "string" ? one.path === path : path.test(one.path)),
    ).length;
  }

  /** Adds an entry to the event log, with its event. */
  addLogEntry(message: string, severity: FakeLogEntry["severity"] = "Warning"): void {
    const id = String(Number(this.log.entries.at(-1)?.id ?? 0) + 1);
    this.log.entries.push({ id, severity, message, createdAt: this.#bmc.now(), isResolved: false });
    const origin = `${SYSTEM_URI}/LogServices/EventLog/Entries/${id}`;
    this.events.publish({
      messageId: "ResourceEvent.1.0.ResourceCreated",
      text: "The resource has been created successfully.",
      origin,
    });
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

  /**
   * The web server's process ends: every connection is cut, sessions, tasks and kept events are lost, and after a while it
   * is started again on the same port (section 4.4).
   */
  async abort(): Promise<void> {
    this.aborts += 1;
    this.#restarting ??= this.#restart().finally(() => {
      this.#restarting = undefined;
    });
    await this.#restarting;
  }

  async #restart(): Promise<void> {
    const { sessions, events, tasks, timers, settings } = this.#bmc;
    await this.#server.listener.stop();
    sessions.loseAll();
    events.restart();
    tasks.forget();
    await new Promise<void>((resolve) => timers.after(settings.restartMs, resolve));
    if (!this.#isClosed) await this.#server.listener.listen(settings.host, 0);
    this.#publishChange(events, MANAGER_URI);
    this.#wake();
  }

  async listen(): Promise<void> {
    await this.#server.listener.listen(this.#bmc.settings.host, this.#bmc.settings.port);
    await this.#vmi?.listen();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#bmc.timers.cancelAll();
    await this.#server.listener.stop();
    await this.#vmi?.close();
  }

  #wake(): void {
    for (const look of [...this.#waiters]) look();
  }
}

function defaultInterface({ phase, host }: FakeBmcSettings) {
  const staticV4 = { Address: host, SubnetMask: "255.0.0.0", Gateway: host };
  return vmiInterface("eth0", { isEnabled: phase === "running", isDhcp: false, staticV4 });
}

/** Starts a simulator; the caller closes it. */
export async function createFakeBmc(options: FakeBmcOptions): Promise<FakeBmc> {
  const bmc = new FakeBmc(options);
  await bmc.listen();
  return bmc;
}
