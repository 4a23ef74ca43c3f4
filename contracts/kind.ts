import { z } from "zod";
import { kindIds } from "./kind-ids";

export const kindIdSchema = z.enum(kindIds);

/** How much an operation can hurt: `read` changes nothing, `change` is undone easily, `disruptive` stops work on the device. */
export const riskSchema = z.enum(["read", "change", "disruptive"]);
export type Risk = z.infer<typeof riskSchema>;

/** A field the profile form draws for a kind's settings, or an operation's input. */
export const fieldDescriptionSchema = z.object({
  name: z.string(),
  label: z.string(),
  help: z.string().optional(),
  group: z.string(),
  type: z.enum(["text", "number", "boolean", "select", "list"]),
  options: z.array(z.object({ value: z.string(), label: z.string() })).optional(),
  defaultValue: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).optional(),
  isRequired: z.boolean(),
});
export type FieldDescription = z.infer<typeof fieldDescriptionSchema>;

/** A write-only place for a secret of a profile. */
export const secretSlotSchema = z.object({
  slot: z.string(),
  label: z.string(),
  help: z.string().optional(),
  isRequired: z.boolean(),
});
export type SecretSlot = z.infer<typeof secretSlotSchema>;

export const operationDescriptionSchema = z.object({
  id: z.string(),
  label: z.string(),
  description: z.string(),
  risk: riskSchema,
  /** Whether the name of the object has to be typed again. */
  asksForName: z.boolean(),
  /** Device classes it applies to, e.g. `partition`. */
  targetClasses: z.array(z.string()),
  /** Variant of the class it is limited to, e.g. `dpm` for CPCs in DPM mode; null: any. */
  targetVariant: z.string().nullable(),
  /** Object states from which it can be started; empty: any. */
  fromStatuses: z.array(z.string()),
  isAsynchronous: z.boolean(),
  isCancelable: z.boolean(),
  fields: z.array(fieldDescriptionSchema),
});
export type OperationDescription = z.infer<typeof operationDescriptionSchema>;

export const capabilitySchema = z.enum(["notifications", "inventory", "raw-request", "certificate-order"]);
export type Capability = z.infer<typeof capabilitySchema>;

/** A device family as plain data: forms, test connection, operation pages are drawn from it. */
export const kindDescriptionSchema = z.object({
  id: kindIdSchema,
  label: z.string(),
  description: z.string(),
  defaultPort: z.number().int(),
  /** Default ports where the setting `scheme` decides; the form follows it. */
  portsByScheme: z.object({ https: z.number().int(), http: z.number().int() }).optional(),
  settings: z.array(fieldDescriptionSchema),
  secretSlots: z.array(secretSlotSchema),
  operations: z.array(operationDescriptionSchema),
  capabilities: z.array(capabilitySchema),
  /** Whether an object's own name says which machine it is, or every device calls its objects alike; the former if absent. */
  objectNames: z.enum(["telling", "alike"]).optional(),
});
export type KindDescription = z.infer<typeof kindDescriptionSchema>;
