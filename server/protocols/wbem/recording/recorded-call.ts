/** What a recorded request asked for, read from its CIM-XML: the operation with its arguments, as test cases name them. */
import { WbemError } from "../errors";
import { foldName } from "../model/names";
import type { CimClassName, CimInstanceName } from "../model/objects";
import type { XmlElement } from "../xml/element";
import { defaultLimits } from "../xml/limits";
import { ReadContext } from "../xml/read-context";
import { readClass, readInstance, readQualifierDeclaration } from "../xml/read-objects";
import { readParameterValue } from "../xml/read-parameters";
import { readPath, readReferenceValue } from "../xml/read-paths";
import { parseTree } from "../xml/tree-reader";
import { writeTestclientObject, writeTestclientParameter, type YamlMapping, type YamlValue } from "./testclient-write";

/** One call. */
export interface RecordedCall {
  operation: string;
  /** Target namespace; null for ExportIndication. */
  namespace: string | null;
  /** `pywbem_method` and the arguments by their names. */
  mapping: YamlMapping;
}

/** Operations that take the namespace as an argument; the others find it in a path or in the context. */
const namespaced: ReadonlySet<string> = new Set([
  "GetClass",
  "EnumerateClasses",
  "EnumerateClassNames",
  "CreateClass",
  "ModifyClass",
  "DeleteClass",
  "EnumerateInstances",
  "EnumerateInstanceNames",
  "CreateInstance",
  "ExecQuery",
  "GetQualifier",
  "EnumerateQualifiers",
  "SetQualifier",
  "DeleteQualifier",
  "OpenEnumerateInstances",
  "OpenEnumerateInstancePaths",
  "OpenQueryInstances",
]);
const booleans: ReadonlySet<string> = new Set([
  "localonly",
  "deepinheritance",
  "includequalifiers",
  "includeclassorigin",
  "continueonerror",
  "returnqueryresultclass",
]);
const numbers: ReadonlySet<string> = new Set(["operationtimeout", "maxobjectcount"]);

/** The call that the body of a request is; null where it is no request of CIM-XML. */
export function findRecordedCall(body: string): RecordedCall | null {
  try {
    return readRecordedCall(body);
  } catch (error) {
    if (error instanceof WbemError) return null;
    throw error;
  }
}

/**
 * Reads the body of a request.
 * @throws WbemError `xml-parse` or `cim-xml-parse` where it is no request of CIM-XML.
 */
export function readRecordedCall(body: string): RecordedCall {
  const context = new ReadContext("request", defaultLimits);
  const root = parseTree(body, { operation: "request", limits: defaultLimits, notes: context.notes });
  const request = context.only(context.only(root, ["MESSAGE"]), ["SIMPLEREQ", "SIMPLEEXPREQ"]);
  const call = context.only(request, ["IMETHODCALL", "METHODCALL", "EXPMETHODCALL"]);
  switch (call.name) {
    case "IMETHODCALL":
      return readIntrinsic(call, context);
    case "METHODCALL":
      return readExtrinsic(call, context);
    default:
      return readExport(call, context);
  }
}

function readIntrinsic(call: XmlElement, context: ReadContext): RecordedCall {
  const operation = context.require(call, "NAME");
  const [target, ...parameters] = call.children;
  if (target?.name !== "LOCALNAMESPACEPATH") return context.fail("IMETHODCALL has no namespace.");
  const namespace = target.children.map((segment) => context.require(segment, "NAME")).join("/");
  const given: Record<string, YamlValue> = {};
  for (const parameter of parameters) {
    const name = context.require(parameter, "NAME");
    const [child] = parameter.children;
    if (child === undefined) continue;
    if (foldName(name) === "enumerationcontext") given.context = [child.text, namespace];
    else given[name] = readArgument(name, child, namespace, context);
  }
  if (namespaced.has(operation)) given.namespace = namespace;
  return { operation, namespace, mapping: { pywbem_method: operation, ...given } };
}

function readExtrinsic(call: XmlElement, context: ReadContext): RecordedCall {
  const method = context.require(call, "NAME");
  const [target, ...parameters] = call.children;
  if (target === undefined) return context.fail("METHODCALL has no target.");
  const path = readPath(target, context);
  const values = parameters.map((parameter) => writeTestclientParameter(readParameterValue(parameter, context)));
  return {
    operation: method,
    namespace: path.namespace,
    mapping: {
      pywbem_method: "InvokeMethod",
      MethodName: method,
      ObjectName: writeTestclientObject(path),
      Params: values,
    },
  };
}

function readExport(call: XmlElement, context: ReadContext): RecordedCall {
  const operation = context.require(call, "NAME");
  const indication = context.only(context.only(call, ["EXPPARAMVALUE"]), ["INSTANCE"]);
  const NewIndication = writeTestclientObject(readInstance(indication, context));
  return { operation, namespace: null, mapping: { pywbem_method: operation, NewIndication } };
}

function readArgument(name: string, child: XmlElement, namespace: string, context: ReadContext): YamlValue {
  const folded = foldName(name);
  switch (child.name) {
    case "VALUE":
      return readPlain(folded, child.text);
    case "VALUE.ARRAY":
      return child.children.map(({ text }) => text);
    case "CLASSNAME":
      if (folded !== "objectname") return context.require(child, "NAME");
      return writeTestclientObject(inNamespace(readPath(child, context), namespace));
    case "INSTANCENAME":
      return writeTestclientObject(inNamespace(readPath(child, context), namespace));
    case "CLASS":
      return writeTestclientObject(readClass(child, context));
    case "INSTANCE":
      return writeTestclientObject(readInstance(child, context));
    case "QUALIFIER.DECLARATION":
      return writeTestclientObject(readQualifierDeclaration(child, context));
    case "VALUE.REFERENCE":
      return writeTestclientObject(readReferenceValue(child, context));
    case "VALUE.NAMEDINSTANCE":
      return readNamedInstance(child, namespace, context);
    default:
      throw new WbemError("A parameter of the request cannot be read.", { family: "cim-xml-parse", operation: name });
  }
}

function readPlain(name: string, text: string): YamlValue {
  if (booleans.has(name)) return foldName(text.trim()) === "true";
  return numbers.has(name) ? Number(text) : text;
}

function readNamedInstance(element: XmlElement, namespace: string, context: ReadContext): YamlValue {
  const [name, instance] = context.expect(element, "INSTANCENAME", "INSTANCE");
  if (name === undefined || instance === undefined) return context.fail("An instance is not complete.");
  const path = inNamespace(readPath(name, context), namespace);
  const read = readInstance(instance, context);
  return writeTestclientObject({ ...read, path: path.kind === "instance-name" ? path : null });
}

function inNamespace<Path extends CimInstanceName | CimClassName>(path: Path, namespace: string): Path {
  return { ...path, namespace };
}
