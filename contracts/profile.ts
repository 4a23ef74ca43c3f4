import { z } from "zod";
import { fingerprint256Schema } from "./certificate";
import { kindIdSchema } from "./kind";
import { idSchema, timestampSchema } from "./page";
import { profilePermissionSchema } from "./permission-schemas";
import { lineText, nameText, paragraphText } from "./text";
import { tlsPolicySchema } from "./tls";

/** DNS name, IPv4 or IPv6 literal (no brackets, no scheme, no port). Normalized once when it is saved. */
export const hostSchema = z.string().trim().min(1, "a host name or address is needed").max(253);
export const portSchema = z.number().int().min(1).max(65535);
export const tagSchema = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .regex(/^[\p{L}\p{N} ._:/-]+$/u, "letters, digits, spaces and . _ : / - only");

/** Another address of the same device; they are tried in order and the first reachable wins. */
export const alternateAddressSchema = z.strictObject({ host: hostSchema, port: portSchema });

/** Settings of a kind; the kind's own schema judges them (`server/protocols/<kind>/descriptor.ts`). */
export const settingsSchema = z.record(
  z.string().max(64),
  z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]),
);

/** Whether a secret is set, when and by whom: all that anybody can read about it (SEC-A9). */
export const secretStateSchema = z.object({
  slot: z.string(),
  label: z.string(),
  isRequired: z.boolean(),
  isSet: z.boolean(),
  updatedAt: timestampSchema.nullable(),
  updatedBy: z.string().nullable(),
});
export type SecretState = z.infer<typeof secretStateSchema>;

/** How a device looked when it was last tried. */
export const reachabilitySchema = z.object({
  state: z.enum(["unknown", "reachable", "unreachable", "paused"]),
  since: timestampSchema.nullable(),
  checkedAt: timestampSchema.nullable(),
  latencyMs: z.number().nullable(),
  /** Address that answered, `host:port`. */
  address: z.string().nullable(),
  errorClass: z.string().nullable(),
  message: z.string().nullable(),
});
export type Reachability = z.infer<typeof reachabilitySchema>;

/** State of the profile's notification stream on the device's side. */
export const listenerStateSchema = z.object({
  state: z.enum(["off", "connecting", "connected", "reconnecting", "polling", "paused"]),
  since: timestampSchema.nullable(),
  detail: z.string().nullable(),
});
export type ListenerState = z.infer<typeof listenerStateSchema>;

export const profileSchema = z.object({
  id: idSchema,
  teamId: idSchema,
  kind: kindIdSchema,
  name: z.string(),
  description: z.string(),
  group: z.string(),
  tags: z.array(z.string()),
  host: z.string(),
  port: z.number().int(),
  alternates: z.array(alternateAddressSchema),
  userName: z.string(),
  settings: settingsSchema,
  tls: tlsPolicySchema,
  /** What anybody on the network path can read: nothing, the exchanges, or credentials as well. */
  exposure: z.enum(["encrypted", "clear", "credentials-in-clear"]),
  secrets: z.array(secretStateSchema),
  keepListening: z.boolean(),
  revision: z.number().int(),
  createdAt: timestampSchema,
  updatedAt: timestampSchema,
  updatedBy: z.string().nullable(),
  reachability: reachabilitySchema,
  listener: listenerStateSchema,
  /** What the reader may do with it. */
  permissions: z.array(profilePermissionSchema),
});
export type Profile = z.infer<typeof profileSchema>;

/** Secrets by slot; only slots that are given change. Never returned. */
export const secretValuesSchema = z.record(z.string().max(64), z.string().min(1).max(4096));

const profileFields = {
  name: nameText(80),
  description: paragraphText(500).default(""),
  group: lineText(80).trim().default(""),
  tags: z.array(tagSchema).max(20).default([]),
  host: hostSchema,
  port: portSchema,
  alternates: z.array(alternateAddressSchema).max(7).default([]),
  userName: lineText(256).default(""),
  settings: settingsSchema.default({}),
  tls: tlsPolicySchema,
  keepListening: z.boolean().default(false),
};

export const createProfileInput = z.strictObject({
  kind: kindIdSchema,
  ...profileFields,
  secrets: secretValuesSchema.default({}),
});
export type CreateProfileInput = z.infer<typeof createProfileInput>;

/** What an edit does to stored secrets: a value replaces one, null removes it, slots left out stay as they are. */
export const secretChangesSchema = z.record(z.string().max(64), z.string().min(1).max(4096).nullable());
export type SecretChanges = z.infer<typeof secretChangesSchema>;

/**
 * `revision` is the one the editor read; another in the database answers `revision_conflict`. Fields left out get their
 * defaults, except for what is switched by a request of its own: whether the console keeps listening stays as it is.
 */
export const replaceProfileInput = z.strictObject({
  ...profileFields,
  keepListening: z.boolean().optional().describe("Left out: stays as it is."),
  secrets: secretChangesSchema.default({}),
  revision: z.number().int().min(1),
});
export type ReplaceProfileInput = z.infer<typeof replaceProfileInput>;

export const duplicateProfileInput = z.strictObject({ name: nameText(80) });
export const setSecretInput = z.strictObject({ value: z.string().min(1).max(4096) });
/** The profile's name, typed again. */
export const deleteProfileQuery = z.strictObject({ confirm: z.string().max(80) });

/** A profile in an exported file: no secrets, CA certificates by value. */
export const exportedProfileSchema = z.strictObject({
  kind: kindIdSchema,
  ...profileFields,
  tls: tlsPolicySchema,
  /** PEM of the CA bundles the policy refers to, by bundle id of the exporting installation. */
  bundles: z.record(z.string(), z.strictObject({ name: nameText(80), pem: z.string() })).default({}),
  /** What the profile shows to the device; its key stays where it is. */
  clientCertificate: z
    .strictObject({ name: nameText(80), fingerprint256: fingerprint256Schema })
    .nullable()
    .default(null),
});
export const profileExportSchema = z.strictObject({
  format: z.literal("signalbox-profiles"),
  version: z.literal(1),
  exportedAt: timestampSchema,
  profiles: z.array(exportedProfileSchema).max(1000),
});
export type ProfileExport = z.infer<typeof profileExportSchema>;

export const importProfilesInput = z.strictObject({
  document: profileExportSchema,
  /** False only looks: nothing is stored and the answer says what would happen. */
  apply: z.boolean(),
});
export const importResultSchema = z.object({
  applied: z.boolean(),
  entries: z.array(
    z.object({
      name: z.string(),
      outcome: z.enum(["create", "rename", "reject"]),
      newName: z.string().nullable(),
      message: z.string(),
      profileId: idSchema.nullable(),
    }),
  ),
});

/** Accept a certificate seen on the wire: `confirmation` is the last 8 characters of its SHA-256 fingerprint (SEC-C4). */
export const acceptCertificateInput = z.strictObject({
  action: z.enum(["trust-ca", "pin-certificate"]),
  certificatePem: z.string().max(64 * 1024),
  fingerprint256: z.string().max(95),
  confirmation: z.string().max(16),
  revision: z.number().int().min(1),
  /** Name of the new CA bundle for `trust-ca`, or the bundle to add to. */
  bundleName: nameText(80).optional(),
  bundleId: idSchema.optional(),
  /** Trust is a destination setting: the secrets are entered again (SEC-A10). */
  secrets: secretValuesSchema.default({}),
});

/** Turns the "not verified" mode on for a while; administrators only (SEC-C9). */
export const allowInsecureInput = z.strictObject({
  hours: z.number().int().min(1).max(72),
  confirmation: z.string().max(80),
  revision: z.number().int().min(1),
  secrets: secretValuesSchema.default({}),
});
