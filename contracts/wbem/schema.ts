import { z } from "zod";
import { partProblemSchema } from "../problem";
import { nameSchema, wbemNamespaceSchema } from "./values";

const MOST_MOF_CHARACTERS = 2_000_000;

const stepSchema = z.object({
  /** `keep`: it is as it should be, and nothing is sent. */
  action: z.enum(["create", "modify", "delete", "keep"]),
  object: z.enum(["qualifier", "class", "instance", "namespace"]),
  /** Of an instance its WBEM URI, or its class where the server makes its keys. */
  name: z.string(),
});
export type WbemStep = z.infer<typeof stepSchema>;

/** What a change of many parts would do, before anything is sent. */
export const wbemPlanSchema = z.object({
  /** The first steps, in their order. */
  steps: z.array(stepSchema),
  /** Of all steps, by what they do to what. */
  totals: z.array(stepSchema.omit({ name: true }).extend({ count: z.number().int() })),
  total: z.number().int(),
  /** Why it cannot be carried out as it is. */
  obstacles: z.array(z.string()),
  notes: z.array(z.string()),
  /** Sent with the order to carry it out, which is refused if the steps would be others by then. */
  plan: z.string(),
});
export type WbemPlan = z.infer<typeof wbemPlanSchema>;

/** What became of each step; the first that fails is the last that is tried. */
export const wbemOutcomeSchema = z.object({
  steps: z.array(stepSchema.extend({ state: z.enum(["done", "kept", "failed", "not-tried"]) })),
  done: z.number().int(),
  /** Of the step that failed; null where none did. */
  problem: partProblemSchema.nullable(),
});
export type WbemOutcome = z.infer<typeof wbemOutcomeSchema>;
/** A step as it begins, and what became of all of them in the end. */
export const wbemChangeLineSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("step"),
    step: stepSchema,
    /** How many were made before it. */
    done: z.number().int(),
    /** How many there are to make. */
    total: z.number().int(),
  }),
  z.object({ kind: z.literal("outcome"), outcome: wbemOutcomeSchema }),
]);
export type WbemChangeLine = z.infer<typeof wbemChangeLineSchema>;

const planField = { plan: z.string().length(64, "the plan that was shown is needed") };
const confirmationField = { confirmation: z.string().max(300) };

export const wbemMofPlanInput = z.strictObject({
  namespace: wbemNamespaceSchema,
  mof: z.string().min(1, "MOF is needed").max(MOST_MOF_CHARACTERS),
  mode: z.enum(["add", "remove"]),
});
export type WbemMofPlanInput = z.infer<typeof wbemMofPlanInput>;
export const wbemMofInput = wbemMofPlanInput.extend({
  ...planField,
  /** The namespace typed again, to remove. */
  confirmation: z.string().max(300).default(""),
});
const classDeletion = { namespace: wbemNamespaceSchema, className: nameSchema };
export const wbemClassDeletionQuerySchema = z.strictObject({
  ...classDeletion,
  /** `1`: its instances go with it. */
  instances: z.enum(["0", "1"]).default("0"),
});
export const wbemDeleteClassInput = z.strictObject({
  ...classDeletion,
  withInstances: z.boolean(),
  ...planField,
  /** The name of the class typed again. */
  ...confirmationField,
});
export const wbemNamespaceDeletionQuerySchema = z.strictObject({ namespace: wbemNamespaceSchema });
export const wbemDeleteNamespaceInput = z.strictObject({
  namespace: wbemNamespaceSchema,
  ...planField,
  /** The namespace typed again. */
  ...confirmationField,
});
export const wbemDeleteQualifierInput = z.strictObject({
  namespace: wbemNamespaceSchema,
  name: nameSchema,
  /** The name of the qualifier type typed again. */
  ...confirmationField,
});
