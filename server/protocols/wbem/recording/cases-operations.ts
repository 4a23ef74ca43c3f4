/** Performs the operation that a test case names, through the client as it is (reference, section 15.4). */
import type { WbemClient } from "../client";
import type { CimClassName, CimInstanceName, CimParameterValue, CimValue } from "../model/objects";
import type { EnumerationContext } from "../operations";
import {
  caseClass,
  caseClassName,
  caseInstance,
  caseInstanceName,
  caseParameterValue,
  caseQualifierDeclaration,
  isMapping,
  type Mapping,
  objectTypeOf,
} from "./cases-objects";

/** Arguments of one operation by their names. */
class CaseArguments {
  readonly #mapping: Mapping;
  readonly #taken = new Set(["pywbem_method"]);

  constructor(mapping: Mapping) {
    this.#mapping = mapping;
  }

  /** The argument, converted. Cases hold wrong ones on purpose, which the client must refuse: hence the type is a claim. */
  take<Type>(name: string): Type {
    this.#taken.add(name);
    return convert(this.#mapping[name]) as Type;
  }

  /** Name of a class; its path also says the namespace. */
  takeClassName(name: string): string {
    const value = this.take<unknown>(name);
    return isPath(value) ? value.className : (value as string);
  }

  /** A class as its path, where only its name is given. */
  takeObjectName(name: string): CimInstanceName {
    const value = this.take<unknown>(name);
    const path: unknown =
      typeof value === "string" ? { kind: "class-name", className: value, namespace: null, host: null } : value;
    return path as CimInstanceName;
  }

  takeContext(): EnumerationContext {
    const value = this.take<unknown>("context");
    if (!Array.isArray(value)) return value as EnumerationContext;
    return { context: value[0] as string, namespace: value[1] as string };
  }

  /** Whatever was not taken, with names of classes for paths of classes. */
  options<Options extends object>(): Options {
    const options: Mapping = {};
    const className = convert(this.#mapping.ClassName);
    if (isPath(className) && className.namespace !== null) options.namespace = className.namespace;
    for (const name of this.#rest()) {
      const value = convert(this.#mapping[name]);
      if (value !== undefined) options[name] = isPath(value) ? value.className : value;
    }
    return options as Options;
  }

  /** `Params`, and further parameters by their names. */
  parameters(): CimParameterValue[] {
    this.#taken.add("Params");
    const listed = Array.isArray(this.#mapping.Params) ? this.#mapping.Params : [];
    const named = this.#rest().filter((name) => name !== "namespace");
    return [
      ...listed.map((item: unknown) =>
        Array.isArray(item) ? caseParameterValue(String(item[0]), item[1]) : caseParameterValue("", item),
      ),
      ...named.map((name) => caseParameterValue(name, this.#mapping[name])),
    ];
  }

  #rest(): string[] {
    return Object.keys(this.#mapping).filter((name) => !this.#taken.has(name));
  }
}

function isPath(value: unknown): value is CimInstanceName | CimClassName {
  return isMapping(value) && (value.kind === "class-name" || value.kind === "instance-name");
}

/** Null means not given. */
function convert(value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(convert);
  if (!isMapping(value)) return value;
  switch (objectTypeOf(value)) {
    case "CIMInstance":
      return caseInstance(value);
    case "CIMInstanceName":
      return caseInstanceName(value);
    case "CIMClass":
      return caseClass(value);
    case "CIMClassName":
      return caseClassName(value);
    case "CIMQualifierDeclaration":
      return caseQualifierDeclaration(value);
    default:
      return value;
  }
}

type Perform = (client: WbemClient, given: CaseArguments) => Promise<unknown>;

const operations: Record<string, Perform> = {
  GetClass: (client, given) => client.GetClass(given.takeClassName("ClassName"), given.options()),
  EnumerateClasses: (client, given) => client.EnumerateClasses(given.options()),
  EnumerateClassNames: (client, given) => client.EnumerateClassNames(given.options()),
  CreateClass: (client, given) => client.CreateClass(given.take("NewClass"), given.options()),
  ModifyClass: (client, given) => client.ModifyClass(given.take("ModifiedClass"), given.options()),
  DeleteClass: (client, given) => client.DeleteClass(given.takeClassName("ClassName"), given.options()),
  GetInstance: (client, given) => client.GetInstance(given.take("InstanceName"), given.options()),
  EnumerateInstances: (client, given) => client.EnumerateInstances(given.takeClassName("ClassName"), given.options()),
  EnumerateInstanceNames: (client, given) =>
    client.EnumerateInstanceNames(given.takeClassName("ClassName"), given.options()),
  CreateInstance: (client, given) => client.CreateInstance(given.take("NewInstance"), given.options()),
  ModifyInstance: (client, given) => client.ModifyInstance(given.take("ModifiedInstance"), given.options()),
  DeleteInstance: (client, given) => client.DeleteInstance(given.take("InstanceName"), given.options()),
  GetProperty: (client, given) =>
    client.GetProperty(given.take("InstanceName"), given.take("PropertyName"), given.options()),
  SetProperty: (client, given) =>
    client.SetProperty(
      given.take("InstanceName"),
      given.take("PropertyName"),
      { type: null, value: given.take<CimValue | undefined>("NewValue") ?? null },
      given.options(),
    ),
  Associators: (client, given) => client.Associators(given.takeObjectName("ObjectName"), given.options()),
  AssociatorNames: (client, given) => client.AssociatorNames(given.takeObjectName("ObjectName"), given.options()),
  References: (client, given) => client.References(given.takeObjectName("ObjectName"), given.options()),
  ReferenceNames: (client, given) => client.ReferenceNames(given.takeObjectName("ObjectName"), given.options()),
  ExecQuery: (client, given) => client.ExecQuery(given.take("QueryLanguage"), given.take("Query"), given.options()),
  GetQualifier: (client, given) => client.GetQualifier(given.take("QualifierName"), given.options()),
  EnumerateQualifiers: (client, given) => client.EnumerateQualifiers(given.options()),
  SetQualifier: (client, given) => client.SetQualifier(given.take("QualifierDeclaration"), given.options()),
  DeleteQualifier: (client, given) => client.DeleteQualifier(given.take("QualifierName"), given.options()),
  OpenEnumerateInstances: (client, given) =>
    client.OpenEnumerateInstances(given.takeClassName("ClassName"), given.options()),
  OpenEnumerateInstancePaths: (client, given) =>
    client.OpenEnumerateInstancePaths(given.takeClassName("ClassName"), given.options()),
  OpenReferenceInstances: (client, given) => client.OpenReferenceInstances(given.take("InstanceName"), given.options()),
  OpenReferenceInstancePaths: (client, given) =>
    client.OpenReferenceInstancePaths(given.take("InstanceName"), given.options()),
  OpenAssociatorInstances: (client, given) =>
    client.OpenAssociatorInstances(given.take("InstanceName"), given.options()),
  OpenAssociatorInstancePaths: (client, given) =>
    client.OpenAssociatorInstancePaths(given.take("InstanceName"), given.options()),
  OpenQueryInstances: (client, given) =>
    client.OpenQueryInstances(given.take("FilterQueryLanguage"), given.take("FilterQuery"), given.options()),
  PullInstancesWithPath: (client, given) =>
    client.PullInstancesWithPath(given.takeContext(), given.take("MaxObjectCount"), given.options()),
  PullInstancePaths: (client, given) =>
    client.PullInstancePaths(given.takeContext(), given.take("MaxObjectCount"), given.options()),
  PullInstances: (client, given) =>
    client.PullInstances(given.takeContext(), given.take("MaxObjectCount"), given.options()),
  CloseEnumeration: (client, given) => client.CloseEnumeration(given.takeContext(), given.options()),
  EnumerationCount: (client, given) => client.EnumerationCount(given.takeContext(), given.options()),
  InvokeMethod: (client, given) =>
    client.InvokeMethod(given.take("MethodName"), given.takeObjectName("ObjectName"), given.parameters()),
};

/** How the operation that the mapping names is performed; null for one that the client does not have. */
export function findOperation(mapping: Mapping): ((client: WbemClient) => Promise<unknown>) | null {
  const name = String(mapping.pywbem_method);
  const perform = Object.hasOwn(operations, name) ? operations[name] : undefined;
  return perform === undefined ? null : async (client) => perform(client, new CaseArguments(mapping));
}
