/** Comparison of what an operation returned or threw with what a test case expects (reference, section 15.4). */
import { AppError } from "@/server/domain/app-error";
import { TransportError } from "@/server/transport/errors";
import { CimStatusError, WbemError, type WbemErrorFamily } from "../errors";
import { isSameClass, isSameQualifierDeclaration, isSameValue } from "../model/equality";
import { findByName } from "../model/names";
import type {
  CimClass,
  CimFlavors,
  CimInstance,
  CimProperty,
  CimQualifierDeclaration,
  CimScalar,
  CimValue,
} from "../model/objects";
import type { RecordedCase } from "./cases-file";
import { caseClass, caseQualifierDeclaration, caseValue, isMapping, type Mapping, objectTypeOf } from "./cases-objects";

/** How an operation ended. */
export type Outcome = { result: unknown } | { error: unknown };

/** Families of errors by the names of the exceptions of the reference client. */
export const exceptionFamilies: Record<string, readonly WbemErrorFamily[]> = {
  AuthError: ["authentication"],
  HTTPError: ["http"],
  ParseError: ["xml-parse", "cim-xml-parse", "header-parse"],
  XMLParseError: ["xml-parse"],
  CIMXMLParseError: ["cim-xml-parse"],
  HeaderParseError: ["header-parse"],
  VersionError: ["cim-version", "dtd-version", "protocol-version"],
  CIMVersionError: ["cim-version"],
  DTDVersionError: ["dtd-version"],
  ProtocolVersionError: ["protocol-version"],
  CIMError: ["cim"],
  ModelError: ["model"],
};

function saying(error: unknown): string {
  if (error instanceof WbemError) return `${error.family}: ${error.message}`;
  if (error instanceof TransportError) return `${error.class}: ${error.message}`;
  if (error instanceof AppError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function isTimeout(error: unknown): boolean {
  return error instanceof TransportError && error.class.endsWith("-timeout");
}

/** True for the error that the reference client calls so; other names than those of its hierarchy are argument errors. */
function isException(error: unknown, name: string): boolean {
  if (name === "TimeoutError") return isTimeout(error);
  if (name === "ConnectionError") return error instanceof TransportError && !isTimeout(error);
  const expected = exceptionFamilies[name];
  if (expected !== undefined) return error instanceof WbemError && expected.includes(error.family);
  return error instanceof AppError && error.code === "invalid_request";
}

/** True for a case that expects an argument error, before anything is sent. */
export function expectsArgumentError({ pywbem_response: expected }: RecordedCase): boolean {
  const name = expected?.exception ?? null;
  return name !== null && !(name in exceptionFamilies) && name !== "TimeoutError" && name !== "ConnectionError";
}

/** What of the outcome is not as the case expects; null where all of it is. */
export function findOutcomeDifference(recorded: RecordedCase, outcome: Outcome): string | null {
  const expected: NonNullable<RecordedCase["pywbem_response"]> = recorded.pywbem_response ?? {};
  const exception = expected.exception ?? null;
  if (exception !== null) {
    if (!("error" in outcome)) return `${exception} is expected, but the operation succeeded.`;
    return isException(outcome.error, exception)
      ? null
      : `${exception} is expected, but this came: ${saying(outcome.error)}`;
  }
  const status = expected.cim_status ?? null;
  if (status !== null) return findRefusalDifference(Number(status), expected.error_instances ?? null, outcome);
  if ("error" in outcome) return `The operation failed. ${saying(outcome.error)}`;
  if (expected.pullresult !== undefined) return findPullDifference(expected.pullresult, outcome.result);
  if (expected.result === undefined || expected.result === null) {
    return outcome.result === undefined ? null : "No result is expected, but there is one.";
  }
  return findResultDifference(expected.result, outcome.result);
}

function findRefusalDifference(status: number, instances: readonly unknown[] | null, outcome: Outcome): string | null {
  if (!("error" in outcome)) return `CIM status ${status} is expected, but the operation succeeded.`;
  const { error } = outcome;
  if (!(error instanceof CimStatusError) || error.cimStatus !== status) {
    return `CIM status ${status} is expected, but this came: ${saying(error)}`;
  }
  return instances === null ? null : findListDifference(instances, error.instances, "error_instances");
}

function findPullDifference(expected: Mapping, result: unknown): string | null {
  if (!isMapping(result)) return "The result of a pull is expected.";
  if (expected.eos !== result.eos) return `eos must be ${String(expected.eos)}.`;
  const context = isMapping(result.context) ? [result.context.context, result.context.namespace] : null;
  // The reference client hands out what the server sent with the last objects, too, which nobody may use.
  if (result.eos !== true && JSON.stringify(expected.context) !== JSON.stringify(context))
    return "The context differs.";
  if (isMapping(expected.query_result_class)) {
    const found = result.queryResultClass as CimClass | null;
    const same =
      found !== null && isSameClass(settledClass(caseClass(expected.query_result_class)), settledClass(found));
    if (!same) return "The class of the query's result differs.";
  }
  const key = expected.paths === undefined ? "instances" : "paths";
  return findListDifference(expected[key], result[key], key);
}

function findListDifference(expected: unknown, actual: unknown, what: string): string | null {
  if (!Array.isArray(expected) || !Array.isArray(actual)) return `${what}: a list is expected.`;
  if (expected.length !== actual.length) return `${what}: ${expected.length} are expected, ${actual.length} came.`;
  const at = expected.findIndex((item, index) => !isSameResult(item, actual[index]));
  return at === -1 ? null : `${what}: number ${at + 1} differs.`;
}

function findResultDifference(expected: unknown, actual: unknown): string | null {
  if (isMapping(actual) && "outputParameters" in actual) return findMethodDifference(expected, actual);
  if (Array.isArray(expected)) return findListDifference(expected, actual, "result");
  return isSameResult(expected, actual) ? null : "The result differs.";
}

function findMethodDifference(expected: unknown, actual: Mapping): string | null {
  if (!Array.isArray(expected)) return "The expected result of a method is a list.";
  const [returnValue, parameters] = expected as unknown[];
  if (!isSameCaseValue(returnValue, actual.returnValue as CimValue)) return "The return value differs.";
  const found = actual.outputParameters as { name: string; value: CimValue }[];
  const wanted = isMapping(parameters) ? Object.entries(parameters) : [];
  if (wanted.length !== found.length) return `${wanted.length} output parameters are expected, ${found.length} came.`;
  for (const [name, value] of wanted) {
    const parameter = findByName(found, name);
    if (parameter === undefined || !isSameCaseValue(value, parameter.value)) return `Output parameter ${name} differs.`;
  }
  return null;
}

/** A datetime in a case may be its text. */
function isSameCaseValue(expected: unknown, actual: CimValue): boolean {
  const value = caseValue(expected, null);
  return (
    isSameValue(settledValue(value), settledValue(actual)) || (typeof value === "string" && value === textOf(actual))
  );
}

function textOf(value: CimValue): string | null {
  return isMapping(value) && typeof value.text === "string" ? value.text : null;
}

function isSameResult(expected: unknown, actual: unknown): boolean {
  if (Array.isArray(expected)) return isSameNamedClass(expected, actual);
  if (objectTypeOf(expected) === "CIMQualifierDeclaration" && isMapping(expected)) {
    const found = settledDeclaration(actual as CimQualifierDeclaration);
    return isSameQualifierDeclaration(settledDeclaration(caseQualifierDeclaration(expected)), found);
  }
  return isSameCaseValue(expected, actual as CimValue);
}

function isSameNamedClass([path, object]: unknown[], actual: unknown): boolean {
  if (!isMapping(actual)) return false;
  return isSameCaseValue(path, actual.path as CimValue) && isSameCaseValue(object, actual.class as CimClass);
}

/** Attributes that are absent have their defaults (DSP0203): the reference client fills them in when it reads. */
function settledProperty(property: CimProperty): CimProperty {
  return {
    ...property,
    isPropagated: property.isPropagated ?? false,
    value: settledValue(property.value),
    qualifiers: settledQualifiers(property.qualifiers),
  };
}

function settledQualifiers(qualifiers: CimProperty["qualifiers"]): CimProperty["qualifiers"] {
  return qualifiers.map((qualifier) => ({
    ...qualifier,
    ...settledFlavors(qualifier),
    isPropagated: qualifier.isPropagated ?? false,
  }));
}

function settledFlavors(flavors: CimFlavors): CimFlavors {
  return {
    isOverridable: flavors.isOverridable ?? true,
    toSubclass: flavors.toSubclass ?? true,
    toInstance: flavors.toInstance ?? false,
    isTranslatable: flavors.isTranslatable ?? false,
  };
}

/** A qualifier declaration with the flavors that absent attributes mean. */
export function settledDeclaration(declaration: CimQualifierDeclaration): CimQualifierDeclaration {
  return { ...declaration, ...settledFlavors(declaration) };
}

function settledInstance(instance: CimInstance): CimInstance {
  return { ...instance, properties: instance.properties.map(settledProperty) };
}

function settledClass(cimClass: CimClass): CimClass {
  return {
    ...cimClass,
    properties: cimClass.properties.map(settledProperty),
    qualifiers: settledQualifiers(cimClass.qualifiers),
    methods: cimClass.methods.map((method) => ({
      ...method,
      isPropagated: method.isPropagated ?? false,
      qualifiers: settledQualifiers(method.qualifiers),
      parameters: method.parameters.map((one) => ({ ...one, qualifiers: settledQualifiers(one.qualifiers) })),
    })),
  };
}

function settledScalar(value: CimScalar | null): CimScalar | null {
  if (typeof value !== "object" || value === null) return value;
  if (value.kind === "instance") return settledInstance(value);
  return value.kind === "class" ? settledClass(value) : value;
}

/** The value with what absent attributes of its objects mean. */
export function settledValue(value: CimValue): CimValue {
  return Array.isArray(value) ? value.map(settledScalar) : settledScalar(value as CimScalar | null);
}
