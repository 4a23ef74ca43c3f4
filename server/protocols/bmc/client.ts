/** Requests in a session, with the session rules of section 7 of the BMC reference. */
import { DeviceError } from "../errors";
import type { LogonRules, SessionHandle } from "../kind";
import { SessionKeeper } from "../session-keeper";
import { type BmcError, parseErrorAnswer } from "./errors";
import type { BmcAnswer, BmcApi, BmcRequest } from "./exchange";
import type { BmcHttp, FullAnswer } from "./http";
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
  readonly #keeper: SessionKeeper<BmcSession>;
  #tokens: readonly string[] = [];

  constructor(options: BmcClientOptions) {
    this.#options = options;
    const { http } = options;
    this.#keeper = new SessionKeeper<BmcSession>({
      rules: options,
      address: http.address,
      logOn: () => this.#logOn(),
      end: (session) => logoffSession(http, session),
      idOf: encodeHandle,
      onOpen: ({ token }) => {
        this.#tokens = [token, ...this.#tokens].slice(0, REMEMBERED_TOKENS);
      },
    });
  }

  /** Values that must not appear in anything that leaves: tokens and, opened for the moment, the credentials (SEC-B2). */
  async openSecrets(): Promise<readonly string[]> {
    const credentials = await this.#options.credentials().catch(() => undefined);
    if (credentials === undefined) return this.#tokens;
    return [credentials.password, ...(credentials.code === undefined ? [] : [credentials.code]), ...this.#tokens];
  }

  get handle(): SessionHandle {
    return this.#keeper.handle;
  }

  /** The open session, logged on first if there is none. @throws BmcError, DeviceError, TransportError */
  session(): Promise<BmcSession> {
    return this.#keeper.session();
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
  async exchange(request: BmcRequest, signal?: AbortSignal): Promise<FullAnswer> {
    if (followable(request.uri) !== request.uri) {
      throw new DeviceError("invalid_request", "This is not a path of a BMC.");
    }
    return this.withSession((session) => this.#sendIn(session, request, signal), signal);
  }

  /** The session rules for any exchange: `send` is called again, once, with a new session where it meets a 401. */
  withSession<T extends { status: number }>(
    send: (session: BmcSession) => Promise<T>,
    signal?: AbortSignal,
    discard?: (answer: T) => void,
  ): Promise<T> {
    return this.#keeper.use(send, { isGone: ({ status }) => status === 401, signal, discard });
  }

  async refusal(request: BmcRequest, answer: BmcAnswer): Promise<BmcError> {
    return parseErrorAnswer(request, answer, await this.openSecrets());
  }

  /** Logoff; a session that is gone already, and any other failure, is ignored. Never throws. */
  logoff(): Promise<void> {
    return this.#keeper.close();
  }

  #sendIn(session: BmcSession, request: BmcRequest, signal?: AbortSignal): Promise<FullAnswer> {
    return this.#options.http.send(request, { headers: { [TOKEN_HEADER]: session.token }, signal });
  }

  async #logOn(): Promise<BmcSession> {
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
