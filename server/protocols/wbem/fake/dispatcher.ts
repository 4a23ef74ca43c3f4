/** From a request to what it returns. */
import { findByName, isSameName } from "../model/names";
import { Arguments } from "./arguments";
import { associationOperations } from "./association-operations";
import { classOperations } from "./class-operations";
import { instanceOperations } from "./instance-operations";
import { MethodCall } from "./method-call";
import { type MethodServices, methods } from "./methods";
import { hasQualifier } from "./namespace";
import { attribute, writeOutput, writeValue } from "./object-writer";
import { pullOperations } from "./pull-operations";
import { CimRefusal, cimStatus } from "./refusals";
import type { CimRequest } from "./request";
import type { Operation, Outcome, WbemState } from "./state";

const operations: Readonly<Record<string, Operation>> = {
  ...classOperations,
  ...instanceOperations,
  ...associationOperations,
  ...pullOperations,
};

/** Every intrinsic operation that there is. */
export const operationNames: readonly string[] = Object.keys(operations);

const byName = new Map(Object.entries(operations).map(([name, operation]) => [name.toLowerCase(), operation]));

/** @throws CimRefusal */
export function runIntrinsic(state: WbemState, request: CimRequest): Outcome {
  const namespace = state.repository.getNamespace(request.namespace);
  const operation = byName.get(request.name.toLowerCase());
  if (operation === undefined) {
    throw new CimRefusal(cimStatus.notSupported, `The operation ${request.name} is not supported.`);
  }
  const { classStatus } = state.quirks;
  const isForClasses = Object.keys(classOperations).some((name) => isSameName(name, request.name));
  if (classStatus !== null && isForClasses) throw new CimRefusal(classStatus, "There are no class operations.");
  return operation.run({ state, namespace, args: new Arguments(request.parameters, operation.parameters) });
}

/** Content of the METHODRESPONSE. @throws CimRefusal */
export function runExtrinsic(state: WbemState, request: CimRequest, services: MethodServices): string {
  const namespace = state.repository.getNamespace(request.namespace);
  const { target } = request;
  if (target === null) throw new CimRefusal(cimStatus.invalidParameter, "The method has no target.");
  const declared = namespace.getClass(target.className, cimStatus.notFound);
  const isInstance = target.kind === "instance-name" && target.keyBindings.length > 0;
  const found = isInstance ? state.repository.findInstance(target, namespace) : undefined;
  if (isInstance && found === undefined) throw new CimRefusal(cimStatus.notFound, "There is no such instance.");
  const method = findByName(declared.methods, request.name);
  if (method === undefined) {
    const { unknownMethodStatus } = state.quirks;
    throw new CimRefusal(unknownMethodStatus, `${declared.className} has no method ${request.name}.`);
  }
  if (!isInstance && !hasQualifier(method, "Static")) {
    throw new CimRefusal(cimStatus.invalidParameter, `${method.name} can be called on an instance only.`);
  }
  const provider = findProvider(state, request, method.name);
  if (provider === undefined) {
    throw new CimRefusal(cimStatus.methodNotAvailable, `${method.name} cannot be carried out.`);
  }
  const call = new MethodCall(state, namespace, method, found ?? null, request.parameters);
  const { returnValue, outputs = {} } = provider(call, services);
  const value = writeValue(returnValue, method.returnType, state.writer);
  const given = call.outputs(outputs).filter((one) => one.value !== null);
  const written = given.map((one) => writeOutput(one, state.writer));
  const { outputType, hasOutputsFirst } = state.quirks;
  const type = outputType === "none" ? "" : attribute(outputType, method.returnType);
  const result = value === "" ? "" : `<RETURNVALUE${type}>${value}</RETURNVALUE>`;
  return hasOutputsFirst ? `${written.join("")}${result}` : `${result}${written.join("")}`;
}

/** The method of the nearest class above that has it. */
function findProvider(state: WbemState, request: CimRequest, method: string) {
  const namespace = state.repository.getNamespace(request.namespace);
  for (let at = request.target?.className ?? null; at !== null; at = namespace.findClass(at)?.superClass ?? null) {
    const provider = methods[namespace.getClass(at).className]?.[method];
    if (provider !== undefined) return provider;
  }
  return undefined;
}
