/** The operations that return lists, as streams: objects are handed over while the answer arrives. */
import {
  booleanParameter,
  classParameter,
  countParameter,
  listParameter,
  requireContext,
  requiredClass,
  requiredCount,
  requiredInstanceName,
  requiredObjectName,
  requiredText,
  targetNamespace,
  textParameter,
} from "./arguments";
import type { Caller, ItemStream, PullEnd } from "./call";
import type {
  CimClass,
  CimClassName,
  CimInstance,
  CimInstanceName,
  CimNamedClass,
  CimQualifierDeclaration,
} from "./model/objects";
import type {
  AssociatorNamesOptions,
  AssociatorsOptions,
  CallOptions,
  EnumerateClassesOptions,
  EnumerateClassNamesOptions,
  EnumerateInstancesOptions,
  EnumerationContext,
  ObjectName,
  OpenAssociatorInstancePathsOptions,
  OpenAssociatorInstancesOptions,
  OpenEnumerateInstancesOptions,
  OpenOptions,
  OpenQueryInstancesOptions,
  OpenReferenceInstancePathsOptions,
  OpenReferenceInstancesOptions,
  ReferenceNamesOptions,
  ReferencesOptions,
} from "./operations";
import {
  bareInstance,
  classItem,
  classNameItem,
  classObjectPath,
  instanceName,
  instanceObjectPath,
  instancePath,
  instanceWithObjectPath,
  instanceWithPath,
  namedClass,
  namedInstance,
  qualifierDeclaration,
  queriedInstance,
  type ReadItem,
} from "./results";
import type { IntrinsicParameters } from "./xml/request";

/** A list as it arrives; leaving the loop ends the exchange. */
type List<Item> = ItemStream<Item, unknown>;
type PullStream<Item> = ItemStream<Item, PullEnd>;

/** Parameters that all Open operations have (reference, section 8.1). */
function openParameters(options: OpenOptions): IntrinsicParameters {
  return {
    FilterQueryLanguage: textParameter(options.FilterQueryLanguage, "FilterQueryLanguage"),
    FilterQuery: textParameter(options.FilterQuery, "FilterQuery"),
    OperationTimeout: countParameter(options.OperationTimeout, "OperationTimeout"),
    ContinueOnError: booleanParameter(options.ContinueOnError, "ContinueOnError"),
    MaxObjectCount: countParameter(options.MaxObjectCount, "MaxObjectCount"),
  };
}

function referenceParameters(options: ReferenceNamesOptions): IntrinsicParameters {
  return {
    ResultClass: classParameter(options.ResultClass, "ResultClass"),
    Role: textParameter(options.Role, "Role"),
  };
}

function associatorParameters(options: AssociatorNamesOptions): IntrinsicParameters {
  return {
    AssocClass: classParameter(options.AssocClass, "AssocClass"),
    ...referenceParameters(options),
    ResultRole: textParameter(options.ResultRole, "ResultRole"),
  };
}

function contentParameters(options: ReferencesOptions): IntrinsicParameters {
  return {
    IncludeQualifiers: booleanParameter(options.IncludeQualifiers, "IncludeQualifiers"),
    IncludeClassOrigin: booleanParameter(options.IncludeClassOrigin, "IncludeClassOrigin"),
    PropertyList: listParameter(options.PropertyList, "PropertyList"),
  };
}

/**
 * One request each, written when the method is called and sent when the stream is first read. Methods throw AppError
 * `invalid_request` for arguments; streams throw as `WbemOperations` do.
 */
export class WbemStreams {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  EnumerateClasses(options: EnumerateClassesOptions = {}): List<CimClass> {
    const namespace = this.#namespace(options);
    return this.#list("EnumerateClasses", namespace, options, classItem(namespace, this.#caller.host), {
      ClassName: classParameter(options.ClassName, "ClassName"),
      DeepInheritance: booleanParameter(options.DeepInheritance, "DeepInheritance"),
      LocalOnly: booleanParameter(options.LocalOnly, "LocalOnly"),
      IncludeQualifiers: booleanParameter(options.IncludeQualifiers, "IncludeQualifiers"),
      IncludeClassOrigin: booleanParameter(options.IncludeClassOrigin, "IncludeClassOrigin"),
    });
  }

  EnumerateClassNames(options: EnumerateClassNamesOptions = {}): List<string> {
    return this.#list("EnumerateClassNames", this.#namespace(options), options, classNameItem, {
      ClassName: classParameter(options.ClassName, "ClassName"),
      DeepInheritance: booleanParameter(options.DeepInheritance, "DeepInheritance"),
    });
  }

  EnumerateInstances(className: string, options: EnumerateInstancesOptions = {}): List<CimInstance> {
    const namespace = this.#namespace(options);
    return this.#list("EnumerateInstances", namespace, options, namedInstance(namespace), {
      ClassName: requiredClass(className, "ClassName"),
      LocalOnly: booleanParameter(options.LocalOnly, "LocalOnly"),
      DeepInheritance: booleanParameter(options.DeepInheritance, "DeepInheritance"),
      ...contentParameters(options),
    });
  }

  EnumerateInstanceNames(className: string, options: CallOptions = {}): List<CimInstanceName> {
    const namespace = this.#namespace(options);
    return this.#list("EnumerateInstanceNames", namespace, options, instanceName(namespace), {
      ClassName: requiredClass(className, "ClassName"),
    });
  }

  Associators(name: CimInstanceName, options: AssociatorsOptions = {}): List<CimInstance> {
    return this.#associators("Associators", name, options, instanceWithObjectPath, contentParameters(options));
  }

  AssociatorNames(name: CimInstanceName, options: AssociatorNamesOptions = {}): List<CimInstanceName> {
    return this.#associators("AssociatorNames", name, options, instanceObjectPath);
  }

  References(name: CimInstanceName, options: ReferencesOptions = {}): List<CimInstance> {
    return this.#references("References", name, options, instanceWithObjectPath, contentParameters(options));
  }

  ReferenceNames(name: CimInstanceName, options: ReferenceNamesOptions = {}): List<CimInstanceName> {
    return this.#references("ReferenceNames", name, options, instanceObjectPath);
  }

  /** Associators of a class: classes. */
  ClassAssociators(name: CimClassName, options: AssociatorsOptions = {}): List<CimNamedClass> {
    return this.#associators("Associators", name, options, namedClass, contentParameters(options));
  }

  /** AssociatorNames of a class: paths of classes. */
  ClassAssociatorNames(name: CimClassName, options: AssociatorNamesOptions = {}): List<CimClassName> {
    return this.#associators("AssociatorNames", name, options, classObjectPath);
  }

  /** References of a class: classes. */
  ClassReferences(name: CimClassName, options: ReferencesOptions = {}): List<CimNamedClass> {
    return this.#references("References", name, options, namedClass, contentParameters(options));
  }

  /** ReferenceNames of a class: paths of classes. */
  ClassReferenceNames(name: CimClassName, options: ReferenceNamesOptions = {}): List<CimClassName> {
    return this.#references("ReferenceNames", name, options, classObjectPath);
  }

  ExecQuery(queryLanguage: string, query: string, options: CallOptions = {}): List<CimInstance> {
    const namespace = this.#namespace(options);
    return this.#list("ExecQuery", namespace, options, queriedInstance(namespace), {
      QueryLanguage: requiredText(queryLanguage, "QueryLanguage"),
      Query: requiredText(query, "Query"),
    });
  }

  EnumerateQualifiers(options: CallOptions = {}): List<CimQualifierDeclaration> {
    return this.#list("EnumerateQualifiers", this.#namespace(options), options, qualifierDeclaration, {});
  }

  OpenEnumerateInstances(className: string, options: OpenEnumerateInstancesOptions = {}): PullStream<CimInstance> {
    return this.#open("OpenEnumerateInstances", null, options, instanceWithPath, {
      ClassName: requiredClass(className, "ClassName"),
      DeepInheritance: booleanParameter(options.DeepInheritance, "DeepInheritance"),
      IncludeClassOrigin: booleanParameter(options.IncludeClassOrigin, "IncludeClassOrigin"),
      PropertyList: listParameter(options.PropertyList, "PropertyList"),
    });
  }

  OpenEnumerateInstancePaths(className: string, options: OpenOptions = {}): PullStream<CimInstanceName> {
    const ClassName = requiredClass(className, "ClassName");
    return this.#open("OpenEnumerateInstancePaths", null, options, instancePath, { ClassName });
  }

  OpenReferenceInstances(name: CimInstanceName, options: OpenReferenceInstancesOptions = {}): PullStream<CimInstance> {
    return this.#open("OpenReferenceInstances", name, options, instanceWithPath, {
      ...referenceParameters(options),
      IncludeClassOrigin: booleanParameter(options.IncludeClassOrigin, "IncludeClassOrigin"),
      PropertyList: listParameter(options.PropertyList, "PropertyList"),
    });
  }

  OpenReferenceInstancePaths(
    name: CimInstanceName,
    options: OpenReferenceInstancePathsOptions = {},
  ): PullStream<CimInstanceName> {
    return this.#open("OpenReferenceInstancePaths", name, options, instancePath, referenceParameters(options));
  }

  OpenAssociatorInstances(
    name: CimInstanceName,
    options: OpenAssociatorInstancesOptions = {},
  ): PullStream<CimInstance> {
    return this.#open("OpenAssociatorInstances", name, options, instanceWithPath, {
      ...associatorParameters(options),
      IncludeClassOrigin: booleanParameter(options.IncludeClassOrigin, "IncludeClassOrigin"),
      PropertyList: listParameter(options.PropertyList, "PropertyList"),
    });
  }

  OpenAssociatorInstancePaths(
    name: CimInstanceName,
    options: OpenAssociatorInstancePathsOptions = {},
  ): PullStream<CimInstanceName> {
    return this.#open("OpenAssociatorInstancePaths", name, options, instancePath, associatorParameters(options));
  }

  OpenQueryInstances(
    filterQueryLanguage: string,
    filterQuery: string,
    options: OpenQueryInstancesOptions = {},
  ): PullStream<CimInstance> {
    return this.#open("OpenQueryInstances", null, options, bareInstance, {
      FilterQueryLanguage: requiredText(filterQueryLanguage, "FilterQueryLanguage"),
      FilterQuery: requiredText(filterQuery, "FilterQuery"),
      ReturnQueryResultClass: booleanParameter(options.ReturnQueryResultClass, "ReturnQueryResultClass"),
    });
  }

  PullInstancesWithPath(context: EnumerationContext, maxObjectCount: number, options: CallOptions = {}) {
    return this.#pull("PullInstancesWithPath", context, maxObjectCount, options, instanceWithPath);
  }

  PullInstancePaths(context: EnumerationContext, maxObjectCount: number, options: CallOptions = {}) {
    return this.#pull("PullInstancePaths", context, maxObjectCount, options, instancePath);
  }

  PullInstances(context: EnumerationContext, maxObjectCount: number, options: CallOptions = {}) {
    return this.#pull("PullInstances", context, maxObjectCount, options, bareInstance);
  }

  #namespace(options: CallOptions, path: ObjectName | null = null): string {
    return targetNamespace(options.namespace, path, this.#caller.defaultNamespace);
  }

  #list<Item>(
    operation: string,
    namespace: string,
    options: CallOptions,
    readItem: ReadItem<Item>,
    parameters: IntrinsicParameters,
  ): List<Item> {
    return this.#caller.intrinsic({ operation, namespace, parameters, readItem, options });
  }

  #associators<Item>(
    operation: string,
    name: ObjectName,
    options: AssociatorNamesOptions,
    readItem: ReadItem<Item>,
    more: IntrinsicParameters = {},
  ): List<Item> {
    const ObjectName = requiredObjectName(name, "ObjectName");
    const parameters = { ObjectName, ...associatorParameters(options), ...more };
    return this.#list(operation, this.#namespace(options, name), options, readItem, parameters);
  }

  #references<Item>(
    operation: string,
    name: ObjectName,
    options: ReferenceNamesOptions,
    readItem: ReadItem<Item>,
    more: IntrinsicParameters = {},
  ): List<Item> {
    const ObjectName = requiredObjectName(name, "ObjectName");
    const parameters = { ObjectName, ...referenceParameters(options), ...more };
    return this.#list(operation, this.#namespace(options, name), options, readItem, parameters);
  }

  #open<Item>(
    operation: string,
    name: CimInstanceName | null,
    options: OpenOptions,
    readItem: ReadItem<Item>,
    own: IntrinsicParameters,
  ): PullStream<Item> {
    const InstanceName = name === null ? undefined : requiredInstanceName(name, "InstanceName");
    const parameters = { InstanceName, ...openParameters(options), ...own };
    const namespace = this.#namespace(options, name);
    return this.#caller.pull({ operation, namespace, parameters, readItem, options });
  }

  #pull<Item>(
    operation: string,
    openContext: EnumerationContext,
    maxObjectCount: number,
    options: CallOptions,
    readItem: ReadItem<Item>,
  ): PullStream<Item> {
    const { context, namespace } = requireContext(openContext);
    const parameters = {
      EnumerationContext: textParameter(context, "EnumerationContext"),
      MaxObjectCount: requiredCount(maxObjectCount, "MaxObjectCount"),
    };
    return this.#caller.pull({ operation, namespace, parameters, readItem, options });
  }
}
