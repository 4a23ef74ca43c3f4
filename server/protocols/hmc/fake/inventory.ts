/** The objects of the simulated HMC and the changes made to them. */
import {
  type FakeObject,
  type JsonValue,
  type ObjectBehaviour,
  type ObjectClass,
  type Properties,
  text,
} from "./model";

export type InventoryChange =
  | { kind: "properties"; object: FakeObject; reports: PropertyReport[] }
  | { kind: "status"; object: FakeObject; oldStatus: string; newStatus: string }
  | { kind: "added"; object: FakeObject }
  | { kind: "removed"; object: FakeObject };

interface PropertyReport {
  name: string;
  oldValue: JsonValue;
  newValue: JsonValue;
}

/** Sampled values: real HMCs send no property-change for them (section 9.4). */
const UNANNOUNCED_PROPERTIES: ReadonlySet<string> = new Set([
  "cpc-power-consumption",
  "zcpc-power-consumption",
  "zcpc-ambient-temperature",
  "zcpc-exhaust-temperature",
  "zcpc-humidity",
  "zcpc-dew-point",
  "zcpc-heat-load",
  "last-used-load-address",
]);

/** Throws where the simulator is asked for an object that it does not have: a mistake of the test. */
export class UnknownObjectError extends Error {
  constructor(reference: string) {
    super(`The simulated HMC has no object ${reference}.`);
    this.name = "UnknownObjectError";
  }
}

/** The inventory; every mutator tells its listeners, who publish the notifications. */
export class Inventory {
  readonly #objects = new Map<string, FakeObject>();
  readonly #listeners = new Set<(change: InventoryChange) => void>();

  constructor(objects: Iterable<FakeObject>) {
    for (const object of objects) this.#objects.set(object.uri, object);
  }

  find(uri: string): FakeObject | undefined {
    return this.#objects.get(uri);
  }

  /** The object with this URI; throws UnknownObjectError. */
  get(uri: string): FakeObject {
    const object = this.#objects.get(uri);
    if (object === undefined) throw new UnknownObjectError(uri);
    return object;
  }

  /** The first object with this name, and of this class if given; throws UnknownObjectError. */
  named(name: string, objectClass?: ObjectClass): FakeObject {
    for (const object of this.#objects.values()) {
      if (object.properties.name === name && (objectClass === undefined || object.class === objectClass)) return object;
    }
    throw new UnknownObjectError(`named ${name}`);
  }

  /** Objects of a class, of one CPC if given. */
  list(objectClass: ObjectClass, cpcUri?: string): FakeObject[] {
    const found: FakeObject[] = [];
    for (const object of this.#objects.values()) {
      if (object.class === objectClass && (cpcUri === undefined || object.cpcUri === cpcUri)) found.push(object);
    }
    return found;
  }

  /** The console object; throws UnknownObjectError. */
  get console(): FakeObject {
    const [object] = this.list("console");
    if (object === undefined) throw new UnknownObjectError("of class console");
    return object;
  }

  /** Calls the listener for every change until the returned function is called. */
  onChange(listener: (change: InventoryChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Changes properties and announces those that have change notification; `status` is announced as a status. */
  setProperties(uri: string, changes: Properties): void {
    const object = this.get(uri);
    const reports: PropertyReport[] = [];
    for (const [name, newValue] of Object.entries(changes)) {
      if (name === "status" && typeof newValue === "string") {
        this.setStatus(uri, newValue);
        continue;
      }
      const oldValue = object.properties[name] ?? null;
      if (JSON.stringify(oldValue) === JSON.stringify(newValue)) continue;
      object.properties[name] = newValue;
      if (!UNANNOUNCED_PROPERTIES.has(name)) reports.push({ name, oldValue, newValue });
    }
    if (reports.length > 0) this.#tell({ kind: "properties", object, reports });
  }

  /** Changes the status and what depends on it. */
  setStatus(uri: string, newStatus: string): void {
    const object = this.get(uri);
    const oldStatus = text(object.properties, "status");
    if (oldStatus === newStatus) return;
    object.properties.status = newStatus;
    const acceptable = object.properties["acceptable-status"];
    object.properties["has-unacceptable-status"] = Array.isArray(acceptable) && !acceptable.includes(newStatus);
    this.#tell({ kind: "status", object, oldStatus, newStatus });
  }

  /** Adds an object, or announces an existing one again as HMCs do after a restart. */
  add(object: FakeObject): void {
    this.#objects.set(object.uri, object);
    this.#tell({ kind: "added", object });
  }

  /** Removes an object; throws UnknownObjectError. */
  remove(uri: string): void {
    const object = this.get(uri);
    this.#objects.delete(uri);
    this.#tell({ kind: "removed", object });
  }

  #tell(change: InventoryChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

/** Makes an object of the inventory from its full properties. */
export function objectOf(
  objectClass: ObjectClass,
  properties: Properties,
  cpcUri: string | null = null,
  behaviour: ObjectBehaviour = {},
): FakeObject {
  return { uri: text(properties, "object-uri"), class: objectClass, cpcUri, properties, behaviour };
}
