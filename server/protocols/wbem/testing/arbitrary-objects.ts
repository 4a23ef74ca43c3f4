/** CIM objects of every shape for property-based tests. */
import fc from "fast-check";
import { parseDatetime } from "../model/datetime";
import { foldName } from "../model/names";
import {
  type CimClass,
  type CimFlavors,
  type CimInstance,
  type CimInstanceName,
  type CimKeyBinding,
  type CimMethod,
  type CimParameter,
  type CimProperty,
  type CimQualifier,
  type CimQualifierDeclaration,
  type CimScalar,
  type CimValue,
  qualifierScopes,
} from "../model/objects";
import { type CimDataType, type CimIntegerType, type CimType, dataTypes, type realTypes } from "../model/types";

const first = "ABCXYZabcxyz_";
/** A name of ASCII letters, digits and underscores. */
export const arbitraryName = fc
  .tuple(
    fc.constantFrom(...first),
    fc.array(fc.constantFrom(...first, ..."0123456789"), { maxLength: 12 }).map((rest) => rest.join("")),
  )
  .map(([head, tail]) => head + tail);

export const arbitraryNamespace = fc
  .array(arbitraryName, { minLength: 1, maxLength: 3 })
  .map((segments) => segments.join("/"));

export const arbitraryHost = fc.constantFrom(
  "acme.com",
  "acme.com:5989",
  "storage-array-7",
  "10.11.12.13:5988",
  "[fe80::1]",
  "[2001:db8::7]:5989",
);

/** Text as XML and MOF can carry it: no U+0000, no lone surrogates. */
export const arbitraryText = fc.string({ unit: "grapheme", maxLength: 120 }).map((text) => text.replaceAll("\0", " "));

const widthOf = (type: CimIntegerType): bigint => BigInt(type.slice(4));

/** An integer of that type: a bigint for those of 64 bits. */
export function arbitraryInteger(type: CimIntegerType): fc.Arbitrary<number | bigint> {
  const width = widthOf(type);
  const range = type.startsWith("u")
    ? { min: 0n, max: 2n ** width - 1n }
    : { min: -(2n ** (width - 1n)), max: 2n ** (width - 1n) - 1n };
  return fc.bigInt(range).map((value) => (width === 64n ? value : Number(value)));
}

const two = (max: number) => fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, "0"));
const microseconds = fc
  .tuple(fc.integer({ min: 0, max: 999_999 }), fc.integer({ min: 0, max: 6 }))
  .map(([value, known]) => String(value).padStart(6, "0").slice(0, known).padEnd(6, "*"));

/** Asterisks from a field on, to the end of the microseconds; from 15 on all fields are known. */
function hideFrom(start: number, text: string): string {
  const hidden = text.slice(start, 21).replace(/\d/g, "*");
  return start >= 15 ? text : text.slice(0, start) + hidden + text.slice(21);
}

const timestampText = fc
  .tuple(
    fc.date({ min: new Date("1000-01-01"), max: new Date("9999-12-30"), noInvalidDate: true }),
    microseconds,
    fc.constantFrom("+000", "+060", "-300", "+840", "-720"),
    fc.constantFrom(0, 4, 6, 8, 10, 12, 15, 15, 15, 15),
  )
  .map(([date, micros, offset, start]) => {
    return hideFrom(start, `${date.toISOString().replace(/\D/g, "").slice(0, 14)}.${micros}${offset}`);
  });
const intervalText = fc
  .tuple(
    fc.integer({ min: 0, max: 99_999_999 }),
    two(23),
    two(59),
    two(59),
    microseconds,
    fc.constantFrom(0, 8, 10, 12, 15, 15, 15),
  )
  .map(([days, hours, minutes, seconds, micros, start]) => {
    return hideFrom(start, `${String(days).padStart(8, "0")}${hours}${minutes}${seconds}.${micros}:000`);
  });

export const arbitraryDatetime = fc.oneof(timestampText, intervalText).map(parseDatetime);

/** One UTF-16 code unit that may stand alone. */
export const arbitraryChar16 = fc.oneof(fc.constantFrom(..."ab'\"\\ \n\tÄ"), fc.string({ minLength: 1, maxLength: 1 }));

const reals: Record<(typeof realTypes)[number], fc.Arbitrary<number>> = {
  real32: fc.float({ noNaN: true, noDefaultInfinity: true }),
  real64: fc.double({ noNaN: true, noDefaultInfinity: true }),
};

/** A value of that type that is not NULL. */
export function arbitraryScalar(type: CimType): fc.Arbitrary<CimScalar> {
  if (type === "boolean") return fc.boolean();
  if (type === "string") return arbitraryText;
  if (type === "char16") return arbitraryChar16;
  if (type === "datetime") return arbitraryDatetime;
  if (type === "reference") return arbitraryInstanceName(1);
  if (type === "real32" || type === "real64") return reals[type];
  return arbitraryInteger(type);
}

export const arbitraryDataType: fc.Arbitrary<CimDataType> = fc.constantFrom(...dataTypes);

/** Items of which no two have the same name. */
export function withDistinctNames<Item extends { name: string }>(
  item: fc.Arbitrary<Item>,
  maxLength = 4,
): fc.Arbitrary<Item[]> {
  return fc.uniqueArray(item, { selector: ({ name }) => foldName(name), maxLength });
}

const arbitraryKey: fc.Arbitrary<CimKeyBinding> = arbitraryDataType.chain((type) =>
  fc.record({
    name: arbitraryName,
    type: fc.constant(type),
    value: arbitraryScalar(type) as fc.Arbitrary<CimKeyBinding["value"]>,
  }),
);

/** A path with at least one key; its keys may be references, `depth` deep. */
export function arbitraryInstanceName(depth = 2): fc.Arbitrary<CimInstanceName> {
  const key: fc.Arbitrary<CimKeyBinding> =
    depth === 0
      ? arbitraryKey
      : fc.oneof(
          { arbitrary: arbitraryKey, weight: 4 },
          {
            arbitrary: fc.record({
              name: arbitraryName,
              type: fc.constant<CimType>("reference"),
              value: arbitraryInstanceName(depth - 1),
            }),
            weight: 1,
          },
        );
  return fc.record({
    kind: fc.constant("instance-name" as const),
    className: arbitraryName,
    keyBindings: withDistinctNames(key).filter(({ length }) => length > 0),
    namespace: fc.option(arbitraryNamespace),
    host: fc.constant(null),
  });
}

/** A value of that type or NULL, its items too. */
export function arbitraryValue(type: CimType, isArray: boolean): fc.Arbitrary<CimValue> {
  const scalar = arbitraryScalar(type);
  return fc.option<CimValue>(isArray ? fc.array(fc.option(scalar), { maxLength: 5 }) : scalar);
}

const open: CimFlavors = { isOverridable: null, toSubclass: null, toInstance: null, isTranslatable: null };

const arbitraryQualifier: fc.Arbitrary<CimQualifier> = fc
  .tuple(arbitraryDataType, fc.boolean())
  .chain(([type, isArray]) =>
    fc.record({
      name: arbitraryName,
      type: fc.constant(type),
      value: arbitraryValue(type, isArray),
      isPropagated: fc.constant(null),
      isOverridable: fc.constant(open.isOverridable),
      toSubclass: fc.constant(open.toSubclass),
      toInstance: fc.constant(open.toInstance),
      isTranslatable: fc.constant(open.isTranslatable),
    }),
  );
const arbitraryQualifiers = withDistinctNames(arbitraryQualifier, 3);

const arbitraryShape = fc
  .tuple(fc.boolean(), fc.option(fc.integer({ min: 5, max: 99 })))
  .map(([isArray, size]) => ({ isArray, arraySize: isArray ? size : null }));

const ofInstance = fc.tuple(arbitraryDataType, fc.boolean()).chain(([type, isArray]) =>
  fc.record<CimProperty>({
    name: arbitraryName,
    type: fc.constant<CimType>(type),
    value: arbitraryValue(type, isArray),
    isArray: fc.constant(isArray),
    arraySize: fc.constant(null),
    referenceClass: fc.constant(null),
    embeddedObject: fc.constant(null),
    classOrigin: fc.constant(null),
    isPropagated: fc.constant(null),
    qualifiers: fc.constant([]),
  }),
);

/** An instance without a path and without qualifiers, as MOF can say it. */
export const arbitraryInstance: fc.Arbitrary<CimInstance> = fc.record({
  kind: fc.constant("instance" as const),
  className: arbitraryName,
  properties: withDistinctNames(ofInstance),
  qualifiers: fc.constant([]),
  path: fc.constant(null),
});

const ofClass: fc.Arbitrary<CimProperty> = fc.oneof(
  fc.tuple(arbitraryDataType, arbitraryShape).chain(([type, shape]) =>
    fc.record<CimProperty>({
      name: arbitraryName,
      type: fc.constant<CimType>(type),
      value: arbitraryValue(type, shape.isArray),
      isArray: fc.constant(shape.isArray),
      arraySize: fc.constant(shape.arraySize),
      referenceClass: fc.constant(null),
      embeddedObject: fc.constant(null),
      classOrigin: fc.constant(null),
      isPropagated: fc.constant(null),
      qualifiers: arbitraryQualifiers,
    }),
  ),
  fc.record<CimProperty>({
    name: arbitraryName,
    type: fc.constant<CimType>("reference"),
    value: fc.constant(null),
    isArray: fc.constant(false),
    arraySize: fc.constant(null),
    referenceClass: arbitraryName,
    embeddedObject: fc.constant(null),
    classOrigin: fc.constant(null),
    isPropagated: fc.constant(null),
    qualifiers: arbitraryQualifiers,
  }),
);

const arbitraryParameter: fc.Arbitrary<CimParameter> = fc
  .tuple(fc.oneof(arbitraryDataType, fc.constant<CimType>("reference")), arbitraryShape)
  .chain(([type, shape]) =>
    fc.record({
      name: arbitraryName,
      type: fc.constant(type),
      isArray: fc.constant(shape.isArray),
      arraySize: fc.constant(shape.arraySize),
      referenceClass: type === "reference" ? arbitraryName : fc.constant(null),
      qualifiers: arbitraryQualifiers,
    }),
  );

const arbitraryMethod: fc.Arbitrary<CimMethod> = fc.record({
  name: arbitraryName,
  returnType: arbitraryDataType,
  parameters: withDistinctNames(arbitraryParameter),
  classOrigin: fc.constant(null),
  isPropagated: fc.constant(null),
  qualifiers: arbitraryQualifiers,
});

/** A class without what MOF cannot say: path, origins and flavors of its qualifiers. */
export const arbitraryClass: fc.Arbitrary<CimClass> = fc.record({
  kind: fc.constant("class" as const),
  className: arbitraryName,
  superClass: fc.option(arbitraryName),
  properties: withDistinctNames(ofClass),
  methods: withDistinctNames(arbitraryMethod),
  qualifiers: arbitraryQualifiers,
  path: fc.constant(null),
});

/** A qualifier declaration as MOF can say it: nothing about instances, and never "not translatable". */
export const arbitraryQualifierDeclaration: fc.Arbitrary<CimQualifierDeclaration> = fc
  .tuple(arbitraryDataType, arbitraryShape)
  .chain(([type, shape]) =>
    fc.record({
      name: arbitraryName,
      type: fc.constant(type),
      value: arbitraryValue(type, shape.isArray),
      isArray: fc.constant(shape.isArray),
      arraySize: fc.constant(shape.arraySize),
      scopes: fc.subarray([...qualifierScopes], { minLength: 1 }),
      isOverridable: fc.option(fc.boolean()),
      toSubclass: fc.option(fc.boolean()),
      toInstance: fc.constant(null),
      isTranslatable: fc.option(fc.constant(true)),
    }),
  );
