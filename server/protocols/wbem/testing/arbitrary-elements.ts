/** CIM objects with all that CIM-XML can say and MOF cannot, for property-based tests. */
import fc from "fast-check";
import type {
  CimClass,
  CimFlavors,
  CimInstance,
  CimInstanceName,
  CimParameterValue,
  CimProperty,
  CimQualifier,
  CimQualifierDeclaration,
  CimScalar,
  CimValue,
  EmbeddedObjectKind,
} from "../model/objects";
import type { CimType } from "../model/types";
import {
  arbitraryClass,
  arbitraryDataType,
  arbitraryHost,
  arbitraryInstanceName,
  arbitraryName,
  arbitraryNamespace,
  arbitraryQualifierDeclaration,
  arbitraryValue,
  withDistinctNames,
} from "./arbitrary-objects";

const flag = fc.option(fc.boolean());
const flavors: fc.Arbitrary<CimFlavors> = fc.record({
  isOverridable: flag,
  toSubclass: flag,
  toInstance: flag,
  isTranslatable: flag,
});
const endless = fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN);

/** A value of that type, of reals also those that are no numbers. */
function arbitraryXmlValue(type: CimType, isArray: boolean): fc.Arbitrary<CimValue> {
  const value = arbitraryValue(type, isArray);
  if (type !== "real32" && type !== "real64") return value;
  return fc.oneof(value, isArray ? fc.array(fc.option(endless), { maxLength: 3 }) : endless);
}

const arbitraryQualifier: fc.Arbitrary<CimQualifier> = fc
  .tuple(arbitraryDataType, fc.boolean())
  .chain(([type, isArray]) =>
    fc
      .tuple(
        fc.record({
          name: arbitraryName,
          type: fc.constant(type),
          value: arbitraryXmlValue(type, isArray),
          isPropagated: flag,
        }),
        flavors,
      )
      .map(([qualifier, own]) => ({ ...qualifier, ...own })),
  );
const qualifiers = withDistinctNames(arbitraryQualifier, 2);

/** A reference with whatever is known of its place, to an instance or to a class. */
const arbitraryReference: fc.Arbitrary<CimScalar> = fc
  .tuple(arbitraryInstanceName(1), fc.option(arbitraryNamespace), fc.option(arbitraryHost), fc.boolean())
  .map(([path, namespace, host, isClass]) => {
    const place = { namespace, host: namespace === null ? null : host };
    return isClass ? { kind: "class-name", className: path.className, ...place } : { ...path, ...place };
  });

type Shape = Pick<CimProperty, "type" | "value" | "isArray" | "arraySize" | "referenceClass" | "embeddedObject">;
const nothing = { arraySize: null, referenceClass: null, embeddedObject: null } as const;

const ofData: fc.Arbitrary<Shape> = fc
  .tuple(arbitraryDataType, fc.boolean(), fc.option(fc.nat(99)))
  .chain(([type, isArray, size]) =>
    arbitraryXmlValue(type, isArray).map((value) => ({
      ...nothing,
      type,
      value,
      isArray,
      arraySize: isArray ? size : null,
    })),
  );
const ofReference: fc.Arbitrary<Shape> = fc
  .tuple(fc.option(arbitraryReference), fc.option(arbitraryName))
  .map(([value, referenceClass]) => ({ ...nothing, type: "reference", value, isArray: false, referenceClass }));

/** Embedded objects, alone and in arrays with NULL items. */
function ofEmbedded(depth: number): fc.Arbitrary<Shape> {
  const instance = arbitraryXmlInstance(depth - 1);
  return fc.constantFrom<EmbeddedObjectKind>("instance", "object").chain((embeddedObject) => {
    const object: fc.Arbitrary<CimScalar> =
      embeddedObject === "instance" ? instance : fc.oneof(instance, arbitraryXmlClass);
    const array = fc.array(fc.option(object), { maxLength: 3 });
    return fc.boolean().chain((isArray) =>
      fc.option<CimValue>(isArray ? array : object).map((value): Shape => {
        return { ...nothing, type: "string", value, isArray, embeddedObject };
      }),
    );
  });
}

function arbitraryProperty(depth: number): fc.Arbitrary<CimProperty> {
  const shape = depth === 0 ? fc.oneof(ofData, ofReference) : fc.oneof(ofData, ofReference, ofEmbedded(depth));
  const rest = fc.record({
    name: arbitraryName,
    classOrigin: fc.option(arbitraryName),
    isPropagated: flag,
    qualifiers,
  });
  return fc.tuple(shape, rest).map(([one, other]) => ({ ...one, ...other }));
}

/** An instance with properties of every form; objects are embedded so many levels deep. */
export function arbitraryXmlInstance(depth = 2): fc.Arbitrary<CimInstance> {
  return fc.record({
    kind: fc.constant("instance" as const),
    className: arbitraryName,
    properties: withDistinctNames(arbitraryProperty(depth), 3),
    qualifiers,
    path: fc.constant(null),
  });
}

/** A class whose members have origins and whose qualifiers have flavors. */
export const arbitraryXmlClass: fc.Arbitrary<CimClass> = fc
  .tuple(arbitraryClass, withDistinctNames(arbitraryProperty(0), 2), fc.option(arbitraryName), flag, qualifiers)
  .map(([plain, properties, classOrigin, isPropagated, more]) => ({
    ...plain,
    properties,
    methods: plain.methods.map((method) => ({ ...method, classOrigin, isPropagated, qualifiers: more })),
    qualifiers: more,
  }));

/** A qualifier declaration with all its flavors. */
export const arbitraryXmlQualifierDeclaration: fc.Arbitrary<CimQualifierDeclaration> = fc
  .tuple(arbitraryQualifierDeclaration, flavors)
  .map(([declaration, own]) => ({ ...declaration, ...own }));

/** A path with all that may be known of its place. */
export const arbitraryPlacedName: fc.Arbitrary<CimInstanceName> = fc
  .tuple(arbitraryInstanceName(), arbitraryNamespace, fc.option(arbitraryHost))
  .map(([path, namespace, host]) => ({ ...path, namespace, host }));

/** A parameter of a method call in any of the forms of section 7; an array says that it is one by its value only. */
export const arbitraryParameterValue: fc.Arbitrary<CimParameterValue> = fc
  .tuple(
    arbitraryName,
    fc.oneof(
      ofData,
      ofReference,
      ofEmbedded(1),
      fc.array(fc.option(arbitraryReference), { maxLength: 3 }).map((value): Shape => {
        return { ...nothing, type: "reference", value, isArray: true };
      }),
    ),
  )
  .map(([name, { type, value, embeddedObject }]) => ({
    name,
    type,
    value,
    isArray: Array.isArray(value),
    embeddedObject,
  }));
