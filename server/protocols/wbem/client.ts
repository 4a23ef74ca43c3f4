/** A client of a WBEM server: every operation, one request each (DSP0200, sections 5.3 and 5.4; reference, 6 to 8). */
import { invalidField } from "@/server/domain/app-error";
import {
  booleanParameter,
  listParameter,
  requireContext,
  requiredClass,
  requiredInstanceName,
  requiredText,
  targetNamespace,
  textParameter,
} from "./arguments";
import { Caller, type CallerOptions, type ItemStream, type PullEnd } from "./call";
import { WbemError } from "./errors";
import type { WbemExchange } from "./exchange";
import type {
  CimClass,
  CimClassName,
  CimInstance,
  CimInstanceName,
  CimNamedClass,
  CimParameterValue,
  CimQualifierDeclaration,
  CimValue,
} from "./model/objects";
import type * as Operations from "./operations";
import {
  classItem,
  instanceName,
  instanceOf,
  objectCount,
  propertyValue,
  qualifierDeclaration,
  type ReadItem,
} from "./results";
import { WbemStreams } from "./streams";
import { type IntrinsicParameters, writeExportCall, writeExtrinsicCall } from "./xml/request";
import type { ResponseEnd } from "./xml/response";
import {
  type WriteOptions,
  writeClass,
  writeInstance,
  writeNamedInstance,
  writeQualifierDeclaration,
  writeTypedValue,
} from "./xml/write-objects";

/** Longest answer that is kept whole; longer ones are for streams. */
const COLLECT_LIMIT_BYTES = 128 * 1024 * 1024;

async function collect<Item, End>(stream: ItemStream<Item, End>): Promise<{ items: Item[]; end: End }> {
  const items: Item[] = [];
  for (;;) {
    const result = await stream.next();
    if (result.done === true) return { items, end: result.value };
    for (const item of result.value) items.push(item);
  }
}

async function collectItems<Item>(stream: ItemStream<Item, unknown>): Promise<Item[]> {
  return (await collect(stream)).items;
}

async function collectInstances(stream: ItemStream<CimInstance, PullEnd>): Promise<Operations.QueriedInstances> {
  const { items, end } = await collect(stream);
  return { instances: items, ...end };
}

async function collectPaths(stream: ItemStream<CimInstanceName, PullEnd>): Promise<Operations.PulledPaths> {
  const { items, end } = await collect(stream);
  return { paths: items, eos: end.eos, context: end.context };
}

/** A client for one profile. Arguments are checked before anything is sent: AppError `invalid_request`. */
export class WbemClient implements Operations.WbemOperations {
  /** The operations that return lists, as streams. */
  readonly streams: WbemStreams;
  readonly #caller: Caller;
  readonly #lists: WbemStreams;

  constructor(options: CallerOptions) {
    const caller = new Caller(options);
    this.streams = new WbemStreams(caller);
    this.#caller = caller.bounded(COLLECT_LIMIT_BYTES);
    this.#lists = new WbemStreams(this.#caller);
  }

  /** Host and port of the connection, as paths of classes show them; null where it was not said. */
  get host(): string | null {
    return this.#caller.host;
  }

  async GetClass(className: string, options: Operations.GetClassOptions = {}): Promise<CimClass> {
    const namespace = this.#namespace(options);
    return this.#one("GetClass", namespace, options, classItem(namespace, this.#caller.host), {
      ClassName: requiredClass(className, "ClassName"),
      ...getParameters(options),
    });
  }

  async EnumerateClasses(options?: Operations.EnumerateClassesOptions) {
    return collectItems(this.#lists.EnumerateClasses(options));
  }

  async EnumerateClassNames(options?: Operations.EnumerateClassNamesOptions) {
    return collectItems(this.#lists.EnumerateClassNames(options));
  }

  async CreateClass(newClass: CimClass, options: Operations.CallOptions = {}): Promise<void> {
    const NewClass = writeClass(requireKind(newClass, "class", "NewClass"), "NewClass", this.#caller.options);
    return this.#nothing("CreateClass", this.#namespace(options, newClass.path), options, { NewClass });
  }

  async ModifyClass(modifiedClass: CimClass, options: Operations.CallOptions = {}): Promise<void> {
    const cimClass = requireKind(modifiedClass, "class", "ModifiedClass");
    const ModifiedClass = writeClass(cimClass, "ModifiedClass", this.#caller.options);
    return this.#nothing("ModifyClass", this.#namespace(options, cimClass.path), options, { ModifiedClass });
  }

  async DeleteClass(className: string, options: Operations.CallOptions = {}): Promise<void> {
    const ClassName = requiredClass(className, "ClassName");
    return this.#nothing("DeleteClass", this.#namespace(options), options, { ClassName });
  }

  async GetInstance(name: CimInstanceName, options: Operations.GetInstanceOptions = {}): Promise<CimInstance> {
    const InstanceName = requiredInstanceName(name, "InstanceName");
    const namespace = this.#namespace(options, name);
    const parameters = { InstanceName, ...getParameters(options) };
    return this.#one("GetInstance", namespace, options, instanceOf(name, namespace), parameters);
  }

  async EnumerateInstances(className: string, options?: Operations.EnumerateInstancesOptions) {
    return collectItems(this.#lists.EnumerateInstances(className, options));
  }

  async EnumerateInstanceNames(className: string, options?: Operations.CallOptions) {
    return collectItems(this.#lists.EnumerateInstanceNames(className, options));
  }

  async CreateInstance(newInstance: CimInstance, options: Operations.CallOptions = {}): Promise<CimInstanceName> {
    const instance = requireKind(newInstance, "instance", "NewInstance");
    const NewInstance = writeInstance(instance, "NewInstance", this.#caller.options);
    const namespace = this.#namespace(options, instance.path);
    return this.#one("CreateInstance", namespace, options, instanceName(namespace), { NewInstance });
  }

  async ModifyInstance(modified: CimInstance, options: Operations.ModifyInstanceOptions = {}): Promise<void> {
    const instance = requireKind(modified, "instance", "ModifiedInstance");
    return this.#nothing("ModifyInstance", this.#namespace(options, instance.path), options, {
      ModifiedInstance: writeNamedInstance(instance, "ModifiedInstance", this.#caller.options),
      IncludeQualifiers: booleanParameter(options.IncludeQualifiers, "IncludeQualifiers"),
      PropertyList: listParameter(options.PropertyList, "PropertyList"),
    });
  }

  async DeleteInstance(name: CimInstanceName, options: Operations.CallOptions = {}): Promise<void> {
    const InstanceName = requiredInstanceName(name, "InstanceName");
    return this.#nothing("DeleteInstance", this.#namespace(options, name), options, { InstanceName });
  }

  async GetProperty(
    name: CimInstanceName,
    propertyName: string,
    options: Operations.GetPropertyOptions = {},
  ): Promise<CimValue> {
    const InstanceName = requiredInstanceName(name, "InstanceName");
    const PropertyName = requiredText(propertyName, "PropertyName");
    const readItem = propertyValue(propertyName, options);
    const parameters = { InstanceName, PropertyName };
    return (await this.#first("GetProperty", this.#namespace(options, name), options, readItem, parameters)) ?? null;
  }

  async SetProperty(
    name: CimInstanceName,
    propertyName: string,
    newValue: Operations.TypedValue,
    options: Operations.CallOptions = {},
  ): Promise<void> {
    const value = writeTypedValue(newValue, "NewValue", this.#caller.options);
    return this.#nothing("SetProperty", this.#namespace(options, name), options, {
      InstanceName: requiredInstanceName(name, "InstanceName"),
      PropertyName: requiredText(propertyName, "PropertyName"),
      NewValue: value === "" ? undefined : value,
    });
  }

  Associators(name: CimInstanceName, options?: Operations.AssociatorsOptions): Promise<CimInstance[]>;
  Associators(name: CimClassName, options?: Operations.AssociatorsOptions): Promise<CimNamedClass[]>;
  async Associators(name: Operations.ObjectName, options?: Operations.AssociatorsOptions) {
    if (name?.kind === "class-name") return collectItems(this.#lists.ClassAssociators(name, options));
    return collectItems(this.#lists.Associators(name, options));
  }

  AssociatorNames(name: CimInstanceName, options?: Operations.AssociatorNamesOptions): Promise<CimInstanceName[]>;
  AssociatorNames(name: CimClassName, options?: Operations.AssociatorNamesOptions): Promise<CimClassName[]>;
  async AssociatorNames(name: Operations.ObjectName, options?: Operations.AssociatorNamesOptions) {
    if (name?.kind === "class-name") return collectItems(this.#lists.ClassAssociatorNames(name, options));
    return collectItems(this.#lists.AssociatorNames(name, options));
  }

  References(name: CimInstanceName, options?: Operations.ReferencesOptions): Promise<CimInstance[]>;
  References(name: CimClassName, options?: Operations.ReferencesOptions): Promise<CimNamedClass[]>;
  async References(name: Operations.ObjectName, options?: Operations.ReferencesOptions) {
    if (name?.kind === "class-name") return collectItems(this.#lists.ClassReferences(name, options));
    return collectItems(this.#lists.References(name, options));
  }

  ReferenceNames(name: CimInstanceName, options?: Operations.ReferenceNamesOptions): Promise<CimInstanceName[]>;
  ReferenceNames(name: CimClassName, options?: Operations.ReferenceNamesOptions): Promise<CimClassName[]>;
  async ReferenceNames(name: Operations.ObjectName, options?: Operations.ReferenceNamesOptions) {
    if (name?.kind === "class-name") return collectItems(this.#lists.ClassReferenceNames(name, options));
    return collectItems(this.#lists.ReferenceNames(name, options));
  }

  async ExecQuery(queryLanguage: string, query: string, options?: Operations.CallOptions) {
    return collectItems(this.#lists.ExecQuery(queryLanguage, query, options));
  }

  async GetQualifier(name: string, options: Operations.CallOptions = {}): Promise<CimQualifierDeclaration> {
    const QualifierName = requiredText(name, "QualifierName");
    return this.#one("GetQualifier", this.#namespace(options), options, qualifierDeclaration, { QualifierName });
  }

  async EnumerateQualifiers(options?: Operations.CallOptions) {
    return collectItems(this.#lists.EnumerateQualifiers(options));
  }

  async SetQualifier(declaration: CimQualifierDeclaration, options: Operations.CallOptions = {}): Promise<void> {
    const field = "QualifierDeclaration";
    const QualifierDeclaration = writeQualifierDeclaration(declaration, field, this.#caller.options);
    return this.#nothing("SetQualifier", this.#namespace(options), options, { QualifierDeclaration });
  }

  async DeleteQualifier(qualifierName: string, options: Operations.CallOptions = {}): Promise<void> {
    const QualifierName = requiredText(qualifierName, "QualifierName");
    return this.#nothing("DeleteQualifier", this.#namespace(options), options, { QualifierName });
  }

  async OpenEnumerateInstances(className: string, options?: Operations.OpenEnumerateInstancesOptions) {
    return collectInstances(this.#lists.OpenEnumerateInstances(className, options));
  }

  async OpenEnumerateInstancePaths(className: string, options?: Operations.OpenOptions) {
    return collectPaths(this.#lists.OpenEnumerateInstancePaths(className, options));
  }

  async OpenReferenceInstances(name: CimInstanceName, options?: Operations.OpenReferenceInstancesOptions) {
    return collectInstances(this.#lists.OpenReferenceInstances(name, options));
  }

  async OpenReferenceInstancePaths(name: CimInstanceName, options?: Operations.OpenReferenceInstancePathsOptions) {
    return collectPaths(this.#lists.OpenReferenceInstancePaths(name, options));
  }

  async OpenAssociatorInstances(name: CimInstanceName, options?: Operations.OpenAssociatorInstancesOptions) {
    return collectInstances(this.#lists.OpenAssociatorInstances(name, options));
  }

  async OpenAssociatorInstancePaths(name: CimInstanceName, options?: Operations.OpenAssociatorInstancePathsOptions) {
    return collectPaths(this.#lists.OpenAssociatorInstancePaths(name, options));
  }

  async OpenQueryInstances(language: string, query: string, options?: Operations.OpenQueryInstancesOptions) {
    return collectInstances(this.#lists.OpenQueryInstances(language, query, options));
  }

  async PullInstancesWithPath(
    context: Operations.EnumerationContext,
    maxObjectCount: number,
    options?: Operations.CallOptions,
  ) {
    return collectInstances(this.#lists.PullInstancesWithPath(context, maxObjectCount, options));
  }

  async PullInstancePaths(
    context: Operations.EnumerationContext,
    maxObjectCount: number,
    options?: Operations.CallOptions,
  ) {
    return collectPaths(this.#lists.PullInstancePaths(context, maxObjectCount, options));
  }

  async PullInstances(
    context: Operations.EnumerationContext,
    maxObjectCount: number,
    options?: Operations.CallOptions,
  ) {
    return collectInstances(this.#lists.PullInstances(context, maxObjectCount, options));
  }

  async CloseEnumeration(open: Operations.EnumerationContext, options: Operations.CallOptions = {}): Promise<void> {
    const { context, namespace } = requireContext(open);
    const EnumerationContext = textParameter(context, "EnumerationContext");
    return this.#nothing("CloseEnumeration", namespace, options, { EnumerationContext });
  }

  async EnumerationCount(
    open: Operations.EnumerationContext,
    options: Operations.CallOptions = {},
  ): Promise<bigint | null> {
    const { context, namespace } = requireContext(open);
    const EnumerationContext = textParameter(context, "EnumerationContext");
    return (await this.#first("EnumerationCount", namespace, options, objectCount, { EnumerationContext })) ?? null;
  }

  async InvokeMethod(
    methodName: string,
    objectName: Operations.ObjectName,
    parameters: readonly CimParameterValue[] = [],
    options: Operations.CallOptions = {},
  ): Promise<Operations.MethodResult> {
    if (objectName?.kind !== "instance-name" && objectName?.kind !== "class-name") {
      throw invalidField("ObjectName", "ObjectName must be the path of an instance or a class.");
    }
    const target = { ...objectName, namespace: this.#namespace(options, objectName) };
    const messageId = this.#caller.nextMessageId();
    const request = writeExtrinsicCall(methodName, messageId, target, parameters, this.#caller.options);
    const { end } = await collect(this.#caller.send("extrinsic", messageId, request, null, options));
    return { returnValue: end.returnValue, outputParameters: end.parameters };
  }

  #namespace(options: Operations.CallOptions, path: Operations.ObjectName | null = null): string {
    return targetNamespace(options.namespace, path, this.#caller.defaultNamespace);
  }

  async #one<Item>(
    operation: string,
    namespace: string,
    options: Operations.CallOptions,
    readItem: ReadItem<Item>,
    parameters: IntrinsicParameters,
  ): Promise<Item> {
    const first = await this.#first(operation, namespace, options, readItem, parameters);
    if (first !== undefined) return first;
    throw new WbemError(`${operation} returned nothing, but must.`, { family: "cim-xml-parse", operation });
  }

  /** The result, or undefined where there is none. */
  async #first<Item>(
    operation: string,
    namespace: string,
    options: Operations.CallOptions,
    readItem: ReadItem<Item>,
    parameters: IntrinsicParameters,
  ): Promise<Item | undefined> {
    const { items } = await collect(this.#caller.intrinsic({ operation, namespace, parameters, readItem, options }));
    if (items.length > 1) {
      const message = `${operation} returned ${items.length} objects instead of one; the first was taken.`;
      options.onTolerated?.({ code: "more-results", message, count: items.length - 1 });
    }
    return items[0];
  }

  async #nothing(
    operation: string,
    namespace: string,
    options: Operations.CallOptions,
    parameters: IntrinsicParameters,
  ): Promise<void> {
    await collect(this.#caller.intrinsic({ operation, namespace, parameters, readItem: null, options }));
  }
}

function getParameters(options: Operations.GetClassOptions): IntrinsicParameters {
  return {
    LocalOnly: booleanParameter(options.LocalOnly, "LocalOnly"),
    IncludeQualifiers: booleanParameter(options.IncludeQualifiers, "IncludeQualifiers"),
    IncludeClassOrigin: booleanParameter(options.IncludeClassOrigin, "IncludeClassOrigin"),
    PropertyList: listParameter(options.PropertyList, "PropertyList"),
  };
}

function requireKind<Item extends CimClass | CimInstance>(object: Item, kind: Item["kind"], field: string): Item {
  if (object?.kind !== kind)
    throw invalidField(field, `${field} must be ${kind === "class" ? "a class" : "an instance"}.`);
  return object;
}

export interface ExportOptions extends WriteOptions, Pick<Operations.CallOptions, "signal" | "onTolerated"> {}

/**
 * Delivers an indication to a listener (reference, 13.2). The exchange must go to the listener's URL and send no credentials.
 * @throws as the operations do.
 */
export async function ExportIndication(
  exchange: WbemExchange,
  newIndication: CimInstance,
  options: ExportOptions = {},
): Promise<void> {
  const caller = new Caller({ exchange, ...options });
  const messageId = caller.nextMessageId();
  const indication = requireKind(newIndication, "instance", "NewIndication");
  const request = writeExportCall(messageId, indication, options);
  await collect<never, ResponseEnd>(caller.send<never>("export", messageId, request, null, options));
}
