import "server-only";
import type {
  WbemClass,
  WbemClassSummary,
  WbemMethodDeclaration,
  WbemParameterDeclaration,
  WbemPropertyDeclaration,
} from "@/contracts/wbem/classes";
import type { WbemMappedValue, WbemNote } from "@/contracts/wbem/values";
import { hasQualifier } from "@/server/protocols/wbem/class-repository";
import { findByName } from "@/server/protocols/wbem/model/names";
import type {
  CimClass,
  CimMethod,
  CimParameter,
  CimProperty,
  CimQualifier,
} from "@/server/protocols/wbem/model/objects";
import { unitOf } from "@/server/protocols/wbem/model/units";
import { type MappedElement, type ValueChoice, valueMapOf } from "@/server/protocols/wbem/model/value-map";
import { tomof } from "@/server/protocols/wbem/mof/writer";
import type { ToleratedDeviation } from "@/server/protocols/wbem/operations";
import { printWbemUri } from "@/server/protocols/wbem/uri/print";
import { formatXml } from "@/server/protocols/wbem/xml/format";
import { writeClass } from "@/server/protocols/wbem/xml/write-objects";
import { qualifiersToWire, valueToWire } from "./wire";

type Element = CimProperty | CimParameter;

/** The text of a qualifier; null where it is not there. */
export function qualifierText(qualifiers: readonly CimQualifier[], name: string): string | null {
  const value = findByName(qualifiers, name)?.value;
  return typeof value === "string" ? value : null;
}

function embeddedClassOf({ qualifiers, ...element }: Element): string | null {
  const named = qualifierText(qualifiers, "EmbeddedInstance");
  if (named !== null) return named;
  const isAny = hasQualifier(qualifiers, "embeddedobject");
  const kind = "embeddedObject" in element ? element.embeddedObject : null;
  return isAny || kind !== null ? "object" : null;
}

function choiceToWire(choice: ValueChoice): WbemMappedValue {
  const { kind, text } = choice;
  if (kind === "value") return { from: String(choice.value), to: String(choice.value), text };
  if (kind === "range") return { from: String(choice.smallest), to: String(choice.largest), text };
  return { from: null, to: null, text };
}

function mappedValuesOf(element: MappedElement): WbemMappedValue[] | null {
  return valueMapOf(element)?.choices.map(choiceToWire) ?? null;
}

function declarationOf(element: Element) {
  const { name, type, isArray, arraySize, referenceClass, qualifiers } = element;
  return {
    name,
    type,
    isArray,
    arraySize,
    referenceClass,
    embeddedClass: embeddedClassOf(element),
    description: qualifierText(qualifiers, "Description"),
    valueMap: mappedValuesOf(element),
    units: unitOf(qualifiers),
    isRequired: hasQualifier(qualifiers, "required"),
    isDeprecated: hasQualifier(qualifiers, "deprecated"),
    qualifiers: qualifiersToWire(qualifiers),
  };
}

/** A property as its class declares it. */
export function propertyDeclaration(property: CimProperty): WbemPropertyDeclaration {
  return {
    ...declarationOf(property),
    isKey: hasQualifier(property.qualifiers, "key"),
    isWritable: hasQualifier(property.qualifiers, "write"),
    classOrigin: property.classOrigin,
    isPropagated: property.isPropagated === true,
    defaultValue: valueToWire(property.value),
  };
}

/** Parameters are inputs unless they say otherwise (DSP0004, qualifier In). */
function parameterDeclaration(parameter: CimParameter): WbemParameterDeclaration {
  const { qualifiers } = parameter;
  return {
    ...declarationOf(parameter),
    isIn: findByName(qualifiers, "In")?.value !== false,
    isOut: hasQualifier(qualifiers, "out"),
  };
}

/** A method as its class declares it. */
export function methodDeclaration(method: CimMethod): WbemMethodDeclaration {
  const { name, returnType, qualifiers, classOrigin, isPropagated, parameters } = method;
  return {
    name,
    returnType,
    isStatic: hasQualifier(qualifiers, "static"),
    isDeprecated: hasQualifier(qualifiers, "deprecated"),
    description: qualifierText(qualifiers, "Description"),
    classOrigin,
    isPropagated: isPropagated === true,
    valueMap: mappedValuesOf({ type: returnType, qualifiers }),
    parameters: parameters.map(parameterDeclaration),
    qualifiers: qualifiersToWire(qualifiers),
  };
}

/** What a class says of itself; association and indication are handed down, so the ancestors count too. */
export function summaryOf(declared: CimClass, ancestors: readonly CimClass[]): WbemClassSummary {
  const { className, superClass, qualifiers } = declared;
  const isOrInherits = (name: string) =>
    [declared, ...ancestors].some((ancestor) => hasQualifier(ancestor.qualifiers, name));
  return {
    name: className,
    superClass,
    description: qualifierText(qualifiers, "Description"),
    version: qualifierText(qualifiers, "Version"),
    isAssociation: isOrInherits("association"),
    isIndication: isOrInherits("indication"),
    isAbstract: hasQualifier(qualifiers, "abstract"),
    isExperimental: hasQualifier(qualifiers, "experimental"),
    isDeprecated: hasQualifier(qualifiers, "deprecated"),
  };
}

/** A class with its place in the tree. */
export function classToWire(
  declared: CimClass,
  place: { namespace: string; ancestors: readonly CimClass[]; subClasses: readonly string[] },
): WbemClass {
  const { namespace, ancestors, subClasses } = place;
  const { className } = declared;
  return {
    ...summaryOf(declared, ancestors),
    namespace,
    lineage: [className, ...ancestors.map((ancestor) => ancestor.className)],
    subClasses: [...subClasses],
    properties: declared.properties.map(propertyDeclaration),
    methods: declared.methods.map(methodDeclaration),
    qualifiers: qualifiersToWire(declared.qualifiers),
    mof: tomof(declared),
    xml: formatXml(writeClass(declared, "class")),
    uri: printWbemUri({ kind: "class-name", className, namespace, host: null }),
  };
}

/** Notes of several answers, one for each kind of deviation. */
export function mergeNotes(notes: readonly ToleratedDeviation[]): WbemNote[] {
  const merged = new Map<string, WbemNote>();
  for (const note of notes) {
    const known = merged.get(note.code);
    if (known === undefined) merged.set(note.code, { ...note });
    else known.count += note.count;
  }
  return [...merged.values()];
}
