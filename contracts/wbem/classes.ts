import { z } from "zod";
import { timestampSchema } from "../page";
import { partProblemSchema } from "../problem";
import {
  cimTypeSchema,
  nameSchema,
  wbemMappedValueSchema,
  wbemNamespaceSchema,
  wbemNoteSchema,
  wbemValueSchema,
} from "./values";

const qualifierSchema = z.object({
  name: z.string(),
  type: cimTypeSchema,
  value: wbemValueSchema,
  isPropagated: z.boolean().nullable(),
});
export type WbemQualifier = z.infer<typeof qualifierSchema>;

const declaredSchema = z.object({
  name: z.string(),
  type: cimTypeSchema,
  isArray: z.boolean(),
  arraySize: z.number().int().nullable(),
  referenceClass: z.string().nullable(),
  /** Class of an embedded object; `object` where any is allowed. */
  embeddedClass: z.string().nullable(),
  description: z.string().nullable(),
  /** Values with their texts; null where the element has none. */
  valueMap: z.array(wbemMappedValueSchema).nullable(),
  units: z.string().nullable(),
  isRequired: z.boolean(),
  isDeprecated: z.boolean(),
  qualifiers: z.array(qualifierSchema),
});
export const wbemPropertyDeclarationSchema = declaredSchema.extend({
  isKey: z.boolean(),
  /** What the WRITE qualifier says, which servers do not keep to. */
  isWritable: z.boolean(),
  classOrigin: z.string().nullable(),
  isPropagated: z.boolean(),
  defaultValue: wbemValueSchema,
});
export type WbemPropertyDeclaration = z.infer<typeof wbemPropertyDeclarationSchema>;
export const wbemParameterDeclarationSchema = declaredSchema.extend({ isIn: z.boolean(), isOut: z.boolean() });
export type WbemParameterDeclaration = z.infer<typeof wbemParameterDeclarationSchema>;
export const wbemMethodDeclarationSchema = z.object({
  name: z.string(),
  returnType: cimTypeSchema,
  isStatic: z.boolean(),
  isDeprecated: z.boolean(),
  description: z.string().nullable(),
  classOrigin: z.string().nullable(),
  isPropagated: z.boolean(),
  /** Texts of the return value. */
  valueMap: z.array(wbemMappedValueSchema).nullable(),
  parameters: z.array(wbemParameterDeclarationSchema),
  qualifiers: z.array(qualifierSchema),
});
export type WbemMethodDeclaration = z.infer<typeof wbemMethodDeclarationSchema>;

/** One class in the tree. */
export const wbemClassSummarySchema = z.object({
  name: z.string(),
  superClass: z.string().nullable(),
  description: z.string().nullable(),
  version: z.string().nullable(),
  isAssociation: z.boolean(),
  isIndication: z.boolean(),
  isAbstract: z.boolean(),
  isExperimental: z.boolean(),
  isDeprecated: z.boolean(),
});
export type WbemClassSummary = z.infer<typeof wbemClassSummarySchema>;
export const wbemClassTreeSchema = z.object({
  namespace: z.string(),
  items: z.array(wbemClassSummarySchema),
  /** True where the server gives names only. */
  isNamesOnly: z.boolean(),
  readAt: timestampSchema,
  notes: z.array(wbemNoteSchema),
});

export const wbemClassSearchHitSchema = z.object({
  className: z.string(),
  /** What was found; `member` names the property, method or parameter. */
  where: z.enum(["class", "property", "method", "parameter", "description"]),
  member: z.string().nullable(),
  excerpt: z.string(),
});
export type WbemClassSearchHit = z.infer<typeof wbemClassSearchHitSchema>;

export const wbemClassSchema = z.object({
  name: z.string(),
  namespace: z.string(),
  superClass: z.string().nullable(),
  /** From the class itself to the root. */
  lineage: z.array(z.string()),
  subClasses: z.array(z.string()),
  description: z.string().nullable(),
  version: z.string().nullable(),
  isAssociation: z.boolean(),
  isIndication: z.boolean(),
  isAbstract: z.boolean(),
  isExperimental: z.boolean(),
  isDeprecated: z.boolean(),
  properties: z.array(wbemPropertyDeclarationSchema),
  methods: z.array(wbemMethodDeclarationSchema),
  qualifiers: z.array(qualifierSchema),
  mof: z.string(),
  xml: z.string(),
  uri: z.string(),
});
export type WbemClass = z.infer<typeof wbemClassSchema>;

/** An association in which a class, or one it inherits from, takes part. */
export const wbemClassAssociationSchema = z.object({
  associationClass: z.string(),
  role: z.string(),
  ends: z.array(z.object({ role: z.string(), className: z.string() })),
});
export type WbemClassAssociation = z.infer<typeof wbemClassAssociationSchema>;
export const wbemClassQuerySchema = z.strictObject({ namespace: wbemNamespaceSchema, className: nameSchema });
export const wbemTreeQuerySchema = z.strictObject({
  namespace: wbemNamespaceSchema,
  /** `1` reads from the server even if a copy is at hand. */
  refresh: z.enum(["0", "1"]).optional(),
});
export const wbemSearchQuerySchema = z.strictObject({
  namespace: wbemNamespaceSchema,
  text: z.string().trim().min(2, "two characters are needed").max(100),
});

export const wbemFindQuerySchema = wbemSearchQuerySchema.pick({ text: true });
/** One line of a search in all namespaces, which goes on where one of them cannot be read. */
export const wbemFindLineSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("namespaces"),
    names: z.array(z.string()),
    /** What could not be learned of the namespaces, and why. */
    warnings: z.array(z.string()),
  }),
  z.object({
    kind: z.literal("hits"),
    namespace: z.string(),
    items: z.array(wbemClassSearchHitSchema),
    isTruncated: z.boolean(),
  }),
  z.object({ kind: z.literal("failure"), namespace: z.string(), failure: partProblemSchema }),
  z.object({ kind: z.literal("end"), hits: z.number().int(), searched: z.number().int(), failed: z.number().int() }),
]);
export type WbemFindLine = z.infer<typeof wbemFindLineSchema>;

export const wbemCountQuerySchema = z.strictObject({
  namespace: wbemNamespaceSchema,
  /** Names of classes that are left out with their subclasses, separated by commas. */
  ignore: z.string().max(8_000).optional(),
  /** `1` names classes without instances, too. */
  empty: z.enum(["0", "1"]).default("0"),
});
/** One line of the counting of instances by their class of creation, which goes on where a class cannot be counted. */
export const wbemCountLineSchema = z.discriminatedUnion("kind", [
  /** The class whose instances are being listed with those of its subclasses, and how many have come. */
  z.object({ kind: z.literal("progress"), className: z.string(), instances: z.number().int() }),
  z.object({
    kind: z.literal("counts"),
    items: z.array(z.object({ className: z.string(), count: z.number().int() })),
  }),
  z.object({ kind: z.literal("failure"), className: z.string(), failure: partProblemSchema }),
  /** A class that was not asked because its list includes the instances of an ignored one. */
  z.object({ kind: z.literal("left-out"), className: z.string() }),
  z.object({
    kind: z.literal("end"),
    instances: z.number().int(),
    classes: z.number().int(),
    failed: z.number().int(),
    durationMs: z.number(),
  }),
]);
export type WbemCountLine = z.infer<typeof wbemCountLineSchema>;

export const wbemQualifierTypeSchema = z.object({
  name: z.string(),
  type: cimTypeSchema,
  isArray: z.boolean(),
  scopes: z.array(z.string()),
  mof: z.string(),
});
export type WbemQualifierType = z.infer<typeof wbemQualifierTypeSchema>;
