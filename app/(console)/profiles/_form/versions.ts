import type { KindDescription } from "@/contracts/kind";
import type { FormSetting, ProfileFormValues } from "./form-values";

/** Names of ids that stand in a profile, for people: bundles and client identities. */
export type NameOf = (id: string) => string;

interface ComparedField {
  path: string;
  label: string;
  read: (values: ProfileFormValues) => unknown;
  /** Text for people; two versions differ exactly when these texts differ. */
  show: (values: ProfileFormValues) => string;
  copy: (from: ProfileFormValues, to: ProfileFormValues) => void;
}

/** A field in which versions differ, as texts. */
export interface VersionRow {
  path: string;
  label: string;
  base: string;
  theirs: string;
  mine: string;
  /** Who changed it: them, me, both alike, or both to different values. */
  changedBy: "theirs" | "mine" | "both" | "conflict";
}

const nothing = "(nothing)";

function text(value: FormSetting | undefined): string {
  if (value === null || value === undefined || value === "") return nothing;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "object") return value.length === 0 ? nothing : value.join(", ");
  return String(value);
}

function scalar<K extends "name" | "description" | "group" | "host" | "port" | "userName" | "keepListening" | "tags">(
  key: K,
  label: string,
): ComparedField {
  return {
    path: key,
    label,
    read: (values) => values[key],
    show: (values) => text(values[key]),
    copy: (from, to) => {
      to[key] = structuredClone(from[key]);
    },
  };
}

type TlsKey = Exclude<keyof ProfileFormValues["tls"], "trust" | "timeouts">;

function tls(
  key: TlsKey,
  label: string,
  show: (value: ProfileFormValues["tls"][TlsKey]) => string = text,
): ComparedField {
  return {
    path: `tls.${key}`,
    label,
    read: (values) => values.tls[key],
    show: (values) => show(values.tls[key]),
    copy: <K extends TlsKey>(from: ProfileFormValues, to: ProfileFormValues) => {
      const field = key as K;
      to.tls[field] = from.tls[field];
    },
  };
}

const modeLabels = {
  system: "system roots",
  bundle: "CA bundles",
  pinned: "pinned certificate",
  insecure: "not verified",
} as const;

function showTrust(values: ProfileFormValues, nameOf: NameOf): string {
  const { mode, bundleIds, pin, partialChain } = values.tls.trust;
  const parts: string[] = [modeLabels[mode]];
  if (mode === "bundle") parts.push(bundleIds.length === 0 ? nothing : bundleIds.map(nameOf).sort().join(", "));
  if (mode === "system" && bundleIds.length > 0) parts.push(bundleIds.map(nameOf).sort().join(", "));
  if (mode === "pinned") parts.push(pin?.fingerprint256 ?? nothing);
  if (partialChain) parts.push("an intermediate may end the chain");
  return parts.join(": ");
}

const timeoutLabels = {
  connectMs: "Connect",
  handshakeMs: "Handshake",
  headersMs: "Headers",
  bodyIdleMs: "Idle body",
  totalMs: "Total",
} as const;

function showAlternates(values: ProfileFormValues): string {
  return text(values.alternates.map((address) => `${address.host}:${text(address.port)}`));
}

function fieldsOf(kind: KindDescription, nameOf: NameOf): ComparedField[] {
  return [
    scalar("name", "Name"),
    scalar("description", "Description"),
    scalar("group", "Group"),
    scalar("tags", "Tags"),
    scalar("host", "Host"),
    scalar("port", "Port"),
    {
      path: "alternates",
      label: "Further addresses",
      read: (values) => values.alternates,
      show: showAlternates,
      copy: (from, to) => {
        to.alternates = structuredClone(from.alternates);
      },
    },
    scalar("userName", "User name"),
    ...kind.settings.map(
      (field): ComparedField => ({
        path: `settings.${field.name}`,
        label: field.label,
        read: (values) => values.settings[field.name],
        show: (values) => text(values.settings[field.name]),
        copy: (from, to) => {
          to.settings[field.name] = structuredClone(from.settings[field.name] ?? null);
        },
      }),
    ),
    {
      path: "tls.trust",
      label: "Trust",
      read: (values) => values.tls.trust,
      show: (values) => showTrust(values, nameOf),
      copy: (from, to) => {
        to.tls.trust = structuredClone(from.tls.trust);
      },
    },
    tls("expectedName", "Expected name"),
    tls("allowCommonName", "Common name allowed"),
    tls("minVersion", "Oldest TLS version"),
    tls("maxVersion", "Newest TLS version"),
    tls("ciphers", "Ciphers"),
    tls("minKeyBits", "Least key size"),
    tls("clientIdentityId", "Client certificate", (id) => (typeof id === "string" ? nameOf(id) : nothing)),
    ...(Object.keys(timeoutLabels) as (keyof typeof timeoutLabels)[]).map(
      (key): ComparedField => ({
        path: `tls.timeouts.${key}`,
        label: `Timeout: ${timeoutLabels[key]}`,
        read: (values) => values.tls.timeouts[key],
        show: (values) => text(values.tls.timeouts[key]),
        copy: (from, to) => {
          to.tls.timeouts[key] = from.tls.timeouts[key];
        },
      }),
    ),
    scalar("keepListening", "Keep listening"),
  ];
}

/** Every field of a version with its value as text, in form order. Secrets are not among them. */
export function describeVersion(
  values: ProfileFormValues,
  kind: KindDescription,
  nameOf: NameOf,
): (readonly [label: string, value: string])[] {
  return fieldsOf(kind, nameOf).map((field) => [field.label, field.show(values)] as const);
}

/** The fields in which the stored version or the typed one differ from what the editor began with, in form order. */
export function compareVersions(
  base: ProfileFormValues,
  theirs: ProfileFormValues,
  mine: ProfileFormValues,
  kind: KindDescription,
  nameOf: NameOf,
): VersionRow[] {
  return fieldsOf(kind, nameOf).flatMap((field) => {
    const texts = { base: field.show(base), theirs: field.show(theirs), mine: field.show(mine) };
    const byThem = texts.theirs !== texts.base;
    const byMe = texts.mine !== texts.base;
    if (!byThem && !byMe) return [];
    const changedBy = !byMe ? "theirs" : !byThem ? "mine" : texts.theirs === texts.mine ? "both" : "conflict";
    return [{ path: field.path, label: field.label, ...texts, changedBy }];
  });
}

/**
 * Their version with everything I changed on top; where both changed a field, mine stays. Typed secrets are kept.
 * Nothing is saved by this: the reader still sees the form and decides.
 */
export function mergeVersions(
  base: ProfileFormValues,
  theirs: ProfileFormValues,
  mine: ProfileFormValues,
  kind: KindDescription,
): ProfileFormValues {
  const merged = structuredClone(theirs);
  for (const field of fieldsOf(kind, (id) => id)) {
    if (JSON.stringify(field.read(mine)) !== JSON.stringify(field.read(base))) field.copy(mine, merged);
  }
  merged.secrets = structuredClone(mine.secrets);
  return merged;
}
