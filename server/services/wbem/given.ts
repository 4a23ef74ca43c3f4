import "server-only";
import type { z } from "zod";
import type { wbemGivenValueSchema } from "@/contracts/wbem";
import { invalidField } from "@/server/domain/app-error";
import { parameterValue, property } from "@/server/protocols/wbem/model/builders";
import type { CimParameterValue, CimProperty, CimScalar, CimValue } from "@/server/protocols/wbem/model/objects";
import { parseScalar } from "@/server/protocols/wbem/model/scalars";
import { parseEmbeddedObject } from "@/server/protocols/wbem/mof/embedded";
import { pathFromWire } from "./wire";

type Given = z.output<typeof wbemGivenValueSchema>;
type GivenScalar = Exclude<Given["value"], null | readonly unknown[]>;

function scalarFromGiven(given: GivenScalar, { type, embeddedObject }: Given, field: string): CimScalar {
  if (typeof given === "object") {
    if (type === "reference") return pathFromWire(given, field);
    throw invalidField(field, `A value of the type ${type} is not a path.`);
  }
  if (type === "reference") throw invalidField(field, "A reference is given by the path of an instance.");
  try {
    if (embeddedObject !== null) return parseEmbeddedObject(String(given));
    return parseScalar(type, String(given));
  } catch (error) {
    throw invalidField(field, error instanceof Error ? error.message : `This is not a value of the type ${type}.`);
  }
}

function valueFromGiven(given: Given, field: string): CimValue {
  const { value, isArray } = given;
  if (value === null) return null;
  if (Array.isArray(value) !== isArray) {
    throw invalidField(field, isArray ? "A list of values is needed." : "A single value is needed.");
  }
  if (!Array.isArray(value)) return scalarFromGiven(value, given, field);
  return value.map((item, at) => (item === null ? null : scalarFromGiven(item, given, `${field}.${at}`)));
}

/** What a person gave for a property. @throws AppError `invalid_request` naming the field */
export function propertyFromGiven(given: Given, field: string): CimProperty {
  const { name, type, isArray, embeddedObject } = given;
  return property(name, type, valueFromGiven(given, field), { isArray, embeddedObject });
}

/** What a person gave for a parameter of a method. @throws AppError `invalid_request` naming the field */
export function parameterFromGiven(given: Given, field: string): CimParameterValue {
  const { name, type, isArray, embeddedObject } = given;
  return parameterValue(name, type, valueFromGiven(given, field), { isArray, embeddedObject });
}
