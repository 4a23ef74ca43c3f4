/** Requests in a session, with the session rules of section 7 of the BMC reference. */
import { DeviceError, isLogonRefusal } from "../errors";
import type { LogonRules, SessionHandle } from "../kind";
import { type BmcError, parseErrorAnswer } from "./errors";
import type { BmcAnswer, BmcApi, BmcRequest } from "./exchange";
import type { BmcHttp } from "./http";
import { followable } from "./paths";
import {
  type BmcSession,
  encodeHandle,
  type LogonCredentials,
  parseLogonAnswer,
  requestLogoff,
  requestLogon,
  TOKEN_HEADER,
} from "./session";

/** How long the console waits for a logon, whoever asked for it. */
const LOGON_TIMEOUT_MS = 60_000;
const LOGOFF_TIMEOUT_MS = 5_000;
/** Tokens of earlier sessions that late answers may still echo. */
const REMEMBERED_TOKENS = 4;

export interface BmcClientOptions extends LogonRules {
  http: BmcHttp;
  sessionsUri: string;
  /** Opens the secrets for one logon. */
  credentials(): Promise<LogonCredentials>;
}

/** One session of one user on one BMC, shared by everybody. */
export class BmcClient implements BmcApi {
  readonly #options: BmcClientOptions;
  #session: BmcSession | undefined;
  #renewal: Promise<BmcSession> | undefined;
  #refusal: DeviceError | undefined;
  #isClosed = false;
  #tokens: readonly string[] = [];

  constructor(options: BmcClientOptions) {
    this.#options = options;
  }

  /** Values that must not appear in anything that leaves: tokens and, opened for the moment, the credentials (SEC-B2). */
  async openSecrets(): Promise<readonly string[]> {
    const credentials = await this.#options.credentials().catch(() => undefined);
    if (credentials === undefined) return this.#tokens;
    return [credentials.password, ...(credentials.code === undefined ? [] : [credentials.code]), ...this.#tokens];
  }

  get handle(): SessionHandle {
    const sessionId = this.#session === undefined ? "" : encodeHandle(this.#session);
    return { address: this.#options.http.address, sessionId };
  }

  /** The open session, logged on first if there is none. @throws BmcError, DeviceError, TransportError */
  async session(): Promise<BmcSession> {
    return this.#session ?? (await this.#renew(undefined));
  }

  async send(request: BmcRequest, signal?: AbortSignal): Promise<BmcAnswer> {
    const answer = await this.exchange(request, signal);
    if (answer.status >= 400) throw await this.refusal(request, answer);
    return answer;
  }

  /**
   * Sends a request in the session. A 401 logs on again, once for all parallel requests, and repeats this request once:
   * the BMC decides it before it carries anything out (section 7.3). Nothing else is repeated.
   * @throws DeviceError `invalid_request` for a path outside Redfish and IBM's routes
   */
  async exchange(request: BmcRequest, signal?: AbortSignal): Promise<BmcAnswer> {
    if (followable(request.uri) !== request.uri) {
      throw new DeviceError("invalid_request", "This is not a path of a BMC.");
    }
    return this.withSession((session) => this.#sendIn(session, request, signal), signal);
  }

  /** The session rules for any exchange: `send` is called again, once, with a new session where it meets a 401. */
  async withSession<T extends { status: number }>(
    send: (session: BmcSession) => Promise<T>,
    signal?: AbortSignal,
    discard?: (answer: T) => void,
  ): Promise<T> {
    signal?.throwIfAborted();
    const session = await this.session();
    const answer = await send(session);
    if (answer.status !== 401) return answer;
    discard?.(answer);
    signal?.throwIfAborted();
    return send(await this.#renew(session));
  }

  async refusal(request: BmcRequest, answer: BmcAnswer): Promise<BmcError> {
    return parseErrorAnswer(request, answer, await this.openSecrets());
  }

  /** Logoff; a session that is gone already, and any other failure, is ignored. Never throws. */
  async logoff(): Promise<void> {
    this.#isClosed = true;
    await this.#renewal?.catch(() => undefined);
    const session = this.#session;
    this.#session = undefined;
    if (session !== undefined && (await logoffSession(this.#options.http, session))) {
      await Promise.resolve(this.#options.onSessionChange?.(undefined)).catch(() => undefined);
    }
  }

  #sendIn(session: BmcSession, request: BmcRequest, signal?: AbortSignal): Promise<BmcAnswer> {
    return this.#options.http.send(request, { headers: { [TOKEN_HEADER]: session.token }, signal });
  }

  /** One logon for any number of callers that found the same session gone. */
  async #renew(stale: BmcSession | undefined): Promise<BmcSession> {
    if (this.#refusal !== undefined) throw this.#refusal;
    if (this.#session !== undefined && this.#session !== stale) return this.#session;
    this.#renewal ??= this.#logon().finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #logon(): Promise<BmcSession> {
    try {
      if (this.#isClosed) throw new DeviceError("cancelled", "The connection has been closed.");
      const { passLogon } = this.#options;
      const logon = () => this.#logonOnce();
      const session = await (passLogon === undefined ? logon() : passLogon(logon));
      this.#tokens = [session.token, ...this.#tokens].slice(0, REMEMBERED_TOKENS);
      await this.#announce(session);
      this.#session = session;
      return session;
    } catch (error) {
      if (isLogonRefusal(error)) this.#refusal = error;
      throw error;
    }
  }

  /** The handle is stored before the session is used: a crash from here on leaves nothing behind (REL-11). */
  async #announce(session: BmcSession): Promise<void> {
    const { http, onSessionChange } = this.#options;
    try {
      await onSessionChange?.({ address: http.address, sessionId: encodeHandle(session) });
    } catch (error) {
      await logoffSession(http, session);
      throw error;
    }
  }

  async #logonOnce(): Promise<BmcSession> {
    const credentials = await this.#options.credentials();
    const { http } = this.#options;
    const request = requestLogon(this.#options.sessionsUri, credentials);
    const answer = await http.send(request, { signal: AbortSignal.timeout(LOGON_TIMEOUT_MS) });
    const outcome = parseLogonAnswer(request, answer, credentials);
    if (outcome.kind === "open") return outcome.session;
    // A session that cannot be used still counts until it times out (section 7.2).
    if (outcome.kind !== "refused") await logoffSession(http, outcome.session);
    throw outcome.error;
  }
}

/** Ends a session; true if it is gone now, for whatever reason (section 7.2). Never throws. */
export async function logoffSession(http: BmcHttp, session: Pick<BmcSession, "token" | "uri">): Promise<boolean> {
  if (session.uri === null) return false;
  try {
    const answer = await http.send(requestLogoff(session.uri), {
      headers: { [TOKEN_HEADER]: session.token },
      signal: AbortSignal.timeout(LOGOFF_TIMEOUT_MS),
    });
    return answer.status < 300 || answer.status === 401 || answer.status === 404;
  } catch {
    return false;
  }
}
