import { DeviceError, isLogonRefusal } from "@/server/protocols/errors";
import type {
  ConnectionTarget,
  DeviceConnection,
  DeviceKind,
  LogonRules,
  SessionHandle,
} from "@/server/protocols/kind";
import { isUntrustedPeer } from "@/server/transport/errors";
import { EndpointBreakers } from "./breakers";
import type { Clock } from "./clock";
import { LogonGate } from "./logon-gate";
import { emptySlot, isAddressAway, type SessionSlot } from "./session-slot";

/** A profile ready to be connected to. */
export interface ResolvedDevice {
  revision: number;
  kind: DeviceKind;
  target: ConnectionTarget;
}

export interface RuntimeLog {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}

export interface SessionPoolPorts {
  /** Throws where the profile is gone or cannot be used. */
  resolve(profileId: string): Promise<ResolvedDevice>;
  /** Stores a session handle, sealed, before the session is used; returns the row's id. */
  storeSession(profileId: string, revision: number, handle: SessionHandle): Promise<string>;
  removeSession(rowId: string): Promise<void>;
  /** Takes over sessions that are left on the device and that the pool cannot log off now (REL-11). */
  abandonSessions?(profileId: string, rowIds: readonly string[]): void;
  clock: Clock;
  log: RuntimeLog;
  /** How long an unused session stays open. */
  idleMs?: number;
}

/** A connection in use; `release` exactly once. */
export interface DeviceLease {
  readonly connection: DeviceConnection;
  release(): void;
}

export interface PoolEvent {
  type: "logged-on" | "logon-paused" | "logon-allowed" | "dropped";
  profileId: string;
}

const IDLE_MS = 10 * 60_000;

/**
 * One device session per profile and revision, shared by everybody who may use the profile. Logons are made once for all
 * who wait, a refused one pauses the profile (SEC-G5), and an endpoint that keeps failing is left alone for a while (REL-8).
 */
export class SessionPool {
  readonly #ports: SessionPoolPorts;
  readonly #slots = new Map<string, SessionSlot>();
  /** Slots whose address does not answer any more, by those who still use them. */
  readonly #left = new Map<SessionSlot, string>();
  readonly #gates = new Map<string, LogonGate>();
  readonly #breakers: EndpointBreakers;
  readonly #listeners = new Set<(event: PoolEvent) => void>();
  #isStopped = false;

  constructor(ports: SessionPoolPorts) {
    this.#ports = ports;
    this.#breakers = new EndpointBreakers(ports.clock);
  }

  /** Calls back for every change that others may wait for, until the returned function is called. */
  onEvent(listener: (event: PoolEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** When the profile's logons were paused and why; undefined while they are not. */
  pausedLogon(profileId: string): { since: Date; reason: string } | undefined {
    const refused = this.#gates.get(profileId)?.refused;
    return refused && { since: new Date(refused.sinceMs), reason: refused.error.message };
  }

  /** True while the circuit breaker keeps requests from the device. */
  isBreakerOpen(profileId: string): boolean {
    return this.#breakers.isOpen(profileId);
  }

  /** How many device sessions are open now. */
  get openSessions(): number {
    const slots = [...this.#slots.values(), ...this.#left.keys()];
    return slots.filter((slot) => slot.connection !== undefined).length;
  }

  /** Id of the profile's present device session, for its redaction; undefined where there is none. */
  sessionIdOf(profileId: string): string | undefined {
    return this.#slots.get(profileId)?.connection?.handle.sessionId;
  }

  /**
   * Runs `work` on the profile's connection, logging on first if need be.
   * @throws DeviceError `device_logon_paused`; what {@link EndpointBreakers.admit}, the logon and the work throw.
   */
  async use<T>(profileId: string, work: (connection: DeviceConnection) => Promise<T>, revision?: number): Promise<T> {
    const lease = await this.acquire(profileId, revision);
    try {
      const result = await work(lease.connection);
      this.#breakers.succeed(profileId);
      return result;
    } catch (error) {
      this.#breakers.judge(profileId, error);
      this.judgePeer(profileId, error);
      throw error;
    } finally {
      lease.release();
    }
  }

  /** Like `use`, for what arrives bit by bit; whoever stops early lets the source clean up. */
  async *stream<T>(
    profileId: string,
    source: (connection: DeviceConnection) => AsyncIterable<T>,
    revision?: number,
  ): AsyncGenerator<T, void, void> {
    const lease = await this.acquire(profileId, revision);
    try {
      yield* source(lease.connection);
      this.#breakers.succeed(profileId);
    } catch (error) {
      this.#breakers.judge(profileId, error);
      this.judgePeer(profileId, error);
      throw error;
    } finally {
      lease.release();
    }
  }

  /** A connection to keep for a while, for a notification stream. Throws like `use`. */
  async acquire(profileId: string, revision?: number): Promise<DeviceLease> {
    this.#requireRunning();
    const existing = this.#slots.get(profileId);
    if (existing !== undefined && revision !== undefined && existing.revision < revision && existing.revision > 0) {
      this.drop(profileId);
    }
    this.#gate(profileId).requireAllowed();
    this.#breakers.admit(profileId);
    const slot = this.#slot(profileId);
    slot.users += 1;
    slot.forgetIdle?.();
    slot.forgetIdle = undefined;
    try {
      const connection = await this.#connect(profileId, slot);
      let isReleased = false;
      return {
        connection,
        release: () => {
          if (isReleased) return;
          isReleased = true;
          this.#breakers.abandon(profileId);
          this.#release(profileId, slot);
        },
      };
    } catch (error) {
      this.#breakers.judge(profileId, error);
      this.#release(profileId, slot);
      throw error;
    }
  }

  /**
   * For a session of its own beside the shared one, as a connection test opens it: refusals count all the same, and the
   * handle is stored while it is open. `end` afterwards: a session that could not be logged off is then tried again.
   */
  rulesFor(profileId: string, revision: number): LogonRules & { end(): void } {
    const slot = emptySlot(revision);
    return {
      ...this.#rules(profileId, slot),
      end: () => this.#abandon(profileId, slot),
    };
  }

  /** Lets a profile whose logons are paused try again. */
  retryLogon(profileId: string): void {
    this.#gates.get(profileId)?.allow();
    this.#breakers.forget(profileId);
    this.#tell({ type: "logon-allowed", profileId });
  }

  /**
   * The profile was changed: every socket is closed at once, so that nothing more is sent over the old trust (SEC-C5). The
   * session itself is logged off over the new settings, if the device still takes them. Paused logons stay so, unless what
   * they are made with is new.
   */
  drop(profileId: string, isLogonNew = false): void {
    const slot = this.#retire(profileId);
    if (isLogonNew) this.#gates.delete(profileId);
    this.#breakers.forget(profileId);
    if (slot?.connection !== undefined) {
      const { handle } = slot.connection;
      slot.connection.destroy();
      void this.#logOffLater(profileId, handle, slot);
    }
    this.#tell({ type: "dropped", profileId });
  }

  /**
   * Draws the consequence of an error for the connection that is open. If another certificate answers than the one that is
   * trusted, every socket of the profile is closed: those opened before are no better than the new one (SEC-C5). If its
   * address cannot be connected to any more and the profile has others, the next one to use the profile logs on to the
   * first that answers. Sessions left behind are logged off once their device answers again.
   */
  judgePeer(profileId: string, error: unknown): void {
    if (isUntrustedPeer(error)) {
      const slot = this.#retire(profileId);
      if (slot?.connection === undefined) return;
      slot.connection.destroy();
      this.#abandon(profileId, slot);
      return;
    }
    const slot = this.#slots.get(profileId);
    if (slot === undefined || slot.addressCount < 2 || !isAddressAway(slot, error)) return;
    this.#slots.delete(profileId);
    slot.isDropped = true;
    this.#left.set(slot, profileId);
    this.#endIfLeft(slot);
  }

  /** Logs the profile's session off over its own connection and waits for it: before a profile is deleted. Never throws. */
  async signOff(profileId: string): Promise<void> {
    const slot = this.#retire(profileId);
    this.#gates.delete(profileId);
    this.#breakers.forget(profileId);
    this.#tell({ type: "dropped", profileId });
    if (slot !== undefined) await this.#end(profileId, slot);
  }

  /** Logs off every session (REL-10); nothing can be acquired from here on. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const slots = [...this.#slots].map(([profileId, slot]) => [slot, profileId] as const).concat([...this.#left]);
    this.#slots.clear();
    this.#left.clear();
    await Promise.all(
      slots.map(async ([slot, profileId]) => {
        slot.forgetIdle?.();
        await slot.connecting?.catch(() => undefined);
        await this.#end(profileId, slot);
      }),
    );
  }

  #slot(profileId: string): SessionSlot {
    const existing = this.#slots.get(profileId);
    if (existing !== undefined) return existing;
    const slot = emptySlot();
    this.#slots.set(profileId, slot);
    return slot;
  }

  #connect(profileId: string, slot: SessionSlot): Promise<DeviceConnection> {
    if (slot.connection !== undefined) return Promise.resolve(slot.connection);
    slot.connecting ??= this.#signOn(profileId, slot).finally(() => {
      slot.connecting = undefined;
    });
    return slot.connecting;
  }

  async #signOn(profileId: string, slot: SessionSlot): Promise<DeviceConnection> {
    const { kind, target, revision } = await this.#ports.resolve(profileId);
    slot.revision = revision;
    slot.addressCount = target.addresses.length;
    const connection = await kind.signOn(target, this.#rules(profileId, slot));
    if (slot.isDropped || this.#isStopped) {
      await connection.signOff();
      this.#abandon(profileId, slot);
      throw new DeviceError("conflict", "The profile was changed while the console logged on. Try again.");
    }
    this.#breakers.succeed(profileId);
    slot.connection = connection;
    this.#endUnverifiedInTime(profileId, slot, target);
    this.#tell({ type: "logged-on", profileId });
    return connection;
  }

  /** Sockets opened while nothing was verified must not outlive that time (SEC-C9). */
  #endUnverifiedInTime(profileId: string, slot: SessionSlot, target: ConnectionTarget): void {
    const { mode, insecureUntil } = target.tls.policy.trust;
    if (mode !== "insecure" || insecureUntil === undefined) return;
    const leftMs = Math.max(0, Date.parse(insecureUntil) - this.#ports.clock.now());
    this.#ports.clock.after(leftMs, () => {
      if (this.#slots.get(profileId) === slot || this.#left.has(slot)) this.drop(profileId);
    });
  }

  async #keepSession(profileId: string, slot: SessionSlot, handle: SessionHandle | undefined): Promise<void> {
    const replaced = slot.rowIds;
    if (handle !== undefined) {
      const rowId = await this.#ports.storeSession(profileId, slot.revision, handle);
      slot.rowIds = [rowId];
    } else {
      slot.rowIds = [];
    }
    await this.#forgetRows(replaced);
  }

  async #forgetRows(rowIds: readonly string[]): Promise<void> {
    for (const rowId of rowIds) {
      try {
        await this.#ports.removeSession(rowId);
      } catch (error) {
        this.#ports.log.warn({ err: error }, "the row of an ended device session could not be removed");
      }
    }
  }

  #gate(profileId: string): LogonGate {
    const existing = this.#gates.get(profileId);
    if (existing !== undefined) return existing;
    const gate = new LogonGate(this.#ports.clock);
    this.#gates.set(profileId, gate);
    return gate;
  }

  #rules(profileId: string, slot: SessionSlot): LogonRules {
    // Of the credentials as they are now: the verdict on them is none on those that replace them.
    const gate = this.#gate(profileId);
    return {
      passLogon: async (logon) => {
        try {
          return await gate.pass(() => {
            this.#requireRunning();
            return logon();
          });
        } catch (error) {
          if (isLogonRefusal(error) && error.code !== "device_logon_paused") {
            this.#logonRefused(profileId, slot, gate, error);
          }
          throw error;
        }
      },
      onSessionChange: (handle) => this.#keepSession(profileId, slot, handle),
    };
  }

  #logonRefused(profileId: string, slot: SessionSlot, gate: LogonGate, error: DeviceError): void {
    // The connection is of no use any more; the next one starts afresh.
    if (this.#slots.get(profileId) === slot && slot.connection !== undefined) {
      this.#slots.delete(profileId);
      slot.isDropped = true;
      slot.connection.destroy();
      this.#abandon(profileId, slot);
    }
    this.#ports.log.warn({ profileId, code: error.code }, "the device refused a logon");
    if (this.#gates.get(profileId) === gate) this.#tell({ type: "logon-paused", profileId });
  }

  #requireRunning(): void {
    if (this.#isStopped) throw new DeviceError("shutting_down", "The console is shutting down.");
  }

  #release(profileId: string, slot: SessionSlot): void {
    slot.users -= 1;
    if (slot.isDropped) this.#endIfLeft(slot);
    if (slot.users > 0 || slot.isDropped) return;
    slot.forgetIdle = this.#ports.clock.after(this.#ports.idleMs ?? IDLE_MS, () => {
      if (slot.users > 0 || this.#slots.get(profileId) !== slot) return;
      this.#slots.delete(profileId);
      slot.isDropped = true;
      void this.#end(profileId, slot);
    });
  }

  /** Ends what was left for another address once nobody uses it any more. */
  #endIfLeft(slot: SessionSlot): void {
    const profileId = this.#left.get(slot);
    if (profileId === undefined || slot.users > 0) return;
    this.#left.delete(slot);
    slot.forgetIdle?.();
    void this.#end(profileId, slot);
  }

  #retire(profileId: string): SessionSlot | undefined {
    for (const [left, owner] of this.#left) if (owner === profileId) left.connection?.destroy();
    const slot = this.#slots.get(profileId);
    if (slot === undefined) return undefined;
    this.#slots.delete(profileId);
    slot.isDropped = true;
    slot.forgetIdle?.();
    return slot;
  }

  async #end(profileId: string, slot: SessionSlot): Promise<void> {
    await slot.connection?.signOff();
    slot.connection = undefined;
    this.#abandon(profileId, slot);
  }

  /** The rows that are left when the pool has done what it can are somebody else's to try again. */
  #abandon(profileId: string, slot: SessionSlot): void {
    const { rowIds } = slot;
    slot.rowIds = [];
    if (rowIds.length > 0 && !this.#isStopped) this.#ports.abandonSessions?.(profileId, rowIds);
  }

  async #logOffLater(profileId: string, handle: SessionHandle, slot: SessionSlot): Promise<void> {
    try {
      const { kind, target } = await this.#ports.resolve(profileId);
      if (await kind.signOffLeftBehind(target, handle)) await this.#forgetRows(slot.rowIds.splice(0));
    } catch (error) {
      this.#ports.log.info(
        { profileId, err: error },
        "a device session could not be logged off after its profile changed",
      );
    }
    this.#abandon(profileId, slot);
  }

  #tell(event: PoolEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
