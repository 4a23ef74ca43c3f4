/**
 * Equality of CIM objects (DSP0004, section 5.2): names and hosts without regard to case, keys, properties, methods,
 * parameters and qualifiers without regard to their order, numbers by value, datetimes by the time they denote.
 */
import { type CimDatetime, isSameDatetime, valueOfDatetime } from "./datetime";
import { foldName } from "./names";
import type {
  CimClass,
  CimClassName,
  CimFlavors,
  CimInstance,
  CimInstanceName,
  CimKeyValue,
  CimMethod,
  CimParameter,
  CimProperty,
  CimQualifier,
  CimQualifierDeclaration,
  CimScalar,
  CimValue,
} from "./objects";

type CimPath = CimInstanceName | CimClassName;

/** True if both values are the same: numbers exactly, strings with regard to case, arrays item by item. */
export function isSameValue(one: CimValue, other: CimValue): boolean {
  if (isArray(one) || isArray(other)) {
    return (
      isArray(one) &&
      isArray(other) &&
      one.length === other.length &&
      one.every((item, index) => isSameValue(item, other[index] ?? null))
    );
  }
  if (one === null || other === null) return one === other;
  return isSameScalar(one, other);
}

/** True if both paths name the same object: same host, namespace, class and keys. The types of keys do not matter. */
export function isSamePath(one: CimPath, other: CimPath): boolean {
  return keyOfPath(one) === keyOfPath(other);
}

/**
 * A text that is equal for two paths exactly if they are the same path, for use as the key of a map. It is not meant to be
 * read: unlike a canonical WBEM URI it tells a datetime or a reference from a string that looks like one.
 */
export function keyOfPath(path: CimPath): string {
  const head = [path.kind, path.host, path.namespace, path.className].map((part) => part && foldName(part));
  if (path.kind === "class-name") return JSON.stringify(head);
  const keys = path.keyBindings.map(({ name, value }) => [foldName(name), keyOfValue(value)] as const);
  return JSON.stringify([...head, sorted(keys, ([name]) => name)]);
}

/** True if both have the same class, path, properties and qualifiers. */
export function isSameInstance(one: CimInstance, other: CimInstance): boolean {
  return (
    isSameText(one.className, other.className) &&
    isSamePathOrNone(one.path, other.path) &&
    isSameSet(one.properties, other.properties, isSameProperty) &&
    isSameSet(one.qualifiers, other.qualifiers, isSameQualifier)
  );
}

/** True if both have the same name, superclass, path, properties, methods and qualifiers. */
export function isSameClass(one: CimClass, other: CimClass): boolean {
  return (
    isSameText(one.className, other.className) &&
    isSameText(one.superClass, other.superClass) &&
    isSamePathOrNone(one.path, other.path) &&
    isSameSet(one.properties, other.properties, isSameProperty) &&
    isSameSet(one.methods, other.methods, isSameMethod) &&
    isSameSet(one.qualifiers, other.qualifiers, isSameQualifier)
  );
}

/** True if both have the same name, type, value, scopes and flavors. */
export function isSameQualifierDeclaration(one: CimQualifierDeclaration, other: CimQualifierDeclaration): boolean {
  return (
    isSameText(one.name, other.name) &&
    one.type === other.type &&
    isSameShape(one, other) &&
    isSameValue(one.value, other.value) &&
    isSameFlavors(one, other) &&
    one.scopes.length === other.scopes.length &&
    one.scopes.every((scope) => other.scopes.includes(scope))
  );
}

/** A property whose value differs between two states of an instance. */
export interface PropertyChange {
  /** As the newer state spells it. */
  name: string;
  /** Null where the older state did not have the property. */
  before: CimProperty | null;
  /** Null where the newer state does not have the property. */
  after: CimProperty | null;
}

/**
 * The properties whose value or type differs, those of the newer state first and in its order. The names of the changes
 * whose `after` is given are the `PropertyList` of a ModifyInstance.
 */
export function changedProperties(before: CimInstance, after: CimInstance): PropertyChange[] {
  const old = new Map(before.properties.map((property) => [foldName(property.name), property]));
  const changes: PropertyChange[] = [];
  for (const property of after.properties) {
    const previous = old.get(foldName(property.name)) ?? null;
    old.delete(foldName(property.name));
    if (previous !== null && previous.type === property.type && isSameValue(previous.value, property.value)) continue;
    changes.push({ name: property.name, before: previous, after: property });
  }
  for (const property of old.values()) changes.push({ name: property.name, before: property, after: null });
  return changes;
}

function isSameScalar(one: CimScalar, other: CimScalar): boolean {
  if (typeof one !== "object" || typeof other !== "object") {
    return one === other || (isNumber(one) && isNumber(other) && textOfNumber(one) === textOfNumber(other));
  }
  switch (one.kind) {
    case "instance-name":
    case "class-name":
      return (other.kind === "instance-name" || other.kind === "class-name") && isSamePath(one, other);
    case "instance":
      return other.kind === "instance" && isSameInstance(one, other);
    case "class":
      return other.kind === "class" && isSameClass(one, other);
    default:
      return (other.kind === "timestamp" || other.kind === "interval") && isSameDatetime(one, other);
  }
}

function isNumber(value: CimScalar): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

function isArray(value: CimValue): value is readonly (CimScalar | null)[] {
  return Array.isArray(value);
}

function keyOfValue(value: CimKeyValue): unknown {
  if (isNumber(value)) return { number: textOfNumber(value) };
  if (typeof value !== "object") return value;
  if (value.kind === "instance-name" || value.kind === "class-name") return { path: keyOfPath(value) };
  return keyOfDatetime(value);
}

/** The same for one value as a number and as a bigint; integers are written in full, so that nothing is rounded. */
function textOfNumber(value: number | bigint): string {
  return Number.isInteger(value) ? BigInt(value).toString() : String(value);
}

function keyOfDatetime(value: CimDatetime): unknown {
  const { kind, microseconds } = valueOfDatetime(value);
  return { [kind]: microseconds.toString() };
}

function isSamePathOrNone(one: CimPath | null, other: CimPath | null): boolean {
  return one === null || other === null ? one === other : isSamePath(one, other);
}

function isSameText(one: string | null, other: string | null): boolean {
  return one === null || other === null ? one === other : foldName(one) === foldName(other);
}

function isSameProperty(one: CimProperty, other: CimProperty): boolean {
  return (
    one.type === other.type &&
    isSameShape(one, other) &&
    isSameText(one.referenceClass, other.referenceClass) &&
    one.embeddedObject === other.embeddedObject &&
    isSameOrigin(one, other) &&
    isSameValue(one.value, other.value) &&
    isSameSet(one.qualifiers, other.qualifiers, isSameQualifier)
  );
}

function isSameMethod(one: CimMethod, other: CimMethod): boolean {
  return (
    one.returnType === other.returnType &&
    isSameOrigin(one, other) &&
    isSameSet(one.parameters, other.parameters, isSameParameter) &&
    isSameSet(one.qualifiers, other.qualifiers, isSameQualifier)
  );
}

function isSameParameter(one: CimParameter, other: CimParameter): boolean {
  return (
    one.type === other.type &&
    isSameShape(one, other) &&
    isSameText(one.referenceClass, other.referenceClass) &&
    isSameSet(one.qualifiers, other.qualifiers, isSameQualifier)
  );
}

function isSameQualifier(one: CimQualifier, other: CimQualifier): boolean {
  return (
    one.type === other.type &&
    one.isPropagated === other.isPropagated &&
    isSameFlavors(one, other) &&
    isSameValue(one.value, other.value)
  );
}

function isSameFlavors(one: CimFlavors, other: CimFlavors): boolean {
  return (
    one.isOverridable === other.isOverridable &&
    one.toSubclass === other.toSubclass &&
    one.toInstance === other.toInstance &&
    one.isTranslatable === other.isTranslatable
  );
}

type Shaped = Pick<CimProperty, "isArray" | "arraySize">;

function isSameShape(one: Shaped, other: Shaped): boolean {
  return one.isArray === other.isArray && one.arraySize === other.arraySize;
}

type Inherited = Pick<CimProperty, "classOrigin" | "isPropagated">;

function isSameOrigin(one: Inherited, other: Inherited): boolean {
  return isSameText(one.classOrigin, other.classOrigin) && one.isPropagated === other.isPropagated;
}

/** Compares items of the same name, whatever their order; of several with one name, in the order they came in. */
function isSameSet<Item extends { name: string }>(
  some: readonly Item[],
  others: readonly Item[],
  isSame: (one: Item, other: Item) => boolean,
): boolean {
  if (some.length !== others.length) return false;
  const rest = sorted(others, ({ name }) => foldName(name));
  return sorted(some, ({ name }) => foldName(name)).every((item, index) => {
    const other = rest[index];
    return other !== undefined && foldName(item.name) === foldName(other.name) && isSame(item, other);
  });
}

function sorted<Item>(items: readonly Item[], textOf: (item: Item) => string): Item[] {
  return items
    .map((item) => ({ item, text: textOf(item) }))
    .sort((one, other) => (one.text < other.text ? -1 : one.text > other.text ? 1 : 0))
    .map(({ item }) => item);
}
