import { keepSecret, type SecretChange } from "@/app/_components/form/secret-change";
import type { FieldDescription, KindDescription } from "@/contracts/kind";
import type { Profile } from "@/contracts/profile";
import type { Timeouts, TlsTrust } from "@/contracts/tls";
import { defaultTlsPolicy } from "@/contracts/tls-defaults";
import type { TlsVersion } from "@/contracts/tls-versions";

/** A number as the form holds it: null when empty, the text itself when it is no number. */
export type FormNumber = number | string | null;
export type FormSetting = string | boolean | readonly string[] | FormNumber;

/**
 * What the profile form edits. Its paths are those of the contract's inputs, so that a rejected `tls.trust.bundleIds`
 * finds its field.
 */
export interface ProfileFormValues {
  name: string;
  description: string;
  group: string;
  tags: string[];
  host: string;
  port: FormNumber;
  alternates: { host: string; port: FormNumber }[];
  userName: string;
  settings: Record<string, FormSetting>;
  tls: {
    trust: TlsTrust;
    expectedName: string;
    allowCommonName: boolean;
    minVersion: TlsVersion;
    maxVersion: TlsVersion;
    ciphers: string;
    minKeyBits: FormNumber;
    clientIdentityId: string | null;
    timeouts: Record<keyof Timeouts, FormNumber>;
  };
  keepListening: boolean;
  secrets: Record<string, SecretChange>;
}

function emptySetting(field: FieldDescription): FormSetting {
  if (field.defaultValue !== undefined) return field.defaultValue;
  if (field.type === "boolean") return false;
  if (field.type === "list") return [];
  return field.type === "text" ? "" : null;
}

function settingsOf(kind: KindDescription, stored: Profile["settings"]): ProfileFormValues["settings"] {
  return Object.fromEntries(kind.settings.map((field) => [field.name, stored[field.name] ?? emptySetting(field)]));
}

function untouchedSecrets(kind: KindDescription): ProfileFormValues["secrets"] {
  return Object.fromEntries(kind.secretSlots.map((slot) => [slot.slot, keepSecret]));
}

/** The form of a profile that does not exist yet: the kind's defaults and the contract's. */
export function emptyFormValues(kind: KindDescription): ProfileFormValues {
  return {
    name: "",
    description: "",
    group: "",
    tags: [],
    host: "",
    port: kind.defaultPort,
    alternates: [],
    userName: "",
    settings: settingsOf(kind, {}),
    tls: structuredClone(defaultTlsPolicy),
    keepListening: false,
    secrets: untouchedSecrets(kind),
  };
}

/** The form of a stored profile. Secrets are untouched: what is stored never reaches the browser (SEC-A9). */
export function formValuesOf(profile: Profile, kind: KindDescription): ProfileFormValues {
  return {
    name: profile.name,
    description: profile.description,
    group: profile.group,
    tags: [...profile.tags],
    host: profile.host,
    port: profile.port,
    alternates: profile.alternates.map((address) => ({ ...address })),
    userName: profile.userName,
    settings: settingsOf(kind, profile.settings),
    tls: structuredClone(profile.tls),
    keepListening: profile.keepListening,
    secrets: untouchedSecrets(kind),
  };
}

function isGiven(value: FormSetting): value is string | number | boolean | readonly string[] {
  return value !== null && value !== "";
}

/** The values as the API's inputs want them, not yet judged: empty settings and untouched secrets are left out. */
export function inputOf(values: ProfileFormValues) {
  const settings = Object.entries(values.settings).filter(([, value]) => isGiven(value));
  const secrets = Object.entries(values.secrets).flatMap(([slot, change]) =>
    change.action === "replace" && change.value !== "" ? [[slot, change.value] as const] : [],
  );
  return { ...values, settings: Object.fromEntries(settings), secrets: Object.fromEntries(secrets) };
}

/** Slots whose stored secret is to be removed. */
export function slotsToClear(values: ProfileFormValues): string[] {
  return Object.entries(values.secrets).flatMap(([slot, change]) => (change.action === "clear" ? [slot] : []));
}
