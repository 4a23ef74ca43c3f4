/** A simulated HMC for tests, end-to-end runs and the demo: HTTPS and STOMP over TLS on loopback. */

import type { TlsOptions } from "node:tls";
import { hostAndPort } from "@/contracts/url-host";
import { systemClock, Timers } from "./clock";
import { demoInventory } from "./demo-inventory";
import { FakeHmcFaults, HttpFaults } from "./faults";
import { HttpsServer } from "./https-server";
import type { Inventory } from "./inventory";
import { type JobStatus, JobStore } from "./jobs";
import type { FakeObject } from "./model";
import { type FakeNotification, NotificationPublisher, type OsMessage } from "./notifications";
import { type FakeHmcOptions, type FakeHmcTls, type FakeHmcUser, resolveSettings } from "./options";
import { SeededRandom } from "./random";
import { RequestLog } from "./request-log";
import { SessionStore } from "./sessions";
import type { HmcState } from "./state";
import { StompServer } from "./stomp-server";

/** The user that exists where no users are given. */
export const DEFAULT_USER: FakeHmcUser = { userid: "ensadmin", password: "ensadmin-password" };

function tlsOptions(tls: FakeHmcTls): TlsOptions {
  const options: TlsOptions = {
    cert: tls.certPem,
    key: tls.keyPem,
    minVersion: tls.minVersion ?? "TLSv1.2",
    requestCert: tls.requestClientCertificate === true || tls.requireClientCertificate === true,
    rejectUnauthorized: tls.requireClientCertificate === true,
  };
  if (tls.maxVersion !== undefined) options.maxVersion = tls.maxVersion;
  if (tls.ciphers !== undefined) options.ciphers = tls.ciphers;
  if (tls.clientCaPem !== undefined) options.ca = tls.clientCaPem;
  return options;
}

/** What tests read and do beside the wire. */
export class FakeHmc {
  readonly requests: RequestLog;
  readonly faults: FakeHmcFaults;
  readonly #hmc: HmcState;
  readonly #https: HttpsServer;
  readonly #stomp: StompServer | undefined;
  readonly #waiters = new Set<() => void>();
  #isClosed = false;

  constructor(options: FakeHmcOptions) {
    const settings = resolveSettings(options);
    const timers = new Timers(options.clock ?? systemClock);
    const sessions = new SessionStore(settings, timers, options.users ?? [DEFAULT_USER]);
    const notifications = new NotificationPublisher(settings, sessions, timers);
    const changed = () => this.#wakeWaiters();
    const jobs = new JobStore(settings, timers, (jobUri, userid) => {
      notifications.publishJobCompletion(jobUri, userid);
      changed();
    });
    const { hmcName, hmcVersion } = settings.level;
    const inventory = options.inventory ?? demoInventory({ hmcName, hmcVersion, random: options.random });
    inventory.onChange((change) => {
      notifications.publishChange(change);
      changed();
    });
    const random = new SeededRandom(options.random ?? 1);
    const requestShutdown = (isRestart: boolean) => this.#shutDownLater(isRestart);
    this.#hmc = { settings, timers, random, inventory, sessions, jobs, notifications, requestShutdown };
    this.requests = new RequestLog(settings.requestLogLimit);
    const httpFaults = new HttpFaults();
    const tls = tlsOptions(options.tls);
    const stompTls = tlsOptions(options.stompTls ?? options.tls);
    this.#https = new HttpsServer(this.#hmc, tls, httpFaults, this.requests, changed);
    this.#stomp = settings.stomp ? new StompServer(this.#hmc, stompTls, changed) : undefined;
    notifications.deliverTo((message) => this.#stomp?.deliver(message));
    this.faults = new FakeHmcFaults({
      hmc: this.#hmc,
      http: httpFaults,
      stomp: this.#stomp,
      setSecureContext: (context) => {
        this.#https.listener.server.setSecureContext({ ...tls, ...context });
        this.#stomp?.listener.server.setSecureContext({ ...stompTls, ...context });
      },
      dropHttpsConnections: () => this.#https.listener.dropConnections(),
    });
  }

  get host(): string {
    return this.#hmc.settings.host;
  }

  get httpsPort(): number {
    return this.#https.listener.port;
  }

  /** The STOMP port; 0 where STOMP is disabled. */
  get stompPort(): number {
    return this.#stomp?.listener.port ?? 0;
  }

  get origin(): string {
    return `https://${hostAndPort({ host: this.host, port: this.httpsPort })}`;
  }

  /** TLS handshakes completed on the HTTPS port. */
  get connectionCount(): number {
    return this.#https.listener.handshakes;
  }

  /** Handshakes, resumptions, failures and open sockets of both ports. */
  get connections() {
    const figures = (listener: HttpsServer["listener"] | StompServer["listener"] | undefined) => ({
      handshakes: listener?.handshakes ?? 0,
      resumptions: listener?.resumptions ?? 0,
      open: listener?.openSockets ?? 0,
      tlsFailures: listener?.tlsFailures ?? [],
    });
    return { https: figures(this.#https.listener), stomp: figures(this.#stomp?.listener) };
  }

  /** Live sessions: user, id and topics of each. */
  get sessions(): readonly { userid: string; id: string; credential: string; topicBase: string }[] {
    return this.#hmc.sessions.live().map((session) => ({
      userid: session.user.userid,
      id: session.id,
      credential: session.credential,
      topicBase: session.topicBase,
    }));
  }

  /** Logged-in STOMP connections, with login, version and subscribed topics. */
  get stompConnections(): readonly { login: string; version: string; topics: readonly string[] }[] {
    return (this.#stomp?.connections ?? []).map(({ login = "", version, topics }) => ({ login, version, topics }));
  }

  /** The topics subscribed to at the moment. */
  get subscribedTopics(): readonly string[] {
    return this.#stomp?.subscribedTopics ?? [];
  }

  get jobs(): readonly { uri: string; operation: string; status: JobStatus }[] {
    return this.#hmc.jobs.list();
  }

  /** The objects; its mutators emit the notifications of the change. */
  get inventory(): Inventory {
    return this.#hmc.inventory;
  }

  /** Defines a user, or changes the one of that name; live sessions keep the old definition. */
  defineUser(user: FakeHmcUser): void {
    this.#hmc.sessions.defineUser(user);
  }

  /** Publishes any notification; returns the number of messages addressed. */
  publish(notification: FakeNotification): number {
    return this.#hmc.notifications.publish(notification);
  }

  /** Publishes an entry of the audit or security log. */
  publishLogEntry(
    log: "audit" | "security",
    event: { id: string; name: string; message: string; userid: string },
  ): void {
    this.#hmc.notifications.publishLogEntry(log, event.id, event.name, event.message, event.userid);
  }

  /** Publishes an operating system message of a partition or LPAR. */
  publishOsMessage(object: FakeObject, message: OsMessage): void {
    this.#hmc.notifications.publishOsMessage(object, message);
  }

  /** Opens both ports, the same ones as before if there were any. */
  async start(): Promise<void> {
    const { host, httpsPort, stompPort } = this.#hmc.settings;
    await this.#https.listener.listen(host, httpsPort);
    await this.#stomp?.listener.listen(host, stompPort);
  }

  /** Shuts the HMC down: both ports closed, sessions, topics and jobs gone. */
  async stop(): Promise<void> {
    this.#hmc.sessions.forgetForRestart();
    this.#hmc.jobs.clear();
    await Promise.all([this.#https.listener.stop(), this.#stomp?.listener.stop()]);
    this.#wakeWaiters();
  }

  /** Shuts down and comes back on the same ports. */
  async restart(): Promise<void> {
    await this.stop();
    if (!this.#isClosed) await this.start();
  }

  /** Closes only the notification port, as where STOMP is disabled; `startStomp` opens it again. */
  async stopStomp(): Promise<void> {
    await this.#stomp?.listener.stop();
  }

  /** Opens the notification port again. */
  async startStomp(): Promise<void> {
    await this.#stomp?.listener.listen(this.host, this.#hmc.settings.stompPort);
  }

  /** Ends everything for good; safe to call twice. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#hmc.timers.cancelAll();
    await this.stop();
  }

  /** Resolves once the condition holds; it is looked at after every request, frame, connection and change. */
  async until(condition: () => boolean, timeoutMs = 10_000): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        this.#waiters.delete(look);
      };
      const look = () => {
        if (!condition()) return;
        end();
        resolve();
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`The condition did not hold within ${timeoutMs} ms: ${condition.toString()}`));
      }, timeoutMs);
      this.#waiters.add(look);
    });
  }

  #wakeWaiters(): void {
    for (const look of this.#waiters) look();
  }

  #shutDownLater(isRestart: boolean): void {
    this.#hmc.timers.after(this.#hmc.settings.jobDurationMs, () => {
      if (this.#isClosed) return;
      void (isRestart ? this.restart() : this.stop());
    });
  }
}

/** Starts a simulated HMC; rejects where a port cannot be opened or the certificate does not fit the key. */
export async function createFakeHmc(options: FakeHmcOptions): Promise<FakeHmc> {
  const hmc = new FakeHmc(options);
  try {
    await hmc.start();
  } catch (error) {
    await hmc.close();
    throw error;
  }
  return hmc;
}
