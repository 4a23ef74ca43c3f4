/** Exchanges with a WBEM server in the name of the profile's user (reference, sections 1 and 14). */
import type { HttpStream } from "@/server/transport/http";
import { isLogonRefusal } from "../errors";
import type { LogonRules } from "../kind";
import type { Authenticator } from "./authentication";
import { WbemError } from "./errors";
import type { WbemAnswer, WbemExchange, WbemRequest } from "./exchange";
import { requestHello, requireHelloAnswer } from "./hello";
import { discardBody, type WbemHttp } from "./http";
import { parseHttpFailure, requireXml } from "./http-failure";
import { CIMOM_PATH } from "./paths";

/** How long the console waits for a logon, whoever asked for it. */
const LOGON_TIMEOUT_MS = 60_000;
/** To learn a nonce, to use it, and once more where it has just expired. */
const MOST_ATTEMPTS = 3;

export interface AuthenticatedHttpOptions extends LogonRules {
  http: WbemHttp;
  authenticator: Authenticator;
  /** Values that must not appear in anything that leaves (SEC-B2); opened for the moment. */
  openSecrets(): Promise<readonly string[]>;
}

/** One user at one WBEM server. There is no session: a first request proves the user, and every further one is signed. */
export class AuthenticatedHttp {
  readonly #options: AuthenticatedHttpOptions;
  #logon: Promise<void> | undefined;
  #refusal: WbemError | undefined;

  constructor(options: AuthenticatedHttpOptions) {
    this.#options = options;
  }

  get http(): WbemHttp {
    return this.#options.http;
  }

  openSecrets(): Promise<readonly string[]> {
    return this.#options.openSecrets();
  }

  /**
   * Sends one request. A request is sent again only after a 401, which comes before anything is carried out, to answer a
   * new Digest challenge. Where a user who was admitted is refused, one logon for all tells whether the user or only this
   * request is not welcome, and what waits for a socket meanwhile is held back (SEC-G5).
   */
  readonly exchange: WbemExchange = async (request) => this.#judge(request, await this.exchangeAny(request));

  /** Like `exchange`, but hands over any answer that is not about authentication. */
  async exchangeAny(request: WbemRequest): Promise<HttpStream> {
    for (;;) {
      await this.#logon;
      if (this.#refusal !== undefined) throw this.#refusal;
      try {
        return await this.#send(request, () => this.#requireNoDoubt());
      } catch (error) {
        if (error instanceof HeldBack) continue;
        if (!(error instanceof WbemError) || error.family !== "authentication") throw error;
        await this.logon();
        throw new WbemError("The WBEM server admits the user, but not to this.", {
          family: "authentication",
          code: "device_authorization",
          operation: request.operation,
          status: error.status,
          remedy: "Use a user whom the server authorizes for this namespace and operation.",
        });
      }
    }
  }

  /**
   * Proves the user, once for all who ask at a time; the signal is that of the first.
   * @throws WbemError, DeviceError, TransportError
   */
  async logon(signal?: AbortSignal): Promise<void> {
    if (this.#refusal !== undefined) throw this.#refusal;
    this.#logon ??= this.#prove(signal).finally(() => {
      this.#logon = undefined;
    });
    return this.#logon;
  }

  async #prove(signal: AbortSignal = AbortSignal.timeout(LOGON_TIMEOUT_MS)): Promise<void> {
    const logOn = async () => {
      const hello = requestHello(signal);
      await requireHelloAnswer(await this.#judge(hello, await this.#send(hello)));
    };
    try {
      await (this.#options.passLogon === undefined ? logOn() : this.#options.passLogon(logOn));
    } catch (error) {
      if (isLogonRefusal(error) && error instanceof WbemError) this.#refusal = error;
      throw error;
    }
  }

  #requireNoDoubt(): void {
    if (this.#logon !== undefined || this.#refusal !== undefined) throw new HeldBack();
  }

  async #send(request: WbemRequest, beforeSending?: () => void): Promise<HttpStream> {
    const { http, authenticator } = this.#options;
    const digested = { method: "POST", uri: CIMOM_PATH, body: request.body };
    let attempt = authenticator.attempt();
    for (let count = 1; ; count += 1) {
      const answer = await http.post(request, () => {
        beforeSending?.();
        return attempt.authorize(digested);
      });
      if (answer.status !== 401) {
        attempt.onAccepted(answer.headers);
        return answer;
      }
      const verdict = attempt.onRefused(answer.headers);
      // Begun before the socket is free for the next: whoever waits for it sends no credentials that are in doubt.
      if (verdict instanceof WbemError && beforeSending !== undefined) void this.logon().catch(() => undefined);
      await discardBody(answer);
      if (verdict instanceof WbemError) throw verdict;
      if (count === MOST_ATTEMPTS) throw endlessChallenges();
      attempt = verdict;
    }
  }

  async #judge(request: WbemRequest, answer: HttpStream): Promise<WbemAnswer> {
    try {
      if (answer.status !== 200) throw parseHttpFailure(request.operation, answer, await this.#options.openSecrets());
      requireXml(request.operation, answer);
      return answer;
    } catch (error) {
      answer.body.destroy();
      throw error;
    }
  }
}

/** Not sent, because a logon will show whether the credentials still hold. */
class HeldBack extends Error {}

function endlessChallenges(): WbemError {
  return new WbemError("The WBEM server asks for a new Digest nonce again and again.", {
    family: "authentication",
    status: 401,
    errorClass: "auth-failed",
    remedy: "Check the clock and the lifetime of nonces at the server.",
  });
}
