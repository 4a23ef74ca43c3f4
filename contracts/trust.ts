import { z } from "zod";
import { certificateFactsSchema } from "./certificate";
import { idSchema, timestampSchema } from "./page";
import { nameText, paragraphText } from "./text";

const usedBySchema = z.array(z.object({ profileId: idSchema, profileName: z.string() }));
const nameSchema = nameText(80);
/** Base64 of an uploaded file; up to 256 KiB of content (SEC-E10). */
export const fileContentSchema = z.base64().max(350_000);

/** A CA bundle: public certificates the team trusts by choice. */
export const trustBundleSchema = z.object({
  id: idSchema,
  name: z.string(),
  description: z.string(),
  revision: z.number().int(),
  anchors: z.array(certificateFactsSchema),
  /** Earliest end of validity among the anchors. */
  expiresAt: timestampSchema.nullable(),
  usedBy: usedBySchema,
  createdAt: timestampSchema,
  updatedAt: timestampSchema,
});
export type TrustBundle = z.infer<typeof trustBundleSchema>;

/** Text (PEM, with anything around it) or a file (PEM, DER, PKCS#7), one of them. */
export const certificateSourceInput = z.strictObject({
  text: z.string().max(262_144).optional(),
  file: fileContentSchema.optional(),
  fileName: z.string().max(255).optional(),
});

/** A block that cannot be used: which one, where, and why. */
export const blockProblemSchema = z.object({
  line: z.number().int().nullable(),
  position: z.number().int(),
  reason: z.string(),
});

/** What a text or file contains, before anything is stored. */
export const inspectionSchema = z.object({
  certificates: z.array(certificateFactsSchema),
  problems: z.array(blockProblemSchema),
  /** Remarks that do not prevent use: expired, not a CA, doubled, and so on. */
  warnings: z.array(z.string()),
});
export type Inspection = z.infer<typeof inspectionSchema>;

export const createBundleInput = z.strictObject({
  name: nameSchema,
  description: paragraphText(500).default(""),
  source: certificateSourceInput,
});
export const replaceBundleInput = z.strictObject({
  name: nameSchema,
  description: paragraphText(500).default(""),
  revision: z.number().int().min(1),
  /** Fingerprints of the anchors to keep. */
  keep: z.array(z.string()).max(200),
  add: certificateSourceInput.optional(),
});

/** A certificate and private key the console shows to devices. The key never leaves the server. */
export const clientIdentitySchema = z.object({
  id: idSchema,
  name: z.string(),
  description: z.string(),
  origin: z.enum(["imported", "order"]),
  chain: z.array(certificateFactsSchema),
  keyType: z.string(),
  expiresAt: timestampSchema,
  usedBy: usedBySchema,
  createdAt: timestampSchema,
});
export type ClientIdentity = z.infer<typeof clientIdentitySchema>;

export const importIdentityInput = z.strictObject({
  name: nameSchema,
  description: paragraphText(500).default(""),
  /** PEM text with certificate(s) and, if not given apart, the key. */
  certificates: certificateSourceInput.optional(),
  key: certificateSourceInput.optional(),
  /** PKCS#12 file instead of the two above. */
  pkcs12: fileContentSchema.optional(),
  /** Password of the encrypted key or the PKCS#12 file. */
  password: z.string().max(1024).optional(),
});
export type ImportIdentityInput = z.infer<typeof importIdentityInput>;
