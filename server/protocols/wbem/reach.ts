/** The way to the WBEM server of a profile, in the name of its user or of nobody (reference, section 14). */
import { TransportError } from "@/server/transport/errors";
import { DeviceError } from "../errors";
import type { ConnectionTarget, DeviceAddress, SignOnOptions } from "../kind";
import { AuthenticatedHttp } from "./authenticated-http";
import { createAuthenticator } from "./authentication";
import { nameSchemes, parseChallenges } from "./challenges";
import { parseWbemSettings } from "./descriptor";
import type { DigestCredentials } from "./digest";
import { requestHello } from "./hello";
import { discardBody, openWbemHttp, type WbemHttp } from "./http";
import { parseHttpFailure, requireXml } from "./http-failure";

/** Opens user and password. @throws DeviceError `secret_missing` */
async function readCredentials(target: ConnectionTarget): Promise<DigestCredentials> {
  const password = await target.secret("password");
  if (target.userName === "" || password === undefined) {
    throw new DeviceError("secret_missing", "The profile has no user or no password for the WBEM server.", {
      remedy: "Enter user and password in the profile, or choose another kind of authentication there.",
    });
  }
  return { userName: target.userName, password };
}

/** What must not appear in a text that leaves: the password, and how Basic sends it. */
async function openSecrets(target: ConnectionTarget): Promise<readonly string[]> {
  const password = await target.secret("password").catch(() => undefined);
  if (password === undefined) return [];
  return [password, Buffer.from(`${target.userName}:${password}`, "utf8").toString("base64")];
}

/** @throws DeviceError `secret_missing` where the profile counts on a certificate and has none */
function requireCertificate(target: ConnectionTarget): void {
  if (parseWbemSettings(target.settings).authentication !== "certificate" || target.tls.clientIdentity !== null) return;
  throw new DeviceError("secret_missing", "The profile has no client certificate, and authenticates by nothing else.", {
    remedy: "Attach a client identity in the profile, or choose another kind of authentication there.",
  });
}

/** Prepares authenticated exchanges with one address; nothing is dialled yet. */
async function openAuthenticated(
  target: ConnectionTarget,
  address: DeviceAddress,
  options: SignOnOptions,
): Promise<AuthenticatedHttp> {
  const { scheme, authentication } = parseWbemSettings(target.settings);
  return new AuthenticatedHttp({
    ...options,
    http: await openWbemHttp(target, address, scheme),
    authenticator: createAuthenticator(authentication, () => readCredentials(target)),
    openSecrets: () => openSecrets(target),
  });
}

/** True where another address may do better: this one is away or starting. */
function isAway(error: unknown): boolean {
  if (error instanceof TransportError) return error.class !== "aborted";
  return error instanceof DeviceError && (error.code === "device_unavailable" || error.code === "device_busy");
}

/** Tries the addresses in the order of the profile. @throws the error of the first where none answers */
async function firstReached<T>(target: ConnectionTarget, reach: (address: DeviceAddress) => Promise<T>): Promise<T> {
  let first: Error | undefined;
  for (const address of target.addresses) {
    try {
      return await reach(address);
    } catch (error) {
      if (!(error instanceof Error) || !isAway(error)) throw error;
      first ??= error;
    }
  }
  throw first ?? new Error("The profile has no address.");
}

/**
 * Logs on to the first address that answers. The caller closes it.
 * @throws WbemError and DeviceError of a refused logon, TransportError where no address answers
 */
export async function logOn(target: ConnectionTarget, options: SignOnOptions = {}): Promise<AuthenticatedHttp> {
  requireCertificate(target);
  return firstReached(target, async (address) => {
    const authenticated = await openAuthenticated(target, address, options);
    try {
      await authenticated.logon(options.signal);
      return authenticated;
    } catch (error) {
      authenticated.http.destroy();
      throw error;
    }
  });
}

/** A server that answers, before anybody has logged on. */
export interface ReachedWbem {
  http: WbemHttp;
  /** With the handshake if there was one. */
  latencyMs: number;
  /** Schemes of authentication it asks for, as they are shown; null where it asks for none. */
  offered: string[] | null;
}

/**
 * Asks the first address that answers, in nobody's name. The caller closes it.
 * @throws WbemError where what answers is no WBEM server, TransportError where no address answers
 */
export async function reachWbem(target: ConnectionTarget, signal?: AbortSignal): Promise<ReachedWbem> {
  const { scheme } = parseWbemSettings(target.settings);
  return firstReached(target, async (address) => {
    const http = await openWbemHttp(target, address, scheme, 1);
    try {
      const request = requestHello(signal);
      const started = performance.now();
      const answer = await http.post(request);
      const latencyMs = performance.now() - started;
      await discardBody(answer);
      if (answer.status === 401) {
        return { http, latencyMs, offered: nameSchemes(parseChallenges(answer.headers.get("www-authenticate"))) };
      }
      if (answer.status !== 200) throw parseHttpFailure(request.operation, answer, []);
      requireXml(request.operation, answer);
      return { http, latencyMs, offered: null };
    } catch (error) {
      http.destroy();
      throw error;
    }
  });
}
