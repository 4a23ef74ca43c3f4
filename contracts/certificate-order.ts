import { z } from "zod";
import { certificateFactsSchema } from "./certificate";
import { minimumExportPasswordLength } from "./certificate-limits";
import { keyAlgorithmSchema, requestFactsSchema, requestFormInput, requestFormSchema } from "./certificate-request";
import { checkSchema } from "./check";
import { kindIdSchema } from "./kind";
import { idSchema, timestampSchema } from "./page";
import { nameText } from "./text";
import { fileContentSchema } from "./trust";

export const orderStates = [
  "draft",
  /** A key pair is made and sealed. */
  "key_ready",
  /** There is a request that may be sent. */
  "csr_ready",
  /** The device is asked, or somebody carries the request to the signer. */
  "awaiting_certificate",
  /** A certificate is there; its checks are due, refused, or leave a question. */
  "certificate_received",
  "verified",
  /** The VMI has accepted the certificate. */
  "tested",
  /** Kept as a client identity of the team. */
  "active",
  "failed",
  "cancelled",
  /** A renewed certificate has taken its place. */
  "superseded",
] as const;
export const orderStateSchema = z.enum(orderStates);
export type OrderState = z.infer<typeof orderStateSchema>;

/** Work that takes a while and can be cut off. */
export const orderStepSchema = z.enum(["generate_key", "sign", "test"]);
export type OrderStep = z.infer<typeof orderStepSchema>;

/** Where the private key is: made here, given to us, or in somebody else's hands. */
export const keySourceSchema = z.enum(["generated", "uploaded", "elsewhere"]);
export type KeySource = z.infer<typeof keySourceSchema>;

/** What a person can do with an order. */
export const orderActions = [
  "look",
  "generate",
  "upload_request",
  "revise",
  "sign",
  "await_upload",
  "upload_certificate",
  "verify",
  "accept_authority",
  "decline_authority",
  "test",
  "activate",
  "activate_untested",
  "export",
  "retry",
  "renew",
  /** Ends the step that is going on; the order stays. */
  "stop",
  "cancel",
  "delete",
] as const;
export const orderActionSchema = z.enum(orderActions);
export type OrderAction = z.infer<typeof orderActionSchema>;

/** Why an order stands still or failed. `code` is for programs, the rest for people. */
export const orderProblemCodeSchema = z.enum([
  "interrupted",
  "request_rejected",
  "certificate_refused",
  "authority_declined",
  "key_lost",
  "host_not_ready",
  "not_offered",
  "role_too_low",
  "signed_out",
  "device_failed",
  "connection_lost",
  "timed_out",
  "cancelled",
  "test_failed",
]);
export type OrderProblemCode = z.infer<typeof orderProblemCodeSchema>;

export const orderProblemSchema = z.object({
  code: orderProblemCodeSchema,
  message: z.string(),
  remedy: z.string().nullable(),
  at: timestampSchema,
});
export type OrderProblem = z.infer<typeof orderProblemSchema>;

/** What the checks of a received certificate come to. */
export const checkOutcomeSchema = z.enum(["accepted", "question", "refused"]);
export type CheckOutcome = z.infer<typeof checkOutcomeSchema>;

/** One of the checks of a received certificate, by its number in the list. */
export const exchangeCheckSchema = checkSchema.extend({ number: z.number().int().min(1).max(18) });
export type ExchangeCheck = z.infer<typeof exchangeCheckSchema>;

export const proofResultSchema = z.enum([
  "accepted",
  "no_route",
  "refused",
  "timed_out",
  "tls_failed",
  "wrong_authority",
  "name_mismatch",
  "client_certificate_refused",
]);

/** What a mutual TLS connection to the VMI showed. */
export const orderProofSchema = z.object({
  result: proofResultSchema,
  address: z.string(),
  /** What counts as acceptance: under TLS 1.3 the handshake alone does not. */
  shownBy: z.enum(["application_data", "quiet_second"]).nullable(),
  protocol: z.string().nullable(),
  /** Whether the certificate of the VMI names the address; null where it was not seen. */
  isNameRight: z.boolean().nullable(),
  finding: z.string(),
  remedy: z.string().nullable(),
  at: timestampSchema,
});
export type OrderProof = z.infer<typeof orderProofSchema>;

/** How urgent a renewal is. */
export const renewalSchema = z.object({
  urgency: z.enum(["none", "due", "urgent", "last_day", "expired"]),
  /** The moment since which a renewal is due; null before. */
  dueSince: timestampSchema.nullable(),
  /** The next moment to remind at; null when none is left. */
  nextReminderAt: timestampSchema.nullable(),
  daysLeft: z.number().int(),
});
export type Renewal = z.infer<typeof renewalSchema>;

export const knownAuthoritySchema = z.object({ fingerprint256: z.string(), seenAt: timestampSchema });

const namedSchema = z.object({ id: idSchema, name: z.string() });

const orderFields = {
  id: idSchema,
  teamId: idSchema,
  name: z.string(),
  /** Null where the request is carried to the signer by hand. */
  profile: z.object({ id: idSchema, name: z.string(), kind: kindIdSchema }).nullable(),
  state: orderStateSchema,
  /** Every change raises it; a change names the one it was decided on. */
  version: z.number().int(),
  step: z.object({ id: orderStepSchema, startedAt: timestampSchema }).nullable(),
  /** The console goes on with it by itself, also between two steps. */
  isLed: z.boolean(),
  problem: orderProblemSchema.nullable(),
  keyAlgorithm: keyAlgorithmSchema.nullable(),
  commonName: z.string().nullable(),
  notAfter: timestampSchema.nullable(),
  renewal: renewalSchema.nullable(),
  identity: namedSchema.nullable(),
  outcome: checkOutcomeSchema.nullable(),
  createdBy: z.string(),
  createdAt: timestampSchema,
  updatedAt: timestampSchema,
};

/** A row in the list of orders. */
export const orderSummarySchema = z.object(orderFields);
export type OrderSummary = z.infer<typeof orderSummarySchema>;

export const orderEventSchema = z.object({
  at: timestampSchema,
  by: z.string(),
  event: z.string(),
  from: orderStateSchema,
  to: orderStateSchema,
  remark: z.string(),
});

/** All there is to see of an order; the private key is not. */
export const certificateOrderSchema = z.object({
  ...orderFields,
  keySource: keySourceSchema.nullable(),
  form: requestFormSchema.nullable(),
  request: requestFactsSchema.nullable(),
  requestChecks: z.array(checkSchema),
  /** What looking at the device found. */
  findings: z.array(checkSchema),
  /** Leaf first, as far as they could be read. */
  certificates: z.array(certificateFactsSchema),
  authority: certificateFactsSchema.nullable(),
  knownAuthority: knownAuthoritySchema.nullable(),
  acceptedAuthority: z.string().nullable(),
  checks: z.array(exchangeCheckSchema),
  proof: orderProofSchema.nullable(),
  renews: namedSchema.nullable(),
  /** Each action with the reason why it is not possible now; null where it is. */
  actions: z.array(z.object({ action: orderActionSchema, obstacle: z.string().nullable() })),
  history: z.array(orderEventSchema),
});
export type CertificateOrder = z.infer<typeof certificateOrderSchema>;

const versionField = { version: z.number().int().min(1) };

/** The version the person saw; another in the database answers `revision_conflict`. */
export const orderVersionInput = z.strictObject(versionField);

export const createOrderInput = z.strictObject({
  name: nameText(80),
  profileId: idSchema.nullable().default(null),
  form: requestFormInput.optional(),
});
export type CreateOrderInput = z.infer<typeof createOrderInput>;

export const generateRequestInput = z.strictObject({ ...versionField, form: requestFormInput });

/** PEM text or a file (PEM or DER). */
export const materialInput = z
  .strictObject({ text: z.string().max(262_144).optional(), file: fileContentSchema.optional() })
  .refine(({ text, file }) => (text === undefined) !== (file === undefined), "either text or a file is needed");

export const uploadRequestInput = z.strictObject({
  ...versionField,
  request: materialInput,
  /** Absent: the key stays where it is, and the certificate can be tested and kept only with it. */
  key: materialInput.optional(),
  keyPassword: z.string().max(1024).optional(),
});
export type UploadRequestInput = z.infer<typeof uploadRequestInput>;

export const uploadCertificateInput = z.strictObject({
  ...versionField,
  certificate: materialInput,
  authority: materialInput,
});

/** The fingerprint the person compared, so that no other authority is accepted by a click. */
export const decideAuthorityInput = z.strictObject({ ...versionField, fingerprint256: z.string().max(95) });

export const testOrderInput = z.strictObject({
  ...versionField,
  /** Absent: the addresses the device reported. */
  address: z.string().trim().min(1).max(253).optional(),
  port: z.number().int().min(1).max(65535).optional(),
});

export const activateOrderInput = z.strictObject({
  ...versionField,
  identityName: nameText(80),
  /** Keep it although no connection has proven it. */
  untested: z.boolean().default(false),
});

export const exportFormats = ["pem_files", "pkcs8", "pkcs12", "zip"] as const;
export const exportFormatSchema = z.enum(exportFormats);
export type ExportFormat = z.infer<typeof exportFormatSchema>;

export const exportOrderInput = z.strictObject({
  format: exportFormatSchema,
  password: z.string().min(minimumExportPasswordLength).max(256),
});

/** Files to save; `content` is Base64. Keys in them are encrypted with the password that was given. */
export const exportAnswerSchema = z.object({
  files: z.array(
    z.object({
      name: z.string(),
      mediaType: z.string(),
      content: z.string(),
      /** SHA-256 of the file. */
      fingerprint256: z.string(),
    }),
  ),
});

export const renewOrdersInput = z.strictObject({ identityIds: z.array(idSchema).min(1).max(500) });

/** One line per identity: the order that renews it, or why there is none. */
export const renewOrdersAnswerSchema = z.object({
  items: z.array(
    z.object({ identityId: idSchema, order: orderSummarySchema.nullable(), obstacle: z.string().nullable() }),
  ),
});
