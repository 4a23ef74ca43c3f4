/** What the simulated server knows, and the only door through which it changes. */
import { findByName, foldName, isSameName } from "../model/names";
import type { CimInstance, CimInstanceName, CimProperty, CimValue } from "../model/objects";
import { type InstanceValues, makeInstance } from "./instance-builder";
import { FakeNamespace, identityOf } from "./namespace";
import { CimRefusal, cimStatus } from "./refusals";
import type { InstanceChange, InstanceSource, StoredInstance } from "./stored-instance";
import { isInstanceName } from "./values";

/** References inside an instance, with the names of their properties. */
function* referencesOf(instance: CimInstance): Generator<CimInstanceName> {
  for (const { value } of instance.properties) {
    if (isInstanceName(value)) yield value;
  }
}

export class Repository {
  readonly #namespaces = new Map<string, FakeNamespace>();
  /** Association instances by the identity of what they refer to. */
  readonly #referrers = new Map<string, Map<string, StoredInstance>>();
  readonly #listeners = new Set<(change: InstanceChange) => void>();
  /** A class whose instances are made while they are sent, with its namespace. */
  generated: { namespace: string; of: InstanceSource } | undefined;

  get namespaces(): FakeNamespace[] {
    return [...this.#namespaces.values()];
  }

  addNamespace(name: string): FakeNamespace {
    const namespace = new FakeNamespace(name);
    this.#namespaces.set(foldName(name), namespace);
    return namespace;
  }

  removeNamespace(name: string): void {
    this.#namespaces.delete(foldName(name));
  }

  findNamespace(name: string): FakeNamespace | undefined {
    return this.#namespaces.get(foldName(name));
  }

  /** @throws CimRefusal 3 where there is none. */
  getNamespace(name: string): FakeNamespace {
    const found = this.findNamespace(name);
    if (found === undefined) throw new CimRefusal(cimStatus.invalidNamespace, `There is no namespace ${name}.`);
    return found;
  }

  onChange(listener: (change: InstanceChange) => void): void {
    this.#listeners.add(listener);
  }

  /** All instances of the class and of those below; the generated ones are made on the way. */
  *instancesOf(namespace: FakeNamespace, className: string): Generator<StoredInstance> {
    const root = namespace.getClass(className);
    for (const { className: name } of [root, ...namespace.descendantsOf(root.className)]) {
      yield* this.#generatedOf(namespace, name);
      for (const one of namespace.instancesOf(name)) if (isStored(one)) yield one;
    }
  }

  #generatedOf(namespace: FakeNamespace, className: string): Iterable<StoredInstance> {
    const generated = this.generated;
    if (generated?.namespace !== namespace.name || !isSameName(generated.of.className, className)) return [];
    return generated.of.instances(namespace.name);
  }

  findInstance(name: CimInstanceName, namespace: FakeNamespace): StoredInstance | undefined {
    const home = name.namespace === null ? namespace : this.findNamespace(name.namespace);
    const found = home?.findInstance(name);
    if (found !== undefined) return isStored(found) ? found : undefined;
    const generated = this.generated;
    return generated !== undefined && generated.namespace === home?.name
      ? generated.of.find(name, home.name)
      : undefined;
  }

  /** Instances that refer to the path, in all namespaces. */
  referrersOf(path: CimInstanceName, namespace: string): StoredInstance[] {
    return [...(this.#referrers.get(identityOf(path, namespace))?.values() ?? [])];
  }

  /** Makes an instance of plain values and adds it. */
  add(namespace: string, className: string, values: InstanceValues): StoredInstance {
    const home = this.getNamespace(namespace);
    const instance = makeInstance(home, className, values);
    this.put(instance);
    return instance;
  }

  put(instance: StoredInstance): void {
    const home = this.getNamespace(instance.path.namespace ?? "");
    const previous = home.findInstance(instance.path);
    home.putInstance(instance);
    this.#index(instance, (of, key) => of.set(key, instance));
    const namespace = home.name;
    if (previous !== undefined && isStored(previous)) this.#tell({ kind: "modified", namespace, instance, previous });
    else this.#tell({ kind: "created", namespace, instance });
  }

  /** Replaces values of an instance; what is not given stays. */
  update(instance: StoredInstance, values: Readonly<Record<string, CimValue>>): StoredInstance {
    const current = this.getNamespace(instance.path.namespace ?? "").findInstance(instance.path) ?? instance;
    const names = Object.keys(values).map((name) => ({ name, value: values[name] ?? null }));
    const properties = current.properties.map((one): CimProperty => {
      const given = findByName(names, one.name);
      return given === undefined ? one : { ...one, value: given.value };
    });
    const changed = { ...current, path: instance.path, properties };
    this.put(changed);
    return changed;
  }

  remove(instance: StoredInstance): void {
    const home = this.getNamespace(instance.path.namespace ?? "");
    home.removeInstance(instance.path);
    this.#index(instance, (of, key) => of.delete(key));
    this.#tell({ kind: "deleted", namespace: home.name, instance });
  }

  #index(instance: StoredInstance, change: (of: Map<string, StoredInstance>, key: string) => void): void {
    const namespace = instance.path.namespace ?? "";
    const key = identityOf(instance.path, namespace);
    for (const end of referencesOf(instance)) {
      const endKey = identityOf(end, namespace);
      const known = this.#referrers.get(endKey) ?? new Map<string, StoredInstance>();
      change(known, key);
      this.#referrers.set(endKey, known);
    }
  }

  #tell(change: InstanceChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

const isStored = (instance: CimInstance): instance is StoredInstance => instance.path !== null;
