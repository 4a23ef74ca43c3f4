/** One session of one user on one device, shared by everybody: logged on when needed, renewed once for all. */
import { DeviceError, isLogonRefusal } from "./errors";
import type { DeviceAddress, LogonRules, SessionHandle } from "./kind";

export interface SessionKeeperOptions<S> {
  rules: LogonRules;
  address: DeviceAddress;
  /** One logon with the device. */
  logOn(): Promise<S>;
  /** Ends a session; true if it is gone now, for whatever reason. Never throws. */
  end(session: S): Promise<boolean>;
  /** What names the session when it has to be ended later; see `SessionHandle`. */
  idOf(session: S): string;
  /** Called as soon as a session is there, before anybody hears of it. */
  onOpen?(session: S): void;
}

export interface SessionUse<T> {
  /** Whether the answer says that the session is gone, which the device decides before it carries anything out. */
  isGone(answer: T): boolean;
  /** Lets go of an answer that nobody will read. */
  discard?(answer: T): void;
  signal?: AbortSignal;
}

/** Keeps the session; a refused logon is not tried again, lest the device lock the account. */
export class SessionKeeper<S> {
  readonly #options: SessionKeeperOptions<S>;
  #session: S | undefined;
  #renewal: Promise<S> | undefined;
  #refusal: DeviceError | undefined;
  #isClosed = false;

  constructor(options: SessionKeeperOptions<S>) {
    this.#options = options;
  }

  get handle(): SessionHandle {
    const { address, idOf } = this.#options;
    return { address, sessionId: this.#session === undefined ? "" : idOf(this.#session) };
  }

  /** The open session, logged on first if there is none. @throws DeviceError, TransportError */
  async session(): Promise<S> {
    return this.#session ?? (await this.renew(undefined));
  }

  /**
   * Sends in the session, and once again in a new one where the session was gone. Nothing else is repeated.
   * @throws what `send` throws; DeviceError, TransportError of the logon
   */
  async use<T>(send: (session: S) => Promise<T>, { isGone, discard, signal }: SessionUse<T>): Promise<T> {
    signal?.throwIfAborted();
    const session = await this.session();
    const answer = await send(session);
    if (!isGone(answer)) return answer;
    discard?.(answer);
    signal?.throwIfAborted();
    return send(await this.renew(session));
  }

  /** One logon for any number of callers that found the same session gone. @throws DeviceError, TransportError */
  async renew(stale: S | undefined): Promise<S> {
    if (this.#refusal !== undefined) throw this.#refusal;
    if (this.#session !== undefined && this.#session !== stale) return this.#session;
    this.#renewal ??= this.#logOn().finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  /** Ends the session for good; one that is gone already, and any other failure, is ignored. Never throws. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#renewal?.catch(() => undefined);
    const session = this.#session;
    this.#session = undefined;
    if (session === undefined || !(await this.#options.end(session))) return;
    await Promise.resolve(this.#options.rules.onSessionChange?.(undefined)).catch(() => undefined);
  }

  async #logOn(): Promise<S> {
    const { rules, logOn, onOpen } = this.#options;
    try {
      if (this.#isClosed) throw new DeviceError("cancelled", "The connection has been closed.");
      const session = await (rules.passLogon === undefined ? logOn() : rules.passLogon(logOn));
      onOpen?.(session);
      await this.#announce(session);
      this.#session = session;
      return session;
    } catch (error) {
      if (isLogonRefusal(error)) this.#refusal = error;
      throw error;
    }
  }

  /** The handle is stored before the session is used: a crash from here on leaves nothing behind (REL-11). */
  async #announce(session: S): Promise<void> {
    const { address, end, idOf, rules } = this.#options;
    try {
      await rules.onSessionChange?.({ address, sessionId: idOf(session) });
    } catch (error) {
      await end(session);
      throw error;
    }
  }
}
