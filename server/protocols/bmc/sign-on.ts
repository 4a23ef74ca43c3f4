/** Logging on to the first BMC of a profile that answers (BMC reference, sections 2 and 7). */
import { DeviceError } from "../errors";
import type { ConnectionTarget, SignOnOptions } from "../kind";
import { totpCode } from "../totp";
import { BmcClient, logoffSession } from "./client";
import { BmcConnection } from "./connection";
import { parseBmcSettings } from "./descriptor";
import { parseErrorAnswer } from "./errors";
import { openBmcHttp } from "./http";
import { reachBmc } from "./reach";
import { type LogonCredentials, parseLogonAnswer, requestLogon, requestPasswordChange, TOKEN_HEADER } from "./session";

const DEFAULT_ACCOUNT_SERVICE = "/redfish/v1/AccountService";

/** Opens the secrets for one logon. @throws DeviceError `secret_missing` */
export async function readCredentials(target: ConnectionTarget): Promise<LogonCredentials> {
  const settings = parseBmcSettings(target.settings);
  const password = await target.secret("password");
  if (target.userName === "" || password === undefined) {
    throw new DeviceError("secret_missing", "The profile has no user or no password for the BMC.", {
      remedy: "Enter user and password in the profile.",
    });
  }
  const credentials = { userName: target.userName, password, context: settings.clientName };
  if (settings.mfa === "none") return credentials;
  const secret = await target.secret("mfa");
  if (secret === undefined) {
    throw new DeviceError("secret_missing", "The profile has no key or code for multi-factor authentication.", {
      remedy: "Enter it in the profile, or switch multi-factor authentication off there.",
    });
  }
  return { ...credentials, code: settings.mfa === "totp" ? totpCode(secret, Date.now()) : secret };
}

/** Logs on. @throws BmcError and DeviceError of a refused logon, TransportError where no address answers. */
export async function signOn(target: ConnectionTarget, options: SignOnOptions = {}): Promise<BmcConnection> {
  const { http, root, clock } = await reachBmc(target, options.signal);
  const client = new BmcClient({
    ...options,
    http,
    sessionsUri: root.sessionsUri,
    credentials: () => readCredentials(target),
  });
  try {
    await client.session();
  } catch (error) {
    http.destroy();
    throw error;
  }
  return new BmcConnection({ http, client, root, clock, openHttp: () => openBmcHttp(target, http.address, 1) });
}

/**
 * Changes a password that has expired, with the login that is good for nothing else (section 7.1). The session is ended.
 * @throws BmcError where the BMC refuses login or password, DeviceError `conflict` where the password has not expired
 */
export async function changeExpiredPassword(
  target: ConnectionTarget,
  newPassword: string,
  options: SignOnOptions = {},
): Promise<void> {
  const { http, root } = await reachBmc(target, options.signal);
  try {
    const credentials = await readCredentials(target);
    const logon = requestLogon(root.sessionsUri, credentials);
    const logOn = async () => {
      const outcome = parseLogonAnswer(logon, await http.send(logon, { signal: options.signal }), credentials);
      if (outcome.kind === "refused") throw outcome.error;
      return outcome;
    };
    const outcome = await (options.passLogon === undefined ? logOn() : options.passLogon(logOn));
    const { session } = outcome;
    try {
      if (outcome.kind === "refused-with-session") throw outcome.error;
      if (outcome.kind === "open") throw new DeviceError("conflict", "The password of the BMC user has not expired.");
      const accounts = `${(root.links.AccountService ?? DEFAULT_ACCOUNT_SERVICE).replace(/\/+$/, "")}/Accounts`;
      const account = session.accountUri ?? `${accounts}/${encodeURIComponent(session.userName)}`;
      const request = requestPasswordChange(account, newPassword);
      const answer = await http.send(request, { headers: { [TOKEN_HEADER]: session.token }, signal: options.signal });
      const secrets = [credentials.password, newPassword, session.token];
      if (answer.status >= 400) throw parseErrorAnswer(request, answer, secrets);
    } finally {
      await logoffSession(http, session);
    }
  } finally {
    http.destroy();
  }
}
