import { type DestinationSettings, destinationChanges } from "@/contracts/destination";
import type { Profile } from "@/contracts/profile";
import type { FormNumber, ProfileFormValues } from "./form-values";

type Edited = Pick<ProfileFormValues, "host" | "port" | "alternates" | "userName" | "settings" | "tls">;

function hostKey(host: string): string {
  return host.trim().toLowerCase().replace(/\.$/, "");
}

/** What is no number yet differs from every stored one. */
function numberKey(value: FormNumber): number {
  return typeof value === "number" ? value : Number.NaN;
}

function comparable(edited: Edited): DestinationSettings {
  return {
    ...edited,
    host: hostKey(edited.host),
    port: numberKey(edited.port),
    alternates: edited.alternates.map(({ host, port }) => ({ host: hostKey(host), port: numberKey(port) })),
    tls: {
      ...edited.tls,
      expectedName: hostKey(edited.tls.expectedName),
      minKeyBits: numberKey(edited.tls.minKeyBits),
    },
  };
}

/** What of the stored destination the form changes, in words; other spellings of a host are no change (SEC-A10). */
export function editedDestination(stored: Profile, edited: Edited): string[] {
  return destinationChanges(comparable(stored), comparable(edited));
}

/** Slots that hold a secret and must be entered again if the destination changes. */
export function storedSlots(profile: Pick<Profile, "secrets">): string[] {
  return profile.secrets.filter((secret) => secret.isSet).map((secret) => secret.slot);
}

/** Slots that the present values still leave out although the destination changed: neither entered again nor cleared. */
export function missingReentries(profile: Profile | null, values: ProfileFormValues): string[] {
  if (profile === null || editedDestination(profile, values).length === 0) return [];
  return storedSlots(profile).filter((slot) => {
    const change = values.secrets[slot];
    return change === undefined || change.action === "keep" || (change.action === "replace" && change.value === "");
  });
}
