import "server-only";
import type { WbemColumn, WbemInstanceLine } from "@/contracts/wbem/instances";
import type { ClassRepository } from "@/server/protocols/wbem/class-repository";
import { findByName, foldName } from "@/server/protocols/wbem/model/names";
import type { CimClass, CimInstance, CimProperty } from "@/server/protocols/wbem/model/objects";
import type { InstanceStream, ToleratedDeviation } from "@/server/protocols/wbem/operations";
import { mergeNotes, propertyDeclaration } from "./declarations";
import { pathToWire, valueToWire } from "./wire";

export interface LineSource {
  /**
   * The instances may be of other namespaces than this one, each with a class of its own by the same name. Looking at the
   * namespace of every path takes a long list of one namespace half as much memory again.
   */
  isEverywhere?: boolean;
  namespace: string;
  /** The class that was asked for; null for queries. */
  className: string | null;
  instances: InstanceStream;
  /** Filled by the operations while they read. */
  notes: readonly ToleratedDeviation[];
  /** The operation that the lines came from, known at the end. */
  operation(): string;
}

/** The columns of a list as they become known: those of the asked class first, then whatever the instances bring. */
class Columns {
  readonly #classes: ClassRepository;
  readonly #namespace: string;
  readonly #isEverywhere: boolean;
  readonly #places = new Map<string, number>();
  readonly #known = new Set<string>();

  constructor(
    classes: ClassRepository,
    { namespace, isEverywhere = false }: Pick<LineSource, "namespace" | "isEverywhere">,
  ) {
    this.#classes = classes;
    this.#namespace = namespace;
    this.#isEverywhere = isEverywhere;
  }

  get count(): number {
    return this.#places.size;
  }

  placeOf(name: string): number | undefined {
    return this.#places.get(foldName(name));
  }

  /** Columns for properties of these instances that have none yet. */
  async add(instances: readonly CimInstance[]): Promise<WbemColumn[]> {
    const added: WbemColumn[] = [];
    for (const instance of instances) {
      const namespace = (this.#isEverywhere ? instance.path?.namespace : null) ?? this.#namespace;
      const identity = this.#isEverywhere ? `${namespace}:${instance.className}` : instance.className;
      if (this.#known.has(identity)) {
        this.#addMissing(instance, null, added);
        continue;
      }
      this.#known.add(identity);
      this.#addMissing(instance, await this.#classes.findClass(namespace, instance.className), added);
    }
    return added;
  }

  #addMissing(instance: CimInstance, declared: CimClass | null, added: WbemColumn[]): void {
    const missing = instance.properties.filter(({ name }) => !this.#places.has(foldName(name)));
    const columns = missing.map((property) => columnOf(property, declared, instance));
    // The keys come first, in the order of the declaration.
    for (const column of columns.sort((one, other) => Number(other.isKey) - Number(one.isKey))) {
      this.#places.set(foldName(column.name), this.#places.size);
      added.push(column);
    }
  }
}

function columnOf(property: CimProperty, declared: CimClass | null, instance: CimInstance): WbemColumn {
  const { name, type, isArray } = property;
  const found = declared === null ? undefined : findByName(declared.properties, name);
  const isKeyOfPath = instance.path !== null && findByName(instance.path.keyBindings, name) !== undefined;
  if (found === undefined) return { name, type, isArray, isKey: isKeyOfPath, units: null, valueMap: null };
  const { isKey, units, valueMap } = propertyDeclaration(found);
  return { name: found.name, type, isArray, isKey: isKey || isKeyOfPath, units, valueMap };
}

function rowOf(instance: CimInstance, columns: Columns) {
  const values = new Array(columns.count).fill(null);
  for (const { name, value } of instance.properties) {
    const place = columns.placeOf(name);
    if (place !== undefined) values[place] = valueToWire(value);
  }
  return { path: instance.path && pathToWire(instance.path), className: instance.className, values };
}

/** Instances as lines of a list, while they arrive. Throws what the source throws. */
export async function* instanceLines(
  classes: ClassRepository,
  source: LineSource,
): AsyncGenerator<WbemInstanceLine, void, void> {
  const startedAt = performance.now();
  const columns = new Columns(classes, source);
  let count = 0;
  for await (const instances of source.instances) {
    const added = await columns.add(instances);
    if (added.length > 0) yield { kind: "columns", columns: added };
    if (instances.length > 0) yield { kind: "rows", rows: instances.map((instance) => rowOf(instance, columns)) };
    count += instances.length;
  }
  for (const note of mergeNotes(source.notes)) yield { kind: "note", note };
  yield { kind: "end", count, operation: source.operation(), durationMs: performance.now() - startedAt };
}
