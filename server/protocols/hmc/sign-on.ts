/** Logging on to the first HMC of a profile that answers (HMC Web Services API, sections 2 and 3.1). */
import { DeviceError } from "../errors";
import type { ConnectionTarget, SignOnOptions } from "../kind";
import { totpCode } from "../totp";
import { HmcClient } from "./client";
import { HmcConnection } from "./connection";
import { parseHmcSettings } from "./descriptor";
import { reachHmc } from "./reach";
import type { LogonCredentials } from "./session";
import { subscribeToHmc } from "./subscribe";

/** Opens the secrets for one logon. @throws DeviceError `secret_missing` */
export async function readCredentials(target: ConnectionTarget): Promise<LogonCredentials> {
  const settings = parseHmcSettings(target.settings);
  const password = await target.secret("password");
  if (target.userName === "" || password === undefined) {
    throw new DeviceError("secret_missing", "The profile has no user or no password for the HMC.", {
      remedy: "Enter user and password in the profile.",
    });
  }
  if (settings.mfa === "none") return { userName: target.userName, password };
  const secret = await target.secret("mfa");
  if (secret === undefined) {
    throw new DeviceError("secret_missing", "The profile has no key or code for multi-factor authentication.", {
      remedy: "Enter it in the profile, or switch multi-factor authentication off there.",
    });
  }
  const code = settings.mfa === "totp" ? totpCode(secret, Date.now()) : secret;
  return { userName: target.userName, password, mfa: { field: settings.mfaField, code } };
}

/**
 * Logs on. @throws HmcError and DeviceError of a refused logon, TransportError where no address answers.
 */
export async function signOn(target: ConnectionTarget, options: SignOnOptions = {}): Promise<HmcConnection> {
  const { http, version } = await reachHmc(target, options.signal);
  const settings = parseHmcSettings(target.settings);
  const client = new HmcClient({ ...options, http, settings, credentials: () => readCredentials(target) });
  try {
    await client.session();
  } catch (error) {
    http.destroy();
    throw error;
  }
  return new HmcConnection({
    http,
    client,
    version,
    subscribe: (handlers, signal) =>
      subscribeToHmc({ target, client, address: http.address, settings }, handlers, signal),
  });
}
