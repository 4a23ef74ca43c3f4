/** What the children of IRETURNVALUE become, with their paths completed (reference, sections 5.2 and 6). */
import type {
  CimClass,
  CimClassName,
  CimInstance,
  CimInstanceName,
  CimNamedClass,
  CimQualifierDeclaration,
  CimValue,
} from "./model/objects";
import type { GetPropertyOptions } from "./operations";
import type { XmlElement } from "./xml/element";
import type { ReadContext } from "./xml/read-context";
import { readClass, readEmbeddedRoot, readInstance, readQualifierDeclaration } from "./xml/read-objects";
import { readClassPath, readInstancePath, readObjectPath, readReferenceValue } from "./xml/read-paths";
import { readArray, readScalar } from "./xml/read-values";
import { readText } from "./xml/value-text";

/** Reads one child of IRETURNVALUE. */
export type ReadItem<Item> = (element: XmlElement, context: ReadContext) => Item;

function requireElement(element: XmlElement, context: ReadContext, ...names: string[]): void {
  if (names.includes(element.name)) return;
  context.fail(`The result of ${context.operation} must be ${names.join(" or ")}.`, element.name);
}

/** CLASS, with the path that the client knows: `host` is that of the connection. */
export function classItem(namespace: string, host: string | null): ReadItem<CimClass> {
  return (element, context) => {
    requireElement(element, context, "CLASS");
    const cimClass = readClass(element, context);
    return { ...cimClass, path: { kind: "class-name", className: cimClass.className, namespace, host } };
  };
}

/** CLASSNAME. */
export const classNameItem: ReadItem<string> = (element, context) => {
  requireElement(element, context, "CLASSNAME");
  return readClassPath(element, context).className;
};

/** INSTANCE of GetInstance: its path is the one that was asked for. */
export function instanceOf(path: CimInstanceName, namespace: string): ReadItem<CimInstance> {
  return (element, context) => {
    requireElement(element, context, "INSTANCE");
    return { ...readInstance(element, context), path: { ...path, namespace, host: null } };
  };
}

/** INSTANCE of a query by pulling: there is no path. */
export const bareInstance: ReadItem<CimInstance> = (element, context) => {
  requireElement(element, context, "INSTANCE");
  return readInstance(element, context);
};

/** VALUE.NAMEDINSTANCE, in the target namespace. */
export function namedInstance(namespace: string): ReadItem<CimInstance> {
  return (element, context) => {
    requireElement(element, context, "VALUE.NAMEDINSTANCE");
    return withPath(element, "INSTANCENAME", context, namespace);
  };
}

/** INSTANCENAME, in the target namespace. */
export function instanceName(namespace: string): ReadItem<CimInstanceName> {
  return (element, context) => {
    requireElement(element, context, "INSTANCENAME");
    return { ...readInstancePath(element, context), namespace };
  };
}

function withPath(element: XmlElement, pathElement: string, context: ReadContext, namespace?: string): CimInstance {
  const [name, instance] = context.expect(element, pathElement, "INSTANCE");
  if (name === undefined || instance === undefined) return context.fail(`${element.name} is not complete.`);
  const path = readInstancePath(name, context);
  const object = readInstance(instance, context);
  object.path = namespace === undefined ? path : { ...path, namespace };
  return object;
}

/** VALUE.OBJECTWITHPATH of an instance. */
export const instanceWithObjectPath: ReadItem<CimInstance> = (element, context) => {
  requireElement(element, context, "VALUE.OBJECTWITHPATH");
  return withPath(element, "INSTANCEPATH", context);
};

/** VALUE.INSTANCEWITHPATH. */
export const instanceWithPath: ReadItem<CimInstance> = (element, context) => {
  requireElement(element, context, "VALUE.INSTANCEWITHPATH");
  return withPath(element, "INSTANCEPATH", context);
};

/** INSTANCEPATH. */
export const instancePath: ReadItem<CimInstanceName> = (element, context) => {
  requireElement(element, context, "INSTANCEPATH");
  return readInstancePath(element, context);
};

/** VALUE.OBJECTWITHPATH of a class. */
export const namedClass: ReadItem<CimNamedClass> = (element, context) => {
  requireElement(element, context, "VALUE.OBJECTWITHPATH");
  const [name, cimClass] = context.expect(element, "CLASSPATH", "CLASS");
  if (name === undefined || cimClass === undefined) return context.fail(`${element.name} is not complete.`);
  const path = readClassPath(name, context);
  return { path, class: readClass(cimClass, context, path) };
};

/** OBJECTPATH of an instance. */
export const instanceObjectPath: ReadItem<CimInstanceName> = (element, context) => {
  requireElement(element, context, "OBJECTPATH");
  const path = readObjectPath(element, context);
  return path.kind === "instance-name" ? path : context.fail("The path of an instance is expected.", path.className);
};

/** OBJECTPATH of a class. */
export const classObjectPath: ReadItem<CimClassName> = (element, context) => {
  requireElement(element, context, "OBJECTPATH");
  const path = readObjectPath(element, context);
  return path.kind === "class-name" ? path : context.fail("The path of a class is expected.", path.className);
};

/** Any form of an instance that servers answer queries with; where there is no path, the class and the namespace are. */
export function queriedInstance(namespace: string): ReadItem<CimInstance> {
  return (element, context) => {
    switch (element.name) {
      case "VALUE.OBJECTWITHPATH":
        return withPath(element, "INSTANCEPATH", context);
      case "VALUE.OBJECTWITHLOCALPATH":
        return withPath(element, "LOCALINSTANCEPATH", context);
      case "VALUE.NAMEDINSTANCE":
        return withPath(element, "INSTANCENAME", context, namespace);
      default: {
        requireElement(element, context, "VALUE.OBJECT", "INSTANCE");
        const object = element.name === "INSTANCE" ? element : context.only(element, ["INSTANCE"]);
        const instance = readInstance(object, context);
        const { className } = instance;
        return { ...instance, path: { kind: "instance-name", className, keyBindings: [], namespace, host: null } };
      }
    }
  };
}

/** VALUE, VALUE.ARRAY or VALUE.REFERENCE of a property, which says its type nowhere. */
export function propertyValue(name: string, declared: GetPropertyOptions): ReadItem<CimValue> {
  const { type = "string", embeddedObject = null } = declared;
  const shape = { type, embeddedObject, owner: `Property ${name}` };
  return (element, context) => {
    requireElement(element, context, "VALUE", "VALUE.ARRAY", "VALUE.REFERENCE");
    if (element.name === "VALUE.REFERENCE") return readReferenceValue(element, context);
    return element.name === "VALUE"
      ? readScalar(element, shape, context, readEmbeddedRoot)
      : readArray(element, shape, context, readEmbeddedRoot);
  };
}

/** VALUE with a uint64. */
export const objectCount: ReadItem<bigint> = (element, context) => {
  requireElement(element, context, "VALUE");
  try {
    const count = readText("uint64", element.text);
    if (typeof count === "bigint") return count;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return context.fail(`${context.operation} returned no number.`, element.text);
};

/** QUALIFIER.DECLARATION. */
export const qualifierDeclaration: ReadItem<CimQualifierDeclaration> = (element, context) => {
  requireElement(element, context, "QUALIFIER.DECLARATION");
  return readQualifierDeclaration(element, context);
};
