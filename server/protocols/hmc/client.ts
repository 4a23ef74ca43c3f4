/** Requests in a session, with the session rules of the HMC (HMC Web Services API, sections 3.3, 3.4 and 10). */
import type { LogonRules, SessionHandle } from "../kind";
import { SessionKeeper } from "../session-keeper";
import type { HmcSettings } from "./descriptor";
import { HmcError, parseErrorAnswer } from "./errors";
import type { HmcAnswer, HmcRequest } from "./exchange";
import type { FullAnswer, HmcHttp } from "./http";
import {
  type HmcSession,
  type LogonCredentials,
  parseLogonResponse,
  requestLogoff,
  requestLogon,
  SESSION_HEADER,
} from "./session";

/** How long the console waits for a logon, whoever asked for it. */
const LOGON_TIMEOUT_MS = 60_000;
const LOGOFF_TIMEOUT_MS = 5_000;
/** Ids of earlier sessions that late error bodies may still echo. */
const REMEMBERED_SESSIONS = 4;

export interface HmcClientOptions extends LogonRules {
  http: HmcHttp;
  /** Opens the secrets for one logon. */
  credentials(): Promise<LogonCredentials>;
  settings: HmcSettings;
}

/** One session of one user on one HMC, shared by everybody. */
export class HmcClient {
  readonly #options: HmcClientOptions;
  readonly #keeper: SessionKeeper<HmcSession>;
  #secrets: readonly string[] = [];

  constructor(options: HmcClientOptions) {
    this.#options = options;
    const { http } = options;
    this.#keeper = new SessionKeeper({
      rules: options,
      address: http.address,
      logOn: () => this.#logOn(),
      end: ({ sessionId }) => logoffSession(http, sessionId),
      idOf: ({ sessionId }) => sessionId,
      onOpen: (session) => this.#remember(session),
    });
  }

  /** Values that must not appear in anything that leaves: session ids and STOMP credentials. */
  get secrets(): readonly string[] {
    return this.#secrets;
  }

  /**
   * The same with the credentials, opened for the moment: for refusals and raw answers, in which a device may repeat what
   * it was logged on with (SEC-B2).
   */
  async openSecrets(): Promise<readonly string[]> {
    const credentials = await this.#options.credentials().catch(() => undefined);
    return credentials === undefined ? this.#secrets : [...secretValues(credentials), ...this.#secrets];
  }

  get handle(): SessionHandle {
    return this.#keeper.handle;
  }

  /** The open session, logged on first if there is none. */
  session(): Promise<HmcSession> {
    return this.#keeper.session();
  }

  /**
   * Sends a request in the session. 403.4 and 403.5 log on again, once for all parallel requests, and repeat this request
   * once: the HMC decides them before it carries anything out. Nothing else is repeated.
   * @throws HmcError for statuses of 400 and above; transport errors as they are.
   */
  async send(request: HmcRequest, signal?: AbortSignal): Promise<HmcAnswer> {
    const answer = await this.exchange(request, signal);
    if (answer.status >= 400) throw parseErrorAnswer(request, answer, await this.openSecrets());
    return answer;
  }

  /** Like `send`, but returns refusals too, once the session rules have been applied. */
  exchange(request: HmcRequest, signal?: AbortSignal): Promise<FullAnswer> {
    return this.#keeper.use((session) => this.#sendIn(session, request, signal), {
      isGone: (answer) => this.#isSessionGone(request, answer),
      signal,
    });
  }

  /** Logs on again although nobody has said that the session is gone: for a STOMP login that was refused. */
  renewAfter(session: HmcSession): Promise<HmcSession> {
    return this.#keeper.renew(session);
  }

  /** Logoff; a session that is gone already, and any other failure, is ignored. Never throws. */
  logoff(): Promise<void> {
    return this.#keeper.close();
  }

  #isSessionGone(request: HmcRequest, answer: HmcAnswer): boolean {
    return answer.status === 403 && parseErrorAnswer(request, answer, this.#secrets).isSessionGone;
  }

  #sendIn(session: HmcSession, request: HmcRequest, signal?: AbortSignal): Promise<FullAnswer> {
    return this.#options.http.send(request, { headers: { [SESSION_HEADER]: session.sessionId }, signal });
  }

  async #logOn(): Promise<HmcSession> {
    const credentials = await this.#options.credentials();
    const request = requestLogon(credentials);
    const answer = await this.#options.http.send(request, { signal: AbortSignal.timeout(LOGON_TIMEOUT_MS) });
    if (answer.status >= 400) throw asLogonFailure(parseErrorAnswer(request, answer, secretValues(credentials)));
    return parseLogonResponse(answer);
  }

  #remember(session: HmcSession): void {
    const added = [session.sessionId, session.sessionCredential ?? ""].filter((value) => value !== "");
    this.#secrets = [...added, ...this.#secrets].slice(0, 2 * REMEMBERED_SESSIONS);
  }
}

function secretValues({ password, mfa }: LogonCredentials): string[] {
  return mfa === undefined ? [password] : [password, mfa.code];
}

/** 403.4 and 403.5 make no sense in answer to a logon and must not lead to another one. */
function asLogonFailure(error: HmcError): HmcError {
  if (!error.isSessionGone) return error;
  return new HmcError("The HMC refused the logon in a way the book does not know.", {
    code: "device_protocol",
    status: error.status,
    reason: error.reason,
    method: error.requestMethod,
    uri: error.requestUri,
  });
}

/** Ends a session by its id; true if it is gone now, for whatever reason (section 3.4). Never throws. */
export async function logoffSession(http: HmcHttp, sessionId: string): Promise<boolean> {
  try {
    const options = { headers: { [SESSION_HEADER]: sessionId }, signal: AbortSignal.timeout(LOGOFF_TIMEOUT_MS) };
    const answer = await http.send(requestLogoff(), options);
    return answer.status < 400 || answer.status === 403;
  } catch {
    return false;
  }
}
