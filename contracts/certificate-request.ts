import { z } from "zod";
import { certificateKeySchema, subjectAltNameSchema } from "./certificate";
import { keyAlgorithms } from "./certificate-limits";
import { idSchema, timestampSchema } from "./page";
import { lineText, nameText } from "./text";

export const keyAlgorithmSchema = z.enum(keyAlgorithms);
export type KeyAlgorithm = z.infer<typeof keyAlgorithmSchema>;

const printableAscii = /^[\x21-\x7e]+$/;
const dnsName =
  /^(?=.{1,253}$)(\*\.)?[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/i;

/** One name to ask for in the subject alternative name. */
export const requestedNameSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("dns"),
    value: z.string().trim().regex(dnsName, "is not a DNS name; write international names in their form xn--…"),
  }),
  z.strictObject({
    type: z.literal("ip"),
    value: z
      .string()
      .trim()
      .pipe(z.union([z.ipv4(), z.ipv6()], "is not an IPv4 or IPv6 address")),
  }),
  z.strictObject({ type: z.literal("email"), value: z.string().trim().pipe(z.email()).pipe(z.string().max(254)) }),
  z.strictObject({
    type: z.literal("uri"),
    value: z
      .string()
      .trim()
      .max(500)
      .regex(printableAscii, "has characters that a URI cannot have")
      .regex(/^[a-z][a-z0-9+.-]*:./i, "is not a URI with a scheme"),
  }),
]);
export type RequestedName = z.infer<typeof requestedNameSchema>;

/** Parts of the subject's name, within the upper bounds of RFC 5280 appendix A.1; empty ones are left out. */
export const requestSubjectInput = z.strictObject({
  commonName: nameText(63, "a common name is needed"),
  organization: lineText(64).trim().default(""),
  organizationalUnit: lineText(64).trim().default(""),
  locality: lineText(128).trim().default(""),
  state: lineText(128).trim().default(""),
  country: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^([A-Z]{2})?$/, "a country has two letters")
    .default(""),
  email: z.union([z.literal(""), z.string().trim().pipe(z.email())], "is not an e-mail address").default(""),
});

export const requestedKeyUsageSchema = z.enum(["digitalSignature", "keyEncipherment", "keyAgreement"]);
export type RequestedKeyUsage = z.infer<typeof requestedKeyUsageSchema>;
export const requestedPurposeSchema = z.enum(["clientAuth", "serverAuth"]);
export type RequestedPurpose = z.infer<typeof requestedPurposeSchema>;

/** What a certificate is asked for: key, subject, alternative names and use. */
export const requestFormInput = z
  .strictObject({
    keyAlgorithm: keyAlgorithmSchema.default(keyAlgorithms[0]),
    subject: requestSubjectInput,
    names: z.array(requestedNameSchema).max(50).default([]),
    /** Absent: signatures, and key encipherment for RSA. */
    keyUsage: z
      .array(requestedKeyUsageSchema)
      .max(3)
      .refine((usages) => usages.includes("digitalSignature"), "TLS clients sign: digitalSignature is needed")
      .optional(),
    extendedKeyUsage: z
      .array(requestedPurposeSchema)
      .max(2)
      .refine((purposes) => purposes.includes("clientAuth"), "a TLS client needs clientAuth")
      .default(["clientAuth"]),
  })
  .refine((form) => !(form.keyAlgorithm.startsWith("ec-") && form.keyUsage?.includes("keyEncipherment")), {
    path: ["keyUsage"],
    message: "a key on an elliptic curve cannot encipher keys",
  })
  .refine((form) => !(form.keyAlgorithm.startsWith("rsa-") && form.keyUsage?.includes("keyAgreement")), {
    path: ["keyUsage"],
    message: "an RSA key cannot agree on keys",
  });
export type RequestForm = z.infer<typeof requestFormInput>;

/** The form as an order or template shows it; what was stored by an earlier release is shown as it is. */
export const requestFormSchema = z.object({
  keyAlgorithm: keyAlgorithmSchema,
  subject: z.object({
    commonName: z.string(),
    organization: z.string(),
    organizationalUnit: z.string(),
    locality: z.string(),
    state: z.string(),
    country: z.string(),
    email: z.string(),
  }),
  names: z.array(z.object({ type: z.enum(["dns", "ip", "email", "uri"]), value: z.string() })),
  keyUsage: z.array(requestedKeyUsageSchema).optional(),
  extendedKeyUsage: z.array(requestedPurposeSchema),
});

/** A form a team keeps to start from. */
export const requestTemplateSchema = z.object({
  id: idSchema,
  name: z.string(),
  form: requestFormSchema,
  createdAt: timestampSchema,
  updatedAt: timestampSchema,
});
export type RequestTemplate = z.infer<typeof requestTemplateSchema>;

export const requestTemplateInput = z.strictObject({ name: nameText(80), form: requestFormInput });

/** What the viewer shows of a certificate signing request (RFC 2986). All of it is public. */
export const requestFactsSchema = z.object({
  subject: z.string(),
  commonName: z.string().nullable(),
  key: certificateKeySchema,
  signatureAlgorithm: z.string(),
  /** Whether the request is signed by the key it names. */
  isSignatureValid: z.boolean(),
  subjectAltNames: z.array(subjectAltNameSchema),
  keyUsage: z.array(z.string()),
  extendedKeyUsage: z.array(z.string()),
  asksForAuthority: z.boolean(),
  /** Names of the attributes besides the wish for extensions, without their values. */
  otherAttributes: z.array(z.string()),
  publicKeyFingerprint256: z.string(),
  /** Length of the PEM text, which is what the limit of a BMC counts. */
  byteLength: z.number().int(),
  pem: z.string(),
});
export type RequestFacts = z.infer<typeof requestFactsSchema>;
