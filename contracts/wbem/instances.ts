import { z } from "zod";
import { wbemMethodDeclarationSchema, wbemPropertyDeclarationSchema } from "./classes";
import {
  cimTypeSchema,
  nameSchema,
  wbemGivenValueSchema,
  wbemMappedValueSchema,
  wbemNamespaceSchema,
  wbemNoteSchema,
  wbemPathSchema,
  wbemPathTextSchema,
  wbemShownPathSchema,
  wbemValueSchema,
} from "./values";

export const wbemColumnSchema = z.object({
  name: z.string(),
  type: cimTypeSchema,
  isArray: z.boolean(),
  isKey: z.boolean(),
  units: z.string().nullable(),
  valueMap: z.array(wbemMappedValueSchema).nullable(),
});
export type WbemColumn = z.infer<typeof wbemColumnSchema>;

/**
 * One line of a list of instances. Columns come before the first row that has them; values are in the order of all columns
 * so far, null also for properties that the instance does not have.
 */
export const wbemInstanceLineSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("columns"), columns: z.array(wbemColumnSchema) }),
  z.object({
    kind: z.literal("rows"),
    rows: z.array(
      z.object({
        /** Null for results of queries, which may have none. */
        path: wbemPathSchema.nullable(),
        className: z.string(),
        values: z.array(wbemValueSchema),
      }),
    ),
  }),
  z.object({ kind: z.literal("note"), note: wbemNoteSchema }),
  z.object({
    kind: z.literal("end"),
    count: z.number().int(),
    /** `pull` or the traditional operation that took its place. */
    operation: z.string(),
    durationMs: z.number(),
  }),
]);
export type WbemInstanceLine = z.infer<typeof wbemInstanceLineSchema>;

export const wbemInstanceQuerySchema = z.strictObject({
  namespace: wbemNamespaceSchema,
  className: nameSchema,
  /** `1` lists those of every namespace that is known of, whichever is named. */
  everywhere: z.enum(["0", "1"]).optional(),
  /** Names of properties, separated by commas; all where it is absent. */
  properties: z.string().max(8_000).optional(),
  /** `1` asks for paths alone, without properties. */
  namesOnly: z.enum(["0", "1"]).optional(),
  /** `0` leaves out properties that only subclasses have. */
  deep: z.enum(["0", "1"]).default("1"),
  filterLanguage: z.string().max(40).optional(),
  filter: z.string().max(8_000).optional(),
});
const exported = { format: z.enum(["mof", "xml"]) };
export const wbemInstanceExportQuerySchema = wbemInstanceQuerySchema.omit({ everywhere: true }).extend(exported);
export const wbemQuerySchema = z.strictObject({
  namespace: wbemNamespaceSchema,
  language: z.string().trim().min(1, "a language is needed").max(40),
  query: z.string().trim().min(1, "a query is needed").max(16_000),
});
export const wbemQueryExportQuerySchema = wbemQuerySchema.extend(exported);

/** A property of an instance; `declaration` is null where the server does not give the class. */
export const wbemPropertySchema = z.object({
  name: z.string(),
  type: cimTypeSchema,
  isArray: z.boolean(),
  value: wbemValueSchema,
  classOrigin: z.string().nullable(),
  declaration: wbemPropertyDeclarationSchema.nullable(),
});
export type WbemProperty = z.infer<typeof wbemPropertySchema>;
export const wbemInstanceSchema = z.object({
  path: wbemPathSchema,
  uri: z.string(),
  className: z.string(),
  /** From its class to the root; empty where the server does not give classes. */
  lineage: z.array(z.string()),
  properties: z.array(wbemPropertySchema),
  /** Methods that can be called on it. */
  methods: z.array(wbemMethodDeclarationSchema),
  mof: z.string(),
  xml: z.string(),
  notes: z.array(wbemNoteSchema),
});
export type WbemInstance = z.infer<typeof wbemInstanceSchema>;

/** What an instance is associated with, by association and roles. */
export const wbemNeighbourSchema = z.object({
  associationClass: z.string(),
  associationPath: wbemPathSchema.nullable(),
  /** Property of the association that refers to the instance, and the one that refers to the neighbour. */
  role: z.string(),
  resultRole: z.string(),
  neighbour: wbemShownPathSchema,
});
export type WbemNeighbour = z.infer<typeof wbemNeighbourSchema>;
export const wbemNeighboursSchema = z.object({
  items: z.array(wbemNeighbourSchema),
  isTruncated: z.boolean(),
  notes: z.array(wbemNoteSchema),
});

const pathQuery = { path: wbemPathTextSchema };
export const wbemPathQuerySchema = z.strictObject(pathQuery);
export const wbemUriQuerySchema = z.strictObject({
  uri: z.string().trim().min(1, "a WBEM URI is needed").max(20_000),
  namespace: wbemNamespaceSchema.optional(),
});

export const wbemModifyInput = z.strictObject({
  path: wbemPathSchema,
  /** Properties to change, with what they were when they were read; other properties stay. */
  changes: z
    .array(wbemGivenValueSchema.extend({ before: wbemValueSchema }))
    .min(1, "nothing has changed")
    .max(500),
});
export const wbemCreateInput = z.strictObject({
  namespace: wbemNamespaceSchema,
  className: nameSchema,
  properties: z.array(wbemGivenValueSchema).max(500),
});
export const wbemDeleteInput = z.strictObject({
  path: wbemPathSchema,
  /** The class name typed again. */
  confirmation: z.string().max(300),
});
