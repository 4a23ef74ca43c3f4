import type { TlsPolicy } from "./tls";
import { tlsVersions } from "./tls-versions";

/** Everything that decides to whom a secret is sent. */
export interface DestinationSettings {
  host: string;
  port: number;
  alternates: readonly { host: string; port: number }[];
  userName: string;
  settings: Readonly<Record<string, unknown>>;
  tls: Pick<TlsPolicy, "trust" | "expectedName" | "allowCommonName" | "clientIdentityId" | "minVersion" | "minKeyBits">;
}

const PROXY_SETTING = "proxyAddress";

const isDestinationSetting = (name: string) =>
  name !== PROXY_SETTING && /(host|port|url|address|scheme|inClear)$/i.test(name);

function destinationSettings(settings: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(
    Object.entries(settings)
      .filter(([name]) => isDestinationSetting(name))
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

/**
 * What of a profile's destination differs, in words; empty if nothing. Stored secrets are not sent to another
 * destination, so each of these asks for them again (SEC-A10). Screens ask with it, services insist on it.
 */
export function destinationChanges(stored: DestinationSettings, wanted: DestinationSettings): string[] {
  const differs: Record<string, boolean> = {
    host: stored.host !== wanted.host,
    port: stored.port !== wanted.port,
    "further addresses": addresses(stored.alternates) !== addresses(wanted.alternates),
    "user name": stored.userName !== wanted.userName,
    "ports and transport of the kind": destinationSettings(stored.settings) !== destinationSettings(wanted.settings),
    proxy: proxyOf(stored.settings) !== proxyOf(wanted.settings),
    trust: trustOf(stored.tls) !== trustOf(wanted.tls),
    "expected name": stored.tls.expectedName !== wanted.tls.expectedName,
    "use of the common name": stored.tls.allowCommonName !== wanted.tls.allowCommonName,
    "least size of keys": wanted.tls.minKeyBits < stored.tls.minKeyBits,
    "oldest TLS version": tlsVersions.indexOf(wanted.tls.minVersion) < tlsVersions.indexOf(stored.tls.minVersion),
    "client identity": stored.tls.clientIdentityId !== wanted.tls.clientIdentityId,
  };
  return Object.keys(differs).filter((what) => differs[what]);
}

/** As it is stored, however it was typed. */
function proxyOf({ [PROXY_SETTING]: proxy }: Readonly<Record<string, unknown>>): string {
  if (typeof proxy !== "string") return "";
  return proxy
    .trim()
    .toLowerCase()
    .replace(/^http:\/\//, "")
    .replace(/\/$/, "");
}

function addresses(alternates: DestinationSettings["alternates"]): string {
  return JSON.stringify(alternates.map(({ host, port }) => [host, port]));
}

function trustOf({ trust }: Pick<TlsPolicy, "trust">): string {
  // In the system mode the bundles are trusted in addition to the built-in roots.
  const bundles = trust.mode === "pinned" ? [] : [...new Set(trust.bundleIds)].sort();
  const pin = trust.mode === "pinned" ? trust.pin?.fingerprint256 : undefined;
  return JSON.stringify([trust.mode, bundles, pin ?? null, trust.partialChain]);
}
