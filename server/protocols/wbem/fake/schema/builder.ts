/** Compact declarations of classes. */
import { foldName } from "../../model/names";
import type {
  CimClass,
  CimMethod,
  CimParameter,
  CimProperty,
  CimQualifier,
  CimQualifierDeclaration,
  CimValue,
  QualifierScope,
} from "../../model/objects";
import type { CimDataType, CimType } from "../../model/types";

/** `string`, `uint16[]`, `ref CIM_Class`, `ref CIM_Class[]`, `embedded CIM_Class`, `embedded CIM_Class[]`. */
type TypeText = string;

interface Traits {
  key?: boolean;
  write?: boolean;
  required?: boolean;
  deprecated?: string;
  experimental?: boolean;
  /** Texts of values by number. */
  values?: Readonly<Record<string, string>>;
  /** Texts of bits. */
  bits?: Readonly<Record<string, string>>;
  unit?: string;
  maxLength?: number;
  value?: CimValue;
  /** Bounds of a reference. */
  min?: number;
  max?: number;
  alternateKey?: string;
}

interface ParameterTraits extends Traits {
  out?: boolean;
  inout?: boolean;
}

type Member = { property: Omit<CimProperty, "name"> } | { method: Omit<CimMethod, "name"> };

const noFlavors = { isOverridable: null, toSubclass: null, toInstance: null, isTranslatable: null };

const qualifier = (name: string, type: CimDataType, value: CimValue): CimQualifier => ({
  name,
  type,
  value,
  isPropagated: null,
  ...noFlavors,
});

function qualifiersOf(description: string, traits: ParameterTraits): CimQualifier[] {
  const made = [qualifier("Description", "string", description)];
  const flag = (name: string, value: boolean | undefined) => {
    if (value !== undefined) made.push(qualifier(name, "boolean", value));
  };
  flag("Key", traits.key);
  flag("Write", traits.write);
  flag("Required", traits.required);
  flag("Experimental", traits.experimental);
  if (traits.deprecated !== undefined) made.push(qualifier("Deprecated", "string", [traits.deprecated]));
  if (traits.maxLength !== undefined) made.push(qualifier("MaxLen", "uint32", traits.maxLength));
  if (traits.unit !== undefined) made.push(qualifier("PUnit", "string", traits.unit));
  if (traits.unit === "bytes") made.push(qualifier("Units", "string", "Bytes"));
  if (traits.min !== undefined) made.push(qualifier("Min", "uint32", traits.min));
  if (traits.max !== undefined) made.push(qualifier("Max", "uint32", traits.max));
  if (traits.values !== undefined) {
    made.push(qualifier("ValueMap", "string", Object.keys(traits.values)));
    made.push(qualifier("Values", "string", Object.values(traits.values)));
  }
  if (traits.bits !== undefined) {
    made.push(qualifier("BitMap", "string", Object.keys(traits.bits)));
    made.push(qualifier("BitValues", "string", Object.values(traits.bits)));
  }
  return made;
}

function typeOf(text: TypeText) {
  const isArray = text.endsWith("[]");
  const [kind = "string", target = null] = (isArray ? text.slice(0, -2) : text).split(" ");
  const isEmbedded = kind === "embedded";
  const type = (kind === "ref" ? "reference" : isEmbedded ? "string" : kind) as CimType;
  const embedded = isEmbedded && target !== null ? [qualifier("EmbeddedInstance", "string", target)] : [];
  return { type, isArray, referenceClass: kind === "ref" ? target : null, isEmbedded, embedded };
}

/** A property. */
export function p(typeText: TypeText, description: string, traits: Traits = {}): Member {
  const { type, isArray, referenceClass, isEmbedded, embedded } = typeOf(typeText);
  return {
    property: {
      type,
      isArray,
      arraySize: null,
      referenceClass,
      value: traits.value ?? null,
      embeddedObject: isEmbedded ? "instance" : null,
      classOrigin: null,
      isPropagated: null,
      qualifiers: [...qualifiersOf(description, traits), ...embedded],
    },
  };
}

/** An end of an association; a key unless told otherwise. */
export function ref(className: string, description: string, traits: Traits = {}): Member {
  return p(`ref ${className}`, description, { key: true, ...traits });
}

/** A parameter: an input unless told otherwise. */
export function arg(typeText: TypeText, description: string, traits: ParameterTraits = {}): Omit<CimParameter, "name"> {
  const { type, isArray, referenceClass, embedded } = typeOf(typeText);
  const isIn = traits.out !== true || traits.inout === true;
  const direction = [qualifier("IN", "boolean", isIn)];
  if (traits.out === true || traits.inout === true) direction.push(qualifier("OUT", "boolean", true));
  const qualifiers = [...direction, ...qualifiersOf(description, traits), ...embedded];
  return { type, isArray, arraySize: null, referenceClass, qualifiers };
}

/** A method. */
export function m(
  returnType: CimDataType,
  description: string,
  parameters: Readonly<Record<string, Omit<CimParameter, "name">>> = {},
  traits: Traits & { static?: boolean } = {},
): Member {
  const qualifiers = qualifiersOf(description, traits);
  if (traits.static === true) qualifiers.push(qualifier("Static", "boolean", true));
  return {
    method: {
      returnType,
      classOrigin: null,
      isPropagated: null,
      parameters: Object.entries(parameters).map(([name, parameter]) => ({ name, ...parameter })),
      qualifiers,
    },
  };
}

interface ClassTraits {
  version?: string;
  isAbstract?: boolean;
  isAssociation?: boolean;
  isIndication?: boolean;
  isExperimental?: boolean;
  deprecated?: string;
}

/** A class by what it declares itself. */
export function cimClass(
  className: string,
  superClass: string | null,
  description: string,
  members: Readonly<Record<string, Member>>,
  traits: ClassTraits = {},
): CimClass {
  const qualifiers = [
    qualifier("Description", "string", description),
    qualifier("Version", "string", traits.version ?? "2.10.0"),
  ];
  if (traits.isAssociation === true) qualifiers.unshift(qualifier("Association", "boolean", true));
  if (traits.isIndication === true) qualifiers.unshift(qualifier("Indication", "boolean", true));
  if (traits.isAbstract === true) qualifiers.push(qualifier("Abstract", "boolean", true));
  if (traits.isExperimental === true) qualifiers.push(qualifier("Experimental", "boolean", true));
  if (traits.deprecated !== undefined) qualifiers.push(qualifier("Deprecated", "string", [traits.deprecated]));
  const properties: CimProperty[] = [];
  const methods: CimMethod[] = [];
  for (const [name, member] of Object.entries(members)) {
    if ("property" in member) properties.push({ name, ...member.property });
    else methods.push({ name, ...member.method });
  }
  return { kind: "class", className, superClass, properties, methods, qualifiers, path: null };
}

const anyScope: readonly QualifierScope[] = [
  "class",
  "association",
  "reference",
  "property",
  "method",
  "parameter",
  "indication",
];

interface QualifierTraits {
  scopes?: readonly QualifierScope[];
  value?: CimValue;
  isArray?: boolean;
  isOverridable?: boolean;
  toSubclass?: boolean;
  isTranslatable?: boolean;
}

/** A qualifier type; for every scope, overridable and inherited unless told otherwise. */
export function qualifierType(name: string, type: CimDataType, traits: QualifierTraits = {}): CimQualifierDeclaration {
  return {
    name,
    type,
    value: traits.value ?? null,
    isArray: traits.isArray ?? false,
    arraySize: null,
    scopes: traits.scopes ?? anyScope,
    isOverridable: traits.isOverridable ?? true,
    toSubclass: traits.toSubclass ?? true,
    toInstance: false,
    isTranslatable: traits.isTranslatable ?? false,
  };
}

/** Classes in the order in which they can be added. */
export function inOrder(classes: readonly CimClass[]): CimClass[] {
  const left = new Map(classes.map((one) => [foldName(one.className), one]));
  const ordered: CimClass[] = [];
  const take = (one: CimClass) => {
    if (!left.delete(foldName(one.className))) return;
    const above = one.superClass === null ? undefined : left.get(foldName(one.superClass));
    if (above !== undefined) take(above);
    ordered.push(one);
  };
  for (const one of classes) take(one);
  return ordered;
}
