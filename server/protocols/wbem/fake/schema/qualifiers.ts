/** Qualifier types of the CIM schema (DSP0004, section 5.6), as far as the classes here use them. */
import { qualifierType } from "./builder";

const restricted = { toSubclass: false } as const;
const fixed = { isOverridable: false } as const;
const of = ["class", "association", "indication"] as const;
const values = ["property", "method", "parameter"] as const;

export const qualifierTypes = [
  qualifierType("Abstract", "boolean", { scopes: of, value: false, ...restricted }),
  qualifierType("Association", "boolean", { scopes: ["association"], value: false, ...fixed }),
  qualifierType("BitMap", "string", { scopes: values, isArray: true }),
  qualifierType("BitValues", "string", { scopes: values, isArray: true, isTranslatable: true }),
  qualifierType("Counter", "boolean", { scopes: values, value: false }),
  qualifierType("Deprecated", "string", { isArray: true, ...restricted }),
  qualifierType("Description", "string", { isTranslatable: true }),
  qualifierType("DisplayName", "string", { isTranslatable: true }),
  qualifierType("EmbeddedInstance", "string", { scopes: values }),
  qualifierType("EmbeddedObject", "boolean", { scopes: values, value: false, ...fixed }),
  qualifierType("Experimental", "boolean", { value: false, ...restricted }),
  qualifierType("Gauge", "boolean", { scopes: values, value: false }),
  qualifierType("IN", "boolean", { scopes: ["parameter"], value: true, ...fixed }),
  qualifierType("Indication", "boolean", { scopes: ["class", "indication"], value: false, ...fixed }),
  qualifierType("Key", "boolean", { scopes: ["property", "reference"], value: false, ...fixed }),
  qualifierType("Max", "uint32", { scopes: ["reference"] }),
  qualifierType("MaxLen", "uint32", { scopes: values }),
  qualifierType("MaxValue", "sint64", { scopes: values }),
  qualifierType("Min", "uint32", { scopes: ["reference"], value: 0 }),
  qualifierType("MinValue", "sint64", { scopes: values }),
  qualifierType("ModelCorrespondence", "string", { isArray: true }),
  qualifierType("OUT", "boolean", { scopes: ["parameter"], value: false, ...fixed }),
  qualifierType("Override", "string", { scopes: ["property", "reference", "method"], ...restricted }),
  qualifierType("PUnit", "string", { scopes: values }),
  qualifierType("Required", "boolean", {
    scopes: ["reference", "property", "method", "parameter"],
    value: false,
    ...fixed,
  }),
  qualifierType("Static", "boolean", { scopes: ["property", "method"], value: false, ...fixed }),
  qualifierType("Terminal", "boolean", { scopes: of, value: false }),
  qualifierType("UMLPackagePath", "string", { scopes: of }),
  qualifierType("Units", "string", { scopes: values, isTranslatable: true }),
  qualifierType("ValueMap", "string", { scopes: values, isArray: true }),
  qualifierType("Values", "string", { scopes: values, isArray: true, isTranslatable: true }),
  qualifierType("Version", "string", { scopes: of, isTranslatable: true, ...restricted }),
  qualifierType("Write", "boolean", { scopes: ["property", "reference"], value: false }),
];
