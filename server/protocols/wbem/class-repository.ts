/** The classes of a server as they were read: the tree of a namespace, and declarations of single classes. */
import { CimStatusError, isCimStatus } from "./errors";
import { foldName } from "./model/names";
import type { CimClass, CimQualifier } from "./model/objects";
import type { ToleratedDeviation, WbemOperations } from "./operations";

/** Namespaces whose trees are kept; the one used longest ago goes first. */
const KEPT_TREES = 8;
const KEPT_CLASSES = 2_000;

/** Statuses by which servers say that they have no class operations. */
const WITHOUT_CLASSES = [1, 2, 7] as const;

/** The classes of one namespace. */
export interface ClassTree {
  namespace: string;
  /** With what each class itself declares; without members where the server gives names only. */
  classes: readonly CimClass[];
  isNamesOnly: boolean;
  readAt: Date;
  notes: readonly ToleratedDeviation[];
}

/** True if the qualifier is there and not false. */
export function hasQualifier(qualifiers: readonly CimQualifier[], name: string): boolean {
  const found = qualifiers.find((qualifier) => foldName(qualifier.name) === name);
  return found !== undefined && found.value !== false;
}

type ClassOperations = Pick<WbemOperations, "EnumerateClasses" | "EnumerateClassNames" | "GetClass">;

/** Reads classes once and remembers them for as long as the connection lives. */
export class ClassRepository {
  readonly #operations: ClassOperations;
  readonly #trees: Map<string, Promise<ClassTree>>;
  readonly #classes: Map<string, Promise<CimClass>>;

  constructor(operations: ClassOperations, shared?: ClassRepository) {
    this.#operations = operations;
    this.#trees = shared === undefined ? new Map() : shared.#trees;
    this.#classes = shared === undefined ? new Map() : shared.#classes;
  }

  /** The same memory, filled by other operations, as those that record what passes. */
  over(operations: ClassOperations): ClassRepository {
    return new ClassRepository(operations, this);
  }

  /**
   * All classes of a namespace. A server without class operations gives their names at most.
   * @throws what the operations throw
   */
  tree(namespace: string, options: { isFresh?: boolean } = {}): Promise<ClassTree> {
    const key = foldName(namespace);
    const known = this.#trees.get(key);
    if (known !== undefined && options.isFresh !== true) {
      this.#trees.delete(key);
      this.#trees.set(key, known);
      return known;
    }
    if (options.isFresh === true) this.#forgetClasses(key);
    return remember(this.#trees, key, KEPT_TREES, this.#readTree(namespace));
  }

  /** The whole declaration of a class, inherited members included. @throws what `GetClass` throws */
  getClass(namespace: string, className: string): Promise<CimClass> {
    const key = `${foldName(namespace)}:${foldName(className)}`;
    const known = this.#classes.get(key);
    if (known !== undefined) return known;
    const options = { namespace, LocalOnly: false, IncludeQualifiers: true, IncludeClassOrigin: true };
    return remember(this.#classes, key, KEPT_CLASSES, this.#operations.GetClass(className, options));
  }

  /** The declaration, or null on a server that does not give classes. @throws what has nothing to do with the class */
  async findClass(namespace: string, className: string): Promise<CimClass | null> {
    try {
      return await this.getClass(namespace, className);
    } catch (error) {
      if (error instanceof CimStatusError) return null;
      throw error;
    }
  }

  /** The classes that one inherits from, the nearest first; those that the server does not give end the list. */
  async ancestors(namespace: string, declared: CimClass): Promise<CimClass[]> {
    const found: CimClass[] = [];
    for (let at: CimClass | null = declared; at?.superClass; ) {
      const next: CimClass | null = await this.findClass(namespace, at.superClass);
      if (next === null || next === declared || found.includes(next)) break;
      found.push(next);
      at = next;
    }
    return found;
  }

  /** Forgets the classes of a namespace, because they have been changed. */
  forget(namespace: string): void {
    const key = foldName(namespace);
    this.#trees.delete(key);
    this.#forgetClasses(key);
  }

  #forgetClasses(namespaceKey: string): void {
    for (const key of this.#classes.keys()) if (key.startsWith(`${namespaceKey}:`)) this.#classes.delete(key);
  }

  async #readTree(namespace: string): Promise<ClassTree> {
    const notes: ToleratedDeviation[] = [];
    const common = { namespace, onTolerated: (note: ToleratedDeviation) => void notes.push(note) };
    const made = (classes: readonly CimClass[], isNamesOnly: boolean): ClassTree => ({
      namespace,
      classes,
      isNamesOnly,
      readAt: new Date(),
      notes,
    });
    try {
      const options = { ...common, DeepInheritance: true, LocalOnly: true, IncludeQualifiers: true };
      return made(await this.#operations.EnumerateClasses(options), false);
    } catch (error) {
      if (!isCimStatus(error, ...WITHOUT_CLASSES)) throw error;
      const names = await this.#operations.EnumerateClassNames({ ...common, DeepInheritance: true });
      return made(names.map(nameOnly), true);
    }
  }
}

function nameOnly(className: string): CimClass {
  return { kind: "class", className, superClass: null, properties: [], methods: [], qualifiers: [], path: null };
}

/** Keeps a reading until it fails or others push it out. */
function remember<T>(kept: Map<string, Promise<T>>, key: string, limit: number, reading: Promise<T>): Promise<T> {
  kept.set(key, reading);
  for (const oldest of kept.keys()) {
    if (kept.size <= limit) break;
    kept.delete(oldest);
  }
  reading.catch(() => {
    if (kept.get(key) === reading) kept.delete(key);
  });
  return reading;
}
