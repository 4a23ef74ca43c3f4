import type { Profile } from "@/contracts/profile";
import type { ProfileFormValues } from "./form-values";

type Destination = Pick<Profile, "host" | "port" | "alternates" | "userName" | "tls">;
type EditedDestination = Pick<ProfileFormValues, "host" | "port" | "alternates" | "userName" | "tls">;

function hostKey(host: string): string {
  return host.trim().toLowerCase().replace(/\.$/, "");
}

function addressKey(address: { host: string; port: unknown }): string {
  return `${hostKey(address.host)} ${String(address.port)}`;
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && new Set([...a, ...b]).size === a.length;
}

function sameTrust(stored: Destination["tls"], edited: EditedDestination["tls"]): boolean {
  const a = stored.trust;
  const b = edited.trust;
  return (
    a.mode === b.mode &&
    (a.mode !== "bundle" || sameSet(a.bundleIds, b.bundleIds)) &&
    (a.mode !== "pinned" || a.pin?.fingerprint256 === b.pin?.fingerprint256) &&
    a.partialChain === b.partialChain
  );
}

/**
 * What of a profile's destination the form changes, in words; empty if nothing. A secret was given for one destination
 * and is not sent to another, so each of these asks for the stored secrets again (SEC-A10).
 */
export function destinationChanges(stored: Destination, edited: EditedDestination): string[] {
  const changes: string[] = [];
  if (hostKey(stored.host) !== hostKey(edited.host)) changes.push("host");
  if (stored.port !== edited.port) changes.push("port");
  if (stored.alternates.map(addressKey).join() !== edited.alternates.map(addressKey).join()) {
    changes.push("further addresses");
  }
  if (stored.userName !== edited.userName) changes.push("user name");
  if (!sameTrust(stored.tls, edited.tls)) changes.push("trust");
  if (hostKey(stored.tls.expectedName) !== hostKey(edited.tls.expectedName)) changes.push("expected name");
  if (stored.tls.allowCommonName !== edited.tls.allowCommonName) changes.push("use of the common name");
  return changes;
}

/** Slots that hold a secret and must be entered again if the destination changes. */
export function storedSlots(profile: Pick<Profile, "secrets">): string[] {
  return profile.secrets.filter((secret) => secret.isSet).map((secret) => secret.slot);
}

/** Slots that the present values still leave out although the destination changed: neither entered again nor cleared. */
export function missingReentries(
  profile: (Destination & Pick<Profile, "secrets">) | null,
  values: ProfileFormValues,
): string[] {
  if (profile === null || destinationChanges(profile, values).length === 0) return [];
  return storedSlots(profile).filter((slot) => {
    const change = values.secrets[slot];
    return change === undefined || change.action === "keep" || (change.action === "replace" && change.value === "");
  });
}
