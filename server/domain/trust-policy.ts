import type { TlsPolicy } from "@/contracts/tls";

/**
 * The policy that counts at a moment: once the time of the "not verified" mode has ended, what was in force before it
 * counts again (SEC-C9). Entering that mode keeps only what belongs to the mode before, see `withoutVerification`.
 */
export function policyInForce(policy: TlsPolicy, now: Date): TlsPolicy {
  const { mode, insecureUntil } = policy.trust;
  if (mode !== "insecure") return policy;
  if (insecureUntil !== undefined && now < new Date(insecureUntil)) return policy;
  return withVerification(policy);
}

/** The policy with verification as it was before the "not verified" mode; any other policy as it is. */
export function withVerification(policy: TlsPolicy): TlsPolicy {
  if (policy.trust.mode !== "insecure") return policy;
  const { insecureUntil: _ended, ...trust } = policy.trust;
  const mode = trust.pin !== undefined ? "pinned" : trust.bundleIds.length > 0 ? "bundle" : "system";
  return { ...policy, trust: { ...trust, mode } };
}

/** The policy in the "not verified" mode, remembering by its contents which mode it was in. */
export function withoutVerification(policy: TlsPolicy, until: Date): TlsPolicy {
  const { mode, pin, bundleIds, partialChain } = policy.trust;
  const kept = { ...(mode === "pinned" ? { pin } : {}), bundleIds: mode === "bundle" ? bundleIds : [], partialChain };
  return { ...policy, trust: { ...kept, mode: "insecure", insecureUntil: until.toISOString() } };
}

/** Everything that decides to whom a secret is sent. */
export interface DestinationSettings {
  host: string;
  port: number;
  alternates: readonly { host: string; port: number }[];
  userName: string;
  settings: Readonly<Record<string, unknown>>;
  tls: TlsPolicy;
}

const isDestinationSetting = (name: string) => /(host|port|url|address)$/i.test(name);

function destinationSettings(settings: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(
    Object.entries(settings)
      .filter(([name]) => isDestinationSetting(name))
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

/**
 * What of a profile's destination differs, in words; empty if nothing. Stored secrets are not sent to another
 * destination, so each of these asks for them again (SEC-A10).
 */
export function destinationChanges(stored: DestinationSettings, wanted: DestinationSettings): string[] {
  const differs: Record<string, boolean> = {
    host: stored.host !== wanted.host,
    port: stored.port !== wanted.port,
    "further addresses": addresses(stored.alternates) !== addresses(wanted.alternates),
    "user name": stored.userName !== wanted.userName,
    "ports of the kind": destinationSettings(stored.settings) !== destinationSettings(wanted.settings),
    trust: trustOf(stored.tls) !== trustOf(wanted.tls),
    "expected name": stored.tls.expectedName !== wanted.tls.expectedName,
    "use of the common name": stored.tls.allowCommonName !== wanted.tls.allowCommonName,
    "client identity": stored.tls.clientIdentityId !== wanted.tls.clientIdentityId,
  };
  return Object.keys(differs).filter((what) => differs[what]);
}

function addresses(alternates: DestinationSettings["alternates"]): string {
  return JSON.stringify(alternates.map(({ host, port }) => [host, port]));
}

function trustOf({ trust }: TlsPolicy): string {
  // In the system mode the bundles are trusted in addition to the built-in roots.
  const bundles = trust.mode === "pinned" ? [] : [...new Set(trust.bundleIds)].sort();
  const pin = trust.mode === "pinned" ? trust.pin?.fingerprint256 : undefined;
  return JSON.stringify([trust.mode, bundles, pin ?? null, trust.partialChain]);
}
