import { z } from "zod";
import { idSchema, timestampSchema } from "./page";

/** Names of the specification: letters, digits, underscores; servers use a few signs more. */
const MAX_NAME = 256;
const nameSchema = z
  .string()
  .min(1, "a name is needed")
  .max(MAX_NAME)
  .regex(/^[^\s/\\"'.:,=<>&]+$/, "This is not the name of a class, property or method.");
export const wbemNamespaceSchema = z
  .string()
  .min(1, "a namespace is needed")
  .max(MAX_NAME)
  .regex(/^[^\s/\\"'.:,=<>&]+(?:\/[^\s/\\"'.:,=<>&]+)*$/, "This is not a namespace, such as root/cimv2.");

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

/** A server's fault that was tolerated, and how often. */
export const wbemNoteSchema = z.object({ code: z.string(), message: z.string(), count: z.number().int() });
export type WbemNote = z.infer<typeof wbemNoteSchema>;

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
  /** Names of properties, separated by commas; all where it is absent. */
  properties: z.string().max(8_000).optional(),
  /** `0` leaves out properties that only subclasses have. */
  deep: z.enum(["0", "1"]).default("1"),
  filterLanguage: z.string().max(40).optional(),
  filter: z.string().max(8_000).optional(),
});
export const wbemInstanceExportQuerySchema = wbemInstanceQuerySchema
  .pick({ namespace: true, className: true, deep: true, filter: true, filterLanguage: true })
  .extend({ format: z.enum(["mof", "xml"]) });
export const wbemQuerySchema = z.strictObject({
  namespace: wbemNamespaceSchema,
  language: z.string().trim().min(1, "a language is needed").max(40),
  query: z.string().trim().min(1, "a query is needed").max(16_000),
});

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
export const wbemUriQuerySchema = z.strictObject({
  uri: z.string().trim().min(1, "a WBEM URI is needed").max(20_000),
  namespace: wbemNamespaceSchema.optional(),
});

/** A value given by a person, with the type it is to have. Texts are judged by the server. */
export const wbemGivenValueSchema = z.strictObject({
  name: nameSchema,
  type: cimTypeSchema,
  isArray: z.boolean(),
  /** MOF or CIM-XML text for embedded objects; paths for references; otherwise as values are shown. Null is NULL. */
  get value() {
    return z.union([givenScalarSchema, z.array(givenScalarSchema.nullable()).max(10_000), z.null()]);
  },
  embeddedObject: z.enum(["instance", "object"]).nullable().default(null),
});
const givenScalarSchema = z.union([z.string().max(1_000_000), z.number(), z.boolean(), wbemPathSchema]);
export type WbemGivenValue = z.input<typeof wbemGivenValueSchema>;

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
export const wbemInvokeInput = z.strictObject({
  /** The instance, or for a static method null with `namespace` and `className`. */
  path: wbemPathSchema.nullable(),
  namespace: wbemNamespaceSchema.optional(),
  className: nameSchema.optional(),
  method: nameSchema,
  parameters: z.array(wbemGivenValueSchema).max(200),
  /** The method's name typed again. */
  confirmation: z.string().max(300),
});
export const wbemMethodResultSchema = z.object({
  returnValue: wbemValueSchema,
  returnText: z.string().nullable(),
  outputs: z.array(
    z.object({ name: z.string(), type: cimTypeSchema.nullable(), isArray: z.boolean(), value: wbemValueSchema }),
  ),
  /** The job that was started, if one was. */
  job: wbemShownPathSchema.nullable(),
  durationMs: z.number(),
  notes: z.array(wbemNoteSchema),
});
export type WbemMethodResult = z.infer<typeof wbemMethodResultSchema>;
export const wbemJobSchema = z.object({
  path: wbemPathSchema,
  name: z.string().nullable(),
  state: z.string(),
  hasEnded: z.boolean(),
  isSuccess: z.boolean().nullable(),
  percentComplete: z.number().nullable(),
  elapsed: z.string().nullable(),
  errorText: z.string().nullable(),
  isGone: z.boolean(),
});
export type WbemJob = z.infer<typeof wbemJobSchema>;

export const wbemServerSchema = z.object({
  profileId: idSchema,
  address: z.string(),
  brand: z.string().nullable(),
  version: z.string().nullable(),
  description: z.string().nullable(),
  interopNamespace: z.string().nullable(),
  defaultNamespace: z.string(),
  namespaces: z.array(z.string()),
  /** How lists are read: by pull operations, the traditional way, or not yet known. */
  pull: z.enum(["pull", "traditional", "unknown"]),
  /** What could not be read, and why. */
  warnings: z.array(z.string()),
  notes: z.array(wbemNoteSchema),
});
export type WbemServer = z.infer<typeof wbemServerSchema>;

export const wbemRegisteredProfileSchema = z.object({
  path: wbemPathSchema,
  organization: z.string(),
  name: z.string(),
  version: z.string(),
});
export type WbemRegisteredProfile = z.infer<typeof wbemRegisteredProfileSchema>;
export const wbemCentralInstancesSchema = z.object({
  items: z.array(wbemShownPathSchema),
  /** How they were found. */
  method: z.string(),
});

export const wbemNamespaceInput = z.strictObject({ namespace: wbemNamespaceSchema });
export const wbemDeleteNamespaceQuerySchema = z.strictObject({
  namespace: wbemNamespaceSchema,
  confirmation: z.string().max(300),
});

export const wbemQualifierTypeSchema = z.object({
  name: z.string(),
  type: cimTypeSchema,
  isArray: z.boolean(),
  scopes: z.array(z.string()),
  mof: z.string(),
});
export type WbemQualifierType = z.infer<typeof wbemQualifierTypeSchema>;

export const wbemIndicationFilterSchema = z.object({
  path: wbemPathSchema,
  name: z.string(),
  query: z.string(),
  queryLanguage: z.string(),
  sourceNamespaces: z.array(z.string()),
  /** Made by a console such as this one. */
  isOwn: z.boolean(),
});
export type WbemIndicationFilter = z.infer<typeof wbemIndicationFilterSchema>;
export const wbemIndicationDestinationSchema = z.object({
  path: wbemPathSchema,
  name: z.string(),
  /** Without the secret part where it is this console's listener. */
  url: z.string(),
  persistence: z.enum(["permanent", "transient", "other"]),
  isOwn: z.boolean(),
  /** It is this console's listener for this profile. */
  isThisConsole: z.boolean(),
});
export type WbemIndicationDestination = z.infer<typeof wbemIndicationDestinationSchema>;
export const wbemSubscriptionSchema = z.object({
  path: wbemPathSchema,
  filter: wbemShownPathSchema,
  destination: wbemShownPathSchema,
});
export type WbemSubscription = z.infer<typeof wbemSubscriptionSchema>;
export const wbemSubscriptionsSchema = z.object({
  filters: z.array(wbemIndicationFilterSchema),
  destinations: z.array(wbemIndicationDestinationSchema),
  subscriptions: z.array(wbemSubscriptionSchema),
  /** Whether this console takes indications, and whether this profile listens for them. */
  listener: z.object({ isOn: z.boolean(), address: z.string().nullable(), isKept: z.boolean() }),
});
export type WbemSubscriptions = z.infer<typeof wbemSubscriptionsSchema>;
const hasUserInfo = (url: string) => URL.canParse(url) && /@/.test(new URL(url).href.split("/")[2] ?? "");
export const wbemSubscribeInput = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, "a name is needed")
    .max(100)
    .regex(/^[\w.-]+$/, "letters, digits, points, dashes and underscores only"),
  query: z.string().trim().min(1, "a query is needed").max(8_000),
  queryLanguage: z.string().trim().min(1, "a language is needed").max(40).default("WQL"),
  /** Namespaces in which the query is judged. */
  sourceNamespaces: z.array(wbemNamespaceSchema).min(1, "a namespace is needed").max(50),
  /** Address of another listener; null for this console's. */
  url: z
    .url({ protocol: /^https?$/, error: "must be an http or https URL" })
    .max(500)
    // Whoever may view the server sees the address.
    .refine((url) => !hasUserInfo(url), "must not contain a user or password")
    .nullable(),
});
export const wbemUnsubscribeInput = z.strictObject({
  /** Of a subscription, or of a filter or destination that nothing uses. */
  path: wbemPathSchema,
  /** The name of the filter or destination; of a subscription, that of its filter. */
  confirmation: z.string().max(300),
});

const spreadSchema = z.object({ average: z.number(), minimum: z.number(), maximum: z.number() });
/** One request with what came of it, as it is listed. */
export const wbemRecordedRowSchema = z.object({
  /** Position in the recording, from 0. */
  index: z.number().int(),
  operation: z.string(),
  startedAt: timestampSchema,
  durationMs: z.number(),
  serverMs: z.number().nullable(),
  requestBytes: z.number().int(),
  replyBytes: z.number().int(),
  isError: z.boolean(),
  /** HTTP status; null where none arrived. */
  status: z.number().int().nullable(),
  failure: z.string().nullable(),
});
export type WbemRecordedRow = z.infer<typeof wbemRecordedRowSchema>;
export const wbemOperationFiguresSchema = z.object({
  operation: z.string(),
  count: z.number().int(),
  errors: z.number().int(),
  clientMs: spreadSchema,
  /** Null once one answer did not say it. */
  serverMs: spreadSchema.nullable(),
  requestBytes: spreadSchema,
  replyBytes: spreadSchema,
});
export type WbemOperationFigures = z.infer<typeof wbemOperationFiguresSchema>;
export const wbemRecordingSchema = z.object({
  /** Whether what the signed-in person does with this profile is being recorded. */
  isOn: z.boolean(),
  /** Requests that had to go because there were too many. */
  dropped: z.number().int(),
  items: z.array(wbemRecordedRowSchema),
  /** Of everything the console has asked of this server. */
  statistics: z.object({ since: timestampSchema, operations: z.array(wbemOperationFiguresSchema) }),
});
export type WbemRecording = z.infer<typeof wbemRecordingSchema>;
/** Whether the signed-in person's requests are being recorded, for pages that show no more of it. */
export const wbemRecordingStateSchema = z.object({ isOn: z.boolean(), count: z.number().int() });
/** What a server counts itself of one operation, by whomever it was asked (CIM_CIMOMStatisticalData). */
const servedOperationSchema = z.object({
  operation: z.string(),
  count: z.number().nullable(),
  /** Averages of one operation, as far as the server says them. */
  serverMs: z.number().nullable(),
  providerMs: z.number().nullable(),
  requestBytes: z.number().nullable(),
  replyBytes: z.number().nullable(),
});
export const wbemServedSchema = z.object({
  /** False where the server has no such statistics. */
  isKnown: z.boolean(),
  /** Null where it cannot be told to gather them, or to stop. */
  isGathering: z.boolean().nullable(),
  operations: z.array(servedOperationSchema),
});
export type WbemServed = z.infer<typeof wbemServedSchema>;
export const wbemServedInput = z.strictObject({ isGathering: z.boolean() });
export const wbemRecordingInput = z.strictObject({ isOn: z.boolean() });
export const wbemRecordedQuerySchema = z.strictObject({ index: z.coerce.number().int().min(0).max(1_000_000) });
const recordedHeadersSchema = z.array(z.object({ name: z.string(), value: z.string() }));
export const wbemRecordedExchangeSchema = wbemRecordedRowSchema.extend({
  requestHeaders: recordedHeadersSchema,
  requestBody: z.string(),
  answerHeaders: recordedHeadersSchema,
  /** Laid out for reading; null where none arrived. */
  answerBody: z.string().nullable(),
  isComplete: z.boolean(),
});
export type WbemRecordedExchange = z.infer<typeof wbemRecordedExchangeSchema>;
export const wbemReplayInput = z.strictObject({ targetProfileId: idSchema });
export const wbemComparisonQuerySchema = z.strictObject({ otherProfileId: idSchema });
export const wbemComparedCallSchema = z.object({
  operation: z.string(),
  namespace: z.string().nullable(),
  /** Positions in the recordings; null where one does not have the call. */
  first: z.number().int().nullable(),
  second: z.number().int().nullable(),
  firstMs: z.number().nullable(),
  secondMs: z.number().nullable(),
  verdict: z.enum(["same", "different", "only-first", "only-second", "unreadable"]),
  /** What differs, in lines. */
  details: z.array(z.string()),
});
export type WbemComparedCall = z.infer<typeof wbemComparedCallSchema>;
export const wbemComparisonSchema = z.object({
  items: z.array(wbemComparedCallSchema),
  /** Requests that were not made again, and why. */
  leftOut: z.array(z.object({ index: z.number().int(), operation: z.string(), reason: z.string() })),
});
export type WbemComparison = z.infer<typeof wbemComparisonSchema>;
