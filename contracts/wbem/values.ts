import { z } from "zod";
import { namePattern, namespacePattern } from "./names";

const MAX_NAME = 256;
const MOST_ITEMS = 10_000;
export const nameSchema = z
  .string()
  .min(1, "a name is needed")
  .max(MAX_NAME)
  .regex(namePattern, "This is not the name of a class, property or method.");
export const wbemNamespaceSchema = z
  .string()
  .min(1, "a namespace is needed")
  .max(MAX_NAME)
  .regex(namespacePattern, "This is not a namespace, such as root/cimv2.");

export const cimTypes = [
  "boolean",
  "string",
  "char16",
  "datetime",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "sint8",
  "sint16",
  "sint32",
  "sint64",
  "real32",
  "real64",
  "reference",
] as const;
export const cimTypeSchema = z.enum(cimTypes);
export type CimTypeName = z.infer<typeof cimTypeSchema>;

/**
 * Path of an instance with the types of its keys, which its WBEM URI does not tell. Integers of 64 bits and datetimes are
 * texts; a key that is a reference holds a path.
 */
export const wbemPathSchema = z.strictObject({
  className: nameSchema,
  namespace: wbemNamespaceSchema.nullable(),
  host: z.string().max(300).nullable().optional(),
  get keys() {
    return z.array(wbemKeySchema).max(64);
  },
});
export const wbemKeySchema = z.strictObject({
  name: z.string().max(MAX_NAME),
  /** Null where the server did not say. */
  type: cimTypeSchema.nullable(),
  get value() {
    return z.union([z.string().max(20_000), z.number(), z.boolean(), wbemPathSchema]);
  },
});
export type WbemPath = z.infer<typeof wbemPathSchema>;
export type WbemKey = z.infer<typeof wbemKeySchema>;

/** A path in an address: its JSON text. */
export const wbemPathTextSchema = z
  .string()
  .max(20_000)
  .transform((text, context) => {
    const parsed = wbemPathSchema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    context.addIssue({ code: "custom", message: "This is not the path of an instance." });
    return z.NEVER;
  });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A path as it is shown: with its WBEM URI (DSP0207). */
export const wbemShownPathSchema = z.object({ path: wbemPathSchema, uri: z.string() });
export type WbemShownPath = z.infer<typeof wbemShownPathSchema>;

/**
 * A value that is not an array. Integers of 64 bits are texts, so are datetimes and INF, -INF and NaN; a reference to an
 * instance is an object with a path, to a class with its URI alone; an embedded object is unfolded.
 */
export const wbemScalarSchema = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.object({ reference: z.object({ path: wbemPathSchema.nullable(), uri: z.string() }) }),
  z.object({
    get embedded() {
      return wbemEmbeddedSchema;
    },
  }),
]);
export type WbemScalar = z.infer<typeof wbemScalarSchema>;
export const wbemValueSchema = z.union([wbemScalarSchema, z.array(wbemScalarSchema.nullable()), z.null()]);
export type WbemValue = z.infer<typeof wbemValueSchema>;

/** An embedded instance with its properties, or an embedded class by its MOF text. */
export const wbemEmbeddedSchema = z.object({
  kind: z.enum(["instance", "class"]),
  className: z.string(),
  mof: z.string().nullable(),
  get properties() {
    return z.array(wbemEmbeddedPropertySchema);
  },
});
export const wbemEmbeddedPropertySchema = z.object({
  name: z.string(),
  type: cimTypeSchema,
  isArray: z.boolean(),
  get value() {
    return wbemValueSchema;
  },
});
export type WbemEmbedded = z.infer<typeof wbemEmbeddedSchema>;

/** One entry of a value map: a single value or a range, and its text. Values are decimal texts; null is open. */
export const wbemMappedValueSchema = z.object({
  from: z.string().nullable(),
  to: z.string().nullable(),
  text: z.string(),
});
export type WbemMappedValue = z.infer<typeof wbemMappedValueSchema>;

/** A server's fault that was tolerated, and how often. */
export const wbemNoteSchema = z.object({ code: z.string(), message: z.string(), count: z.number().int() });
export type WbemNote = z.infer<typeof wbemNoteSchema>;

/** A value given by a person, with the type it is to have. Texts are judged by the server. */
export const wbemGivenValueSchema = z.strictObject({
  name: nameSchema,
  type: cimTypeSchema,
  isArray: z.boolean(),
  /** MOF or CIM-XML text for embedded objects; paths for references; otherwise as values are shown. Null is NULL. */
  get value() {
    return z.union([givenScalarSchema, z.array(givenScalarSchema.nullable()).max(MOST_ITEMS), z.null()], {
      error: `is no value, no path, and no list of at most ${MOST_ITEMS.toLocaleString("en")} values`,
    });
  },
  embeddedObject: z.enum(["instance", "object"]).nullable().default(null),
});
const givenScalarSchema = z.union([z.string().max(1_000_000), z.number(), z.boolean(), wbemPathSchema]);
export type WbemGivenValue = z.input<typeof wbemGivenValueSchema>;
