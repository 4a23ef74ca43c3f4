/** Namespaces as instances of the Interop namespace (DSP1092; reference, section 12). */
import { findByName } from "../model/names";
import type { CimInstance } from "../model/objects";
import type { FakeNamespace } from "./namespace";
import { CimRefusal, cimStatus, invalidParameter } from "./refusals";
import type { WbemState } from "./state";
import type { StoredInstance } from "./stored-instance";

export const INTEROP = "interop";

/** True for classes whose instances stand for namespaces. */
export function isNamespaceClass(namespace: FakeNamespace, className: string): boolean {
  return namespace.name === INTEROP && namespace.isA(className, "CIM_Namespace");
}

const nameOf = (instance: CimInstance) => {
  const value = findByName(instance.properties, "Name")?.value;
  const name = typeof value === "string" ? value.replace(/^\/+|\/+$/g, "") : "";
  if (!/^\w+(?:\/\w+)*$/.test(name)) throw invalidParameter("A namespace needs a name of segments.");
  return name;
};

/** @throws CimRefusal 4 for a name that is none, 11 where there is such a namespace. */
export function createNamespace({ repository }: WbemState, instance: CimInstance): void {
  const name = nameOf(instance);
  if (repository.findNamespace(name) !== undefined) {
    throw new CimRefusal(cimStatus.alreadyExists, `There is a namespace ${name} already.`);
  }
  repository.addNamespace(name);
}

/** @throws CimRefusal 20 where there is something in it. */
export function deleteNamespace({ repository }: WbemState, instance: CimInstance): void {
  const namespace = repository.findNamespace(nameOf(instance));
  if (namespace?.isEmpty === false) {
    throw new CimRefusal(cimStatus.namespaceNotEmpty, `The namespace ${namespace.name} is not empty.`);
  }
  if (namespace !== undefined) repository.removeNamespace(namespace.name);
}

/** All instances of the class as the server lists them: namespaces may be hidden, or begin with a slash. */
export function* listInstances(
  { repository, quirks }: WbemState,
  namespace: FakeNamespace,
  className: string,
): Generator<StoredInstance> {
  for (const one of repository.instancesOf(namespace, className)) {
    if (!isNamespaceClass(namespace, one.className)) yield one;
    else if (!quirks.hidesInterop || nameOf(one) !== INTEROP) yield quirks.hasSlashedNamespaces ? withSlash(one) : one;
  }
}

function withSlash(instance: StoredInstance): StoredInstance {
  const slashed = <Named extends { name: string }>(one: Named) =>
    one.name === "Name" ? { ...one, value: `/${nameOf(instance)}` } : one;
  const path = { ...instance.path, keyBindings: instance.path.keyBindings.map(slashed) };
  return { ...instance, path, properties: instance.properties.map(slashed) };
}
