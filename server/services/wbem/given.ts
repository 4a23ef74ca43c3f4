import "server-only";
import type { z } from "zod";
import type { wbemGivenValueSchema } from "@/contracts/wbem/values";
import { invalidField } from "@/server/domain/app-error";
import { parameterValue, property } from "@/server/protocols/wbem/model/builders";
import { foldName } from "@/server/protocols/wbem/model/names";
import type { CimParameterValue, CimProperty, CimScalar, CimValue } from "@/server/protocols/wbem/model/objects";
import { type FindClass, parseEmbeddedObject } from "@/server/protocols/wbem/mof/embedded";
import { MofError } from "@/server/protocols/wbem/mof/errors";
import { requireSendable } from "@/server/protocols/wbem/xml/escape";
import { pathFromWire, scalarFromWire } from "./wire";

type Given = z.output<typeof wbemGivenValueSchema>;
type GivenScalar = Exclude<Given["value"], null | readonly unknown[]>;

async function scalarFromGiven(
  given: GivenScalar,
  { type, embeddedObject }: Given,
  field: string,
  findClass: FindClass,
): Promise<CimScalar> {
  if (typeof given === "object") {
    if (type === "reference") return pathFromWire(given, field);
    throw invalidField(field, `A value of the type ${type} is not a path.`);
  }
  if (type === "reference") throw invalidField(field, "A reference is given by the path of an instance.");
  if (typeof given === "string") requireSendable(given, field);
  try {
    return embeddedObject === null ? scalarFromWire(type, given) : await parseEmbeddedObject(String(given), findClass);
  } catch (error) {
    if (error instanceof RangeError || error instanceof MofError) throw invalidField(field, error.message);
    // The server has failed to give a class, which is no fault of the text.
    throw error;
  }
}

async function valueFromGiven(given: Given, field: string, findClass: FindClass): Promise<CimValue> {
  const { value, isArray } = given;
  if (value === null) return null;
  if (Array.isArray(value) !== isArray) {
    throw invalidField(field, isArray ? "A list of values is needed." : "A single value is needed.");
  }
  if (!Array.isArray(value)) return scalarFromGiven(value, given, field, findClass);
  const items: (CimScalar | null)[] = [];
  for (const [at, item] of value.entries()) {
    items.push(item === null ? null : await scalarFromGiven(item, given, `${field}.${at}`, findClass));
  }
  return items;
}

/** Refuses two values for one name, of which a server would take either. @throws AppError `invalid_request` naming the second */
function requireDistinct(given: readonly Given[], list: string): void {
  const names = new Set<string>();
  for (const [at, { name }] of given.entries()) {
    if (names.has(foldName(name))) throw invalidField(`${list}.${at}.name`, `There are two values for ${name}.`);
    names.add(foldName(name));
  }
}

/**
 * What a person gave for properties; `list` names the field that they came in. Classes are asked for where a value is an
 * embedded instance in MOF.
 * @throws AppError `invalid_request` naming the value, and what was wrong in it; what `findClass` throws
 */
export async function propertiesFromGiven(
  given: readonly Given[],
  list: string,
  findClass: FindClass,
): Promise<CimProperty[]> {
  requireDistinct(given, list);
  return Promise.all(
    given.map(async (one, at) => {
      const { name, type, isArray, embeddedObject } = one;
      const value = await valueFromGiven(one, `${list}.${at}.value`, findClass);
      return property(name, type, value, { isArray, embeddedObject });
    }),
  );
}

/** What a person gave for the parameters of a method. @throws AppError `invalid_request` naming the value */
export async function parametersFromGiven(given: readonly Given[], findClass: FindClass): Promise<CimParameterValue[]> {
  requireDistinct(given, "parameters");
  return Promise.all(
    given.map(async (one, at) => {
      const { name, type, isArray, embeddedObject } = one;
      const value = await valueFromGiven(one, `parameters.${at}.value`, findClass);
      return parameterValue(name, type, value, { isArray, embeddedObject });
    }),
  );
}
