/** Operations for instances (DSP0200, sections 5.3.2.3 to 5.3.2.20). */
import { findByName, foldName, isSameName } from "../model/names";
import type { CimInstance, CimInstanceName, CimProperty } from "../model/objects";
import { fillProperties, pathOf } from "./instance-builder";
import { instanceView, viewInstance } from "./instance-view";
import { type FakeNamespace, hasQualifier, isKey } from "./namespace";
import { createNamespace, deleteNamespace, isNamespaceClass, listInstances } from "./namespace-instances";
import { readValue } from "./object-reader";
import { writeInstance, writeInstanceName, writeValue } from "./object-writer";
import { CimRefusal, cimStatus, invalidParameter } from "./refusals";
import { type Call, nothing, type Operation } from "./state";
import type { StoredInstance } from "./stored-instance";
import { checkSubscriptionDeletion, completeSubscriptionObject } from "./subscriptions";

/** @throws CimRefusal 5 without the class, 6 without the instance. */
export function getInstance(call: Pick<Call, "state" | "namespace">, name: CimInstanceName): StoredInstance {
  const { namespace, state } = call;
  namespace.getClass(name.className);
  const found = state.repository.findInstance({ ...name, namespace: namespace.name }, namespace);
  if (found === undefined) throw new CimRefusal(cimStatus.notFound, `There is no such instance of ${name.className}.`);
  return found;
}

/** @throws CimRefusal 12 for a property that the class does not have, 13 for one of another type. */
function checkProperties(namespace: FakeNamespace, className: string, given: readonly CimProperty[]): void {
  const declared = namespace.getClass(className).properties;
  for (const property of given) {
    const found = findByName(declared, property.name);
    if (found === undefined) {
      throw new CimRefusal(cimStatus.noSuchProperty, `${className} has no property ${property.name}.`);
    }
    if (found.type !== property.type || (found.isArray !== property.isArray && property.value !== null)) {
      throw new CimRefusal(
        cimStatus.typeMismatch,
        `${found.name} is of type ${found.type}${found.isArray ? "[]" : ""}.`,
      );
    }
  }
}

/** Makes what the request asks for, with its keys. */
function prepareInstance(call: Call, given: CimInstance): StoredInstance {
  const { namespace } = call;
  const declared = namespace.getClass(given.className);
  if (hasQualifier(declared, "Abstract")) {
    throw new CimRefusal(cimStatus.failed, `${declared.className} is abstract.`);
  }
  checkProperties(namespace, declared.className, given.properties);
  const completed = completeSubscriptionObject(call.state, namespace, { ...given, className: declared.className });
  const properties = fillProperties(namespace, declared.className, completed.properties);
  const instance: CimInstance = { ...given, className: declared.className, properties, qualifiers: [] };
  const path = pathOf(namespace, instance);
  if (path === null) throw invalidParameter("A key has no value.");
  return { ...instance, path };
}

function createInstance(call: Call): string {
  const { state, namespace, args } = call;
  const instance = prepareInstance(call, args.instance("NewInstance"));
  if (state.repository.findInstance(instance.path, namespace) !== undefined) {
    throw new CimRefusal(cimStatus.alreadyExists, "There is such an instance already.");
  }
  if (isNamespaceClass(namespace, instance.className)) createNamespace(state, instance);
  state.repository.put(instance);
  return writeInstanceName(instance.path, state.writer);
}

function modifyInstance(call: Call): void {
  const { state, namespace, args } = call;
  const given = args.namedInstance("ModifiedInstance");
  if (given.path === null || !isSameName(given.path.className, given.className)) {
    throw invalidParameter("The name and the instance are of different classes.");
  }
  const current = getInstance(call, given.path);
  checkProperties(namespace, current.className, given.properties);
  const wanted = args.names("PropertyList");
  const declared = namespace.getClass(current.className).properties;
  const unknown = [...(wanted ?? [])].find((name) => findByName(declared, name) === undefined);
  if (unknown !== undefined) {
    throw new CimRefusal(cimStatus.noSuchProperty, `${current.className} has no property ${unknown}.`);
  }
  const changed = given.properties.filter(({ name }) => wanted?.has(foldName(name)) ?? true);
  const differsInKeys = declared.filter(isKey).some(({ name, type }) => {
    const own = findByName(changed, name);
    const [before, after] = [findByName(current.properties, name), own].map((one) =>
      writeValue(one?.value ?? null, type, state.writer),
    );
    return own !== undefined && before !== after;
  });
  if (differsInKeys) throw invalidParameter("A key cannot be changed.");
  state.repository.update(current, Object.fromEntries(changed.map(({ name, value }) => [name, value])));
}

/** The property as its class declares it, with the value that it has. */
function findProperty(call: Call): { instance: StoredInstance; property: CimProperty } {
  const instance = getInstance(call, call.args.instanceName("InstanceName"));
  const name = call.args.neededText("PropertyName");
  const declared = findByName(call.namespace.getClass(instance.className).properties, name);
  if (declared === undefined) throw new CimRefusal(cimStatus.noSuchProperty, `There is no property ${name}.`);
  const value = findByName(instance.properties, name)?.value ?? null;
  return { instance, property: { ...declared, value } };
}

export const instanceOperations: Readonly<Record<string, Operation>> = {
  GetInstance: {
    parameters: ["InstanceName!", "LocalOnly", "IncludeQualifiers", "IncludeClassOrigin", "PropertyList"],
    run: (call) => {
      const found = getInstance(call, call.args.instanceName("InstanceName"));
      return { items: [writeInstance(viewInstance(found, instanceView(call)), call.state.writer)] };
    },
  },
  EnumerateInstances: {
    parameters: [
      "ClassName!",
      "LocalOnly",
      "DeepInheritance",
      "IncludeQualifiers",
      "IncludeClassOrigin",
      "PropertyList",
    ],
    run: (call) => {
      const { state, namespace, args } = call;
      const root = namespace.getClass(args.neededClassName("ClassName"));
      const view = instanceView(call, args.flag("DeepInheritance", true) ? null : root);
      function* write() {
        for (const one of listInstances(state, namespace, root.className)) {
          const name = writeInstanceName(one.path, state.writer);
          yield `<VALUE.NAMEDINSTANCE>${name}${writeInstance(viewInstance(one, view), state.writer)}</VALUE.NAMEDINSTANCE>`;
        }
      }
      return { items: write() };
    },
  },
  EnumerateInstanceNames: {
    parameters: ["ClassName!"],
    run: ({ state, namespace, args }) => {
      const { className } = namespace.getClass(args.neededClassName("ClassName"));
      function* write() {
        for (const { path } of listInstances(state, namespace, className)) {
          yield writeInstanceName(path, state.writer);
        }
      }
      return { items: write() };
    },
  },
  CreateInstance: { parameters: ["NewInstance!"], run: (call) => ({ items: [createInstance(call)] }) },
  ModifyInstance: {
    parameters: ["ModifiedInstance!", "IncludeQualifiers", "PropertyList"],
    run: (call) => {
      modifyInstance(call);
      return nothing;
    },
  },
  DeleteInstance: {
    parameters: ["InstanceName!"],
    run: (call) => {
      const { state, namespace, args } = call;
      const found = getInstance(call, args.instanceName("InstanceName"));
      if (isNamespaceClass(namespace, found.className)) deleteNamespace(state, found);
      checkSubscriptionDeletion(state, namespace, found);
      state.repository.remove(found);
      return nothing;
    },
  },
  GetProperty: {
    parameters: ["InstanceName!", "PropertyName!"],
    run: (call) => {
      const { property } = findProperty(call);
      const text = writeValue(property.value, property.type, call.state.writer);
      return { items: text === "" ? null : [text] };
    },
  },
  SetProperty: {
    parameters: ["InstanceName!", "PropertyName!", "NewValue"],
    run: (call) => {
      const { instance, property } = findProperty(call);
      if (isKey(property)) throw invalidParameter("A key cannot be changed.");
      const element = call.args.element("NewValue");
      const value = element === undefined ? null : readValue(element, property.type, property.embeddedObject);
      call.state.repository.update(instance, { [property.name]: value });
      return nothing;
    },
  },
};
