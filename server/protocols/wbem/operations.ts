/** Arguments and results of the operations (DSP0200, sections 5.3 and 5.4), by the names of the specification. */
import type {
  CimClass,
  CimClassName,
  CimInstance,
  CimInstanceName,
  CimNamedClass,
  CimParameterValue,
  CimQualifierDeclaration,
  CimValue,
  EmbeddedObjectKind,
} from "./model/objects";
import type { CimDataType } from "./model/types";

/** What every call may say. */
export interface CallOptions {
  /** Namespace instead of that of the path or of the profile. */
  namespace?: string;
  signal?: AbortSignal;
  /** Told about each deviation of the server that was tolerated, once per kind of deviation and answer. */
  onTolerated?(note: ToleratedDeviation): void;
}

/** A fault of the server that did not stop us. */
export interface ToleratedDeviation {
  code: string;
  /** What was seen and what was made of it, in plain words. */
  message: string;
  /** How often in this answer. */
  count: number;
}

/** `PropertyList`: absent means all, empty means none; a single name is sent as an array. */
export interface PropertyListOption {
  PropertyList?: readonly string[];
}

export interface GetClassOptions extends CallOptions, PropertyListOption {
  LocalOnly?: boolean;
  IncludeQualifiers?: boolean;
  IncludeClassOrigin?: boolean;
}
export interface EnumerateClassNamesOptions extends CallOptions {
  ClassName?: string;
  DeepInheritance?: boolean;
}
export interface EnumerateClassesOptions extends EnumerateClassNamesOptions {
  LocalOnly?: boolean;
  IncludeQualifiers?: boolean;
  IncludeClassOrigin?: boolean;
}
export interface GetInstanceOptions extends GetClassOptions {}
export interface EnumerateInstancesOptions extends GetClassOptions {
  DeepInheritance?: boolean;
}
export interface ModifyInstanceOptions extends CallOptions, PropertyListOption {
  IncludeQualifiers?: boolean;
}
export interface GetPropertyOptions extends CallOptions {
  /** What the class declares of the property; the answer does not say. Without it values are text. */
  type?: CimDataType;
  embeddedObject?: EmbeddedObjectKind;
}
export interface ReferenceNamesOptions extends CallOptions {
  ResultClass?: string;
  Role?: string;
}
export interface AssociatorNamesOptions extends ReferenceNamesOptions {
  AssocClass?: string;
  ResultRole?: string;
}
export interface ReferencesOptions extends ReferenceNamesOptions, PropertyListOption {
  IncludeQualifiers?: boolean;
  IncludeClassOrigin?: boolean;
}
export interface AssociatorsOptions extends AssociatorNamesOptions, PropertyListOption {
  IncludeQualifiers?: boolean;
  IncludeClassOrigin?: boolean;
}

/** What every Open operation may say (section 5.4.2). */
export interface OpenOptions extends CallOptions {
  FilterQueryLanguage?: string;
  FilterQuery?: string;
  /** Seconds the server keeps the enumeration between requests; 0: for ever, where it allows that. */
  OperationTimeout?: number;
  ContinueOnError?: boolean;
  MaxObjectCount?: number;
}
export interface OpenEnumerateInstancesOptions extends OpenOptions, PropertyListOption {
  DeepInheritance?: boolean;
  IncludeClassOrigin?: boolean;
}
export interface OpenReferenceInstancePathsOptions extends OpenOptions {
  ResultClass?: string;
  Role?: string;
}
export interface OpenReferenceInstancesOptions extends OpenReferenceInstancePathsOptions, PropertyListOption {
  IncludeClassOrigin?: boolean;
}
export interface OpenAssociatorInstancePathsOptions extends OpenReferenceInstancePathsOptions {
  AssocClass?: string;
  ResultRole?: string;
}
export interface OpenAssociatorInstancesOptions extends OpenAssociatorInstancePathsOptions, PropertyListOption {
  IncludeClassOrigin?: boolean;
}
export interface OpenQueryInstancesOptions extends Omit<OpenOptions, "FilterQuery" | "FilterQueryLanguage"> {
  ReturnQueryResultClass?: boolean;
}

/** An enumeration that is open at the server; the newest context is always the one to use. */
export interface EnumerationContext {
  context: string;
  namespace: string;
}
export interface PulledInstances {
  instances: CimInstance[];
  /** True: the server has closed the enumeration, and `context` is null. */
  eos: boolean;
  context: EnumerationContext | null;
}
export interface PulledPaths extends Omit<PulledInstances, "instances"> {
  paths: CimInstanceName[];
}
export interface QueriedInstances extends PulledInstances {
  queryResultClass: CimClass | null;
}

export interface MethodResult {
  returnValue: CimValue;
  /** By the names the server gave them. */
  outputParameters: CimParameterValue[];
}

/** A value with its type; null where the value itself shows it, as all but numbers do. */
export type TypedValue = Pick<CimParameterValue, "type" | "value">;

export type ObjectName = CimInstanceName | CimClassName;

/** Every operation of a WBEM server, one request each. All throw `WbemError`, `CimStatusError` or `TransportError`. */
export interface WbemOperations {
  GetClass(className: string, options?: GetClassOptions): Promise<CimClass>;
  EnumerateClasses(options?: EnumerateClassesOptions): Promise<CimClass[]>;
  EnumerateClassNames(options?: EnumerateClassNamesOptions): Promise<string[]>;
  CreateClass(newClass: CimClass, options?: CallOptions): Promise<void>;
  ModifyClass(modifiedClass: CimClass, options?: CallOptions): Promise<void>;
  DeleteClass(className: string, options?: CallOptions): Promise<void>;

  GetInstance(instanceName: CimInstanceName, options?: GetInstanceOptions): Promise<CimInstance>;
  EnumerateInstances(className: string, options?: EnumerateInstancesOptions): Promise<CimInstance[]>;
  EnumerateInstanceNames(className: string, options?: CallOptions): Promise<CimInstanceName[]>;
  CreateInstance(newInstance: CimInstance, options?: CallOptions): Promise<CimInstanceName>;
  /** The instance is found by its path. Say in `PropertyList` what has changed. */
  ModifyInstance(modifiedInstance: CimInstance, options?: ModifyInstanceOptions): Promise<void>;
  DeleteInstance(instanceName: CimInstanceName, options?: CallOptions): Promise<void>;
  /** One property; deprecated in favour of GetInstance with a `PropertyList`. */
  GetProperty(instanceName: CimInstanceName, propertyName: string, options?: GetPropertyOptions): Promise<CimValue>;
  /** One property; deprecated in favour of ModifyInstance with a `PropertyList`. */
  SetProperty(
    instanceName: CimInstanceName,
    propertyName: string,
    newValue: TypedValue,
    options?: CallOptions,
  ): Promise<void>;

  Associators(objectName: CimInstanceName, options?: AssociatorsOptions): Promise<CimInstance[]>;
  Associators(objectName: CimClassName, options?: AssociatorsOptions): Promise<CimNamedClass[]>;
  AssociatorNames(objectName: CimInstanceName, options?: AssociatorNamesOptions): Promise<CimInstanceName[]>;
  AssociatorNames(objectName: CimClassName, options?: AssociatorNamesOptions): Promise<CimClassName[]>;
  References(objectName: CimInstanceName, options?: ReferencesOptions): Promise<CimInstance[]>;
  References(objectName: CimClassName, options?: ReferencesOptions): Promise<CimNamedClass[]>;
  ReferenceNames(objectName: CimInstanceName, options?: ReferenceNamesOptions): Promise<CimInstanceName[]>;
  ReferenceNames(objectName: CimClassName, options?: ReferenceNamesOptions): Promise<CimClassName[]>;

  ExecQuery(queryLanguage: string, query: string, options?: CallOptions): Promise<CimInstance[]>;

  GetQualifier(qualifierName: string, options?: CallOptions): Promise<CimQualifierDeclaration>;
  EnumerateQualifiers(options?: CallOptions): Promise<CimQualifierDeclaration[]>;
  SetQualifier(declaration: CimQualifierDeclaration, options?: CallOptions): Promise<void>;
  DeleteQualifier(qualifierName: string, options?: CallOptions): Promise<void>;

  OpenEnumerateInstances(className: string, options?: OpenEnumerateInstancesOptions): Promise<PulledInstances>;
  OpenEnumerateInstancePaths(className: string, options?: OpenOptions): Promise<PulledPaths>;
  OpenReferenceInstances(name: CimInstanceName, options?: OpenReferenceInstancesOptions): Promise<PulledInstances>;
  OpenReferenceInstancePaths(name: CimInstanceName, options?: OpenReferenceInstancePathsOptions): Promise<PulledPaths>;
  OpenAssociatorInstances(name: CimInstanceName, options?: OpenAssociatorInstancesOptions): Promise<PulledInstances>;
  OpenAssociatorInstancePaths(
    name: CimInstanceName,
    options?: OpenAssociatorInstancePathsOptions,
  ): Promise<PulledPaths>;
  OpenQueryInstances(
    filterQueryLanguage: string,
    filterQuery: string,
    options?: OpenQueryInstancesOptions,
  ): Promise<QueriedInstances>;
  PullInstancesWithPath(
    context: EnumerationContext,
    maxObjectCount: number,
    options?: CallOptions,
  ): Promise<PulledInstances>;
  PullInstancePaths(context: EnumerationContext, maxObjectCount: number, options?: CallOptions): Promise<PulledPaths>;
  PullInstances(context: EnumerationContext, maxObjectCount: number, options?: CallOptions): Promise<PulledInstances>;
  CloseEnumeration(context: EnumerationContext, options?: CallOptions): Promise<void>;
  /** About how many objects are still to come; null where the server cannot tell. Deprecated. */
  EnumerationCount(context: EnumerationContext, options?: CallOptions): Promise<bigint | null>;

  /** Calls a method of a class or an instance (section 5.3.2). */
  InvokeMethod(
    methodName: string,
    objectName: ObjectName,
    parameters?: readonly CimParameterValue[],
    options?: CallOptions,
  ): Promise<MethodResult>;
}

/** Instances as they arrive; leaving the loop closes the enumeration. */
export type InstanceStream = AsyncGenerator<CimInstance[], void, void>;
export type PathStream = AsyncGenerator<CimInstanceName[], void, void>;

/** What the Iter operations add to those of Open: used where the server cannot pull. */
export interface IterOptions {
  LocalOnly?: boolean;
  IncludeQualifiers?: boolean;
}

/** Pull where the server can, otherwise the traditional operation, remembered per kind (reference, section 8.3). */
export interface WbemIterations {
  IterEnumerateInstances(className: string, options?: OpenEnumerateInstancesOptions & IterOptions): InstanceStream;
  IterEnumerateInstancePaths(className: string, options?: OpenOptions): PathStream;
  IterReferenceInstances(name: CimInstanceName, options?: OpenReferenceInstancesOptions & IterOptions): InstanceStream;
  IterReferenceInstancePaths(name: CimInstanceName, options?: OpenReferenceInstancePathsOptions): PathStream;
  IterAssociatorInstances(
    name: CimInstanceName,
    options?: OpenAssociatorInstancesOptions & IterOptions,
  ): InstanceStream;
  IterAssociatorInstancePaths(name: CimInstanceName, options?: OpenAssociatorInstancePathsOptions): PathStream;
  IterQueryInstances(
    filterQueryLanguage: string,
    filterQuery: string,
    options?: OpenQueryInstancesOptions,
  ): { stream: InstanceStream; queryResultClass: Promise<CimClass | null> };
}
