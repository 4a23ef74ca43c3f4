import { z } from "zod";

/** One entry of a subject alternative name extension (RFC 5280 section 4.2.1.6). */
export const subjectAltNameSchema = z.object({
  type: z.enum(["dns", "ip", "email", "uri", "directory", "registered-id", "other"]),
  value: z.string(),
});
export type SubjectAltName = z.infer<typeof subjectAltNameSchema>;

/** Public key of a certificate; `curve` is set for elliptic curve keys only, `bits` is null where a size has no meaning. */
export const certificateKeySchema = z.object({
  type: z.string(),
  bits: z.number().int().nullable(),
  curve: z.string().nullable(),
});
export type CertificateKey = z.infer<typeof certificateKeySchema>;

/** What the certificate viewer shows of one X.509 certificate. All of it is public. */
export const certificateFactsSchema = z.object({
  subject: z.string(),
  issuer: z.string(),
  commonName: z.string().nullable(),
  serialNumber: z.string(),
  notBefore: z.iso.datetime(),
  notAfter: z.iso.datetime(),
  isCertificateAuthority: z.boolean(),
  pathLength: z.number().int().nullable(),
  selfSigned: z.boolean(),
  key: certificateKeySchema,
  signatureAlgorithm: z.string(),
  subjectAltNames: z.array(subjectAltNameSchema),
  keyUsage: z.array(z.string()),
  extendedKeyUsage: z.array(z.string()),
  fingerprint256: z.string(),
  publicKeyFingerprint256: z.string(),
  pem: z.string(),
});
export type CertificateFacts = z.infer<typeof certificateFactsSchema>;

/** SHA-256 as upper-case hexadecimal pairs joined by colons, the form device consoles print. */
export const fingerprint256Schema = z
  .string()
  .trim()
  .transform((text) => text.toUpperCase())
  .pipe(z.string().regex(/^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/, "A SHA-256 fingerprint has 32 pairs joined by colons"));

/** A block of an uploaded file that could not be used, with the line it starts at (null for binary files). */
export const rejectedBlockSchema = z.object({
  line: z.number().int().nullable(),
  label: z.string(),
  reason: z.string(),
});
export type RejectedBlock = z.infer<typeof rejectedBlockSchema>;

/** Where a certificate of a drawn chain comes from: the peer, our own bundle, or nowhere. */
export const chainOriginSchema = z.enum(["sent", "bundle", "missing"]);
export type ChainOrigin = z.infer<typeof chainOriginSchema>;

/** The independent checks made on a presented chain; each has its own verdict. */
export const chainCheckIdSchema = z.enum(["path", "order", "dates", "name", "purpose", "strength", "pin"]);
export type ChainCheckId = z.infer<typeof chainCheckIdSchema>;

/** Verdict of a check about one certificate. */
export const certificateVerdictSchema = z.object({
  check: chainCheckIdSchema,
  status: z.enum(["ok", "warn", "fail", "skipped"]),
  finding: z.string(),
});
export type CertificateVerdict = z.infer<typeof certificateVerdictSchema>;

/**
 * One place in a drawn chain, leaf first. `facts` is null exactly when `origin` is `missing`; `subject` then names the
 * issuer that nobody supplied.
 */
export const chainEntrySchema = z.object({
  origin: chainOriginSchema,
  subject: z.string(),
  facts: certificateFactsSchema.nullable(),
  verdicts: z.array(certificateVerdictSchema),
});
export type ChainEntry = z.infer<typeof chainEntrySchema>;
