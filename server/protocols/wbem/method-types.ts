/** Types of what a method returned, from its class where the server has left them out (reference, section 7). */

import { findByName } from "./model/names";
import type { CimMethod, CimScalar, CimValue } from "./model/objects";
import type { CimType } from "./model/types";
import type { MethodResult } from "./operations";
import { readText } from "./xml/value-text";

function typedScalar(value: CimScalar | null, type: CimType): CimScalar | null {
  if (type === "reference" || (typeof value !== "string" && typeof value !== "number")) return value;
  return readText(type, String(value));
}

/** The value in its type; as it is where it does not fit. */
function typedValue(value: CimValue, type: CimType): CimValue {
  try {
    return Array.isArray(value)
      ? value.map((item) => typedScalar(item, type))
      : typedScalar(value as CimScalar | null, type);
  } catch (error) {
    if (error instanceof RangeError) return value;
    throw error;
  }
}

/** The result with what the class declares of the method, for everything that came without a type. */
export function withDeclaredTypes(result: MethodResult, declared: CimMethod): MethodResult {
  const { returnValue, outputParameters } = result;
  return {
    returnValue: typedValue(returnValue, declared.returnType),
    outputParameters: outputParameters.map((parameter) => {
      const type = parameter.type ?? findByName(declared.parameters, parameter.name)?.type ?? null;
      if (parameter.type !== null || type === null) return parameter;
      return { ...parameter, type, value: typedValue(parameter.value, type) };
    }),
  };
}
