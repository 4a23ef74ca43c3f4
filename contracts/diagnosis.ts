import { z } from "zod";
import { chainEntrySchema, fingerprint256Schema } from "./certificate";
import { transportErrorClassSchema } from "./tls";

/** Steps of "Test connection" in the order they run; protocol steps are added by the device kind. */
export const diagnosisStepIdSchema = z.enum([
  "configuration",
  "dns",
  "policy",
  "tcp",
  "proxy",
  "tls-presented",
  "tls-checks",
  "tls-verified",
  "tls-range",
  "http",
  "logon",
  "stomp-tls",
  "stomp-connect",
  "stomp-subscribe",
  "bmc-role",
  "bmc-exchange",
  "bmc-host",
  "bmc-events",
  "wbem-interop",
  "wbem-server",
  "wbem-pull",
  "wbem-classes",
]);
export type DiagnosisStepId = z.infer<typeof diagnosisStepIdSchema>;

export const diagnosisStatusSchema = z.enum(["running", "ok", "warn", "fail", "skipped"]);
export type DiagnosisStatus = z.infer<typeof diagnosisStatusSchema>;

/** A change the page can make for the operator; everything needed for it travels with it. */
export const diagnosisActionSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("trust-ca"),
    fingerprint256: fingerprint256Schema,
    certificatePem: z.string(),
    subject: z.string(),
  }),
  z.object({
    type: z.literal("pin-certificate"),
    fingerprint256: fingerprint256Schema,
    certificatePem: z.string(),
    subject: z.string(),
  }),
  z.object({ type: z.literal("edit-field"), field: z.string(), suggestion: z.string().optional() }),
  z.object({ type: z.literal("enable-partial-chain") }),
  z.object({ type: z.literal("attach-client-identity") }),
  z.object({ type: z.literal("reenter-secrets") }),
]);
export type DiagnosisAction = z.infer<typeof diagnosisActionSchema>;

const adviceSchema = z.object({ text: z.string(), action: diagnosisActionSchema.optional() });

/** Advice for a failure; `alternatives` are other ways out, each sufficient by itself. */
export const diagnosisRemedySchema = adviceSchema.extend({ alternatives: z.array(adviceSchema).optional() });
export type DiagnosisRemedy = z.infer<typeof diagnosisRemedySchema>;

export const diagnosisEvidenceSchema = z.object({ label: z.string(), value: z.string() });
export type DiagnosisEvidence = z.infer<typeof diagnosisEvidenceSchema>;

/** One fault found inside a step that can find several, such as a chain that is both expired and unknown. */
export const diagnosisFaultSchema = z.object({
  errorClass: transportErrorClassSchema,
  finding: z.string(),
  remedy: diagnosisRemedySchema.optional(),
});
export type DiagnosisFault = z.infer<typeof diagnosisFaultSchema>;

/** One state of one step. A step is first sent as `running` and again, with the same id, when it has ended. */
export const diagnosisStepSchema = z.object({
  id: diagnosisStepIdSchema,
  title: z.string(),
  status: diagnosisStatusSchema,
  durationMs: z.number().min(0),
  finding: z.string(),
  evidence: z.array(diagnosisEvidenceSchema).default([]),
  errorClass: transportErrorClassSchema.optional(),
  remedy: diagnosisRemedySchema.optional(),
  faults: z.array(diagnosisFaultSchema).optional(),
  certificates: z.array(chainEntrySchema).optional(),
});
export type DiagnosisStep = z.infer<typeof diagnosisStepSchema>;

/** A whole test of a connection, as it is kept with the profile and copied as text. */
export const diagnosisReportSchema = z.object({
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  /** Profile revision that was tested. */
  revision: z.number().int(),
  address: z.string(),
  outcome: z.enum(["ok", "warn", "fail"]),
  steps: z.array(diagnosisStepSchema),
});
export type DiagnosisReport = z.infer<typeof diagnosisReportSchema>;
