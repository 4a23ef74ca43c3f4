/** Gives what MOF says its types: those of qualifiers from their declarations, those of properties from the class. */
import { findByName, foldName } from "../model/names";
import type {
  CimClass,
  CimClassName,
  CimInstance,
  CimInstanceName,
  CimKeyBinding,
  CimParameter,
  CimProperty,
  CimQualifier,
  CimQualifierDeclaration,
  CimValue,
  EmbeddedObjectKind,
} from "../model/objects";
import type { CimDataType } from "../model/types";
import { MofError } from "./errors";
import { parseMof } from "./parser";
import type {
  MofClass,
  MofElement,
  MofInstance,
  MofProduction,
  MofQualifier,
  MofQualifierDeclaration,
  MofSource,
} from "./syntax";
import { apparentType, typedValue, type ValueContext } from "./values";

/** Declarations that the text does not have itself. */
export interface KnownDeclarations {
  /** With or without inherited properties; superclasses are asked for where it lacks one. */
  findClass?(className: string): CimClass | undefined;
  /** Without its declaration a qualifier has the type that its value looks like, and no flavors but those given. */
  findQualifier?(name: string): CimQualifierDeclaration | undefined;
}

/** One production, in the order of the text, with the namespace of the last `#pragma namespace`. */
export type CompiledMof = { namespace: string | null } & (
  | { kind: "qualifier"; declaration: CimQualifierDeclaration }
  | { kind: "class"; class: CimClass }
  | { kind: "instance"; instance: CimInstance; alias: string | null }
);

/**
 * Compiles a text. Declarations count from where they stand on. An instance has a path where the class says its keys and the
 * instance gives all of them. Embedded instances are read from their MOF.
 * @throws MofError where a class is not known, a property is none of the class, or a value does not fit its type.
 */
export function compileMof(source: MofSource, known: KnownDeclarations = {}): CompiledMof[] {
  return new Compiler(source, known, 0).compile();
}

/** Embedded instances in embedded instances, and so on. */
const deepestEmbedding = 8;
/** Longer chains of superclasses are a circle. */
const longestAncestry = 256;
/** Those of DSP0004, section 5.6, whose type their value does not show. */
const standardTypes: Record<string, CimDataType> = { maxvalue: "sint64", minvalue: "sint64" };

/** Properties of one declaration by their folded names, and those of them that are keys. */
interface ClassIndex {
  properties: ReadonlyMap<string, CimProperty>;
  keys: ReadonlySet<string>;
}

class Compiler implements ValueContext {
  readonly #classes = new Map<string, CimClass>();
  readonly #qualifiers = new Map<string, CimQualifierDeclaration>();
  readonly #aliases = new Map<string, CimInstanceName | CimClassName | null>();
  /** Every instance looks up each of its properties: a search through the class for each would take minutes for long ones. */
  readonly #indexes = new WeakMap<CimClass, ClassIndex>();

  constructor(
    private readonly source: MofSource,
    private readonly known: KnownDeclarations,
    private readonly depth: number,
  ) {}

  compile(): CompiledMof[] {
    return this.source.productions.map((production) => this.#production(production));
  }

  #production({ namespace, declaration }: MofProduction): CompiledMof {
    switch (declaration.kind) {
      case "qualifier":
        return { kind: "qualifier", namespace, declaration: this.#qualifierDeclaration(declaration) };
      case "class":
        return { kind: "class", namespace, class: this.#class(declaration, namespace) };
      case "instance": {
        const { alias } = declaration;
        return { kind: "instance", namespace, alias, instance: this.#instance(declaration, namespace) };
      }
    }
  }

  fault(message: string, offset: number): MofError {
    return new MofError(message, this.source.text, offset);
  }

  pathOfAlias(alias: string, offset: number): CimInstanceName | CimClassName {
    const path = this.#aliases.get(foldName(alias));
    if (path === undefined) throw this.fault(`There is no $${alias} before this`, offset);
    if (path === null) throw this.fault(`The instance $${alias} does not give all of its keys`, offset);
    return path;
  }

  #qualifierDeclaration(declared: MofQualifierDeclaration): CimQualifierDeclaration {
    const { name, type, isArray, arraySize, scopes, flavors } = declared;
    const value = typedValue(declared.value, declared, this);
    const declaration = { name, type, value, isArray, arraySize, scopes, ...flavors };
    this.#qualifiers.set(foldName(name), declaration);
    return declaration;
  }

  #class(declared: MofClass, namespace: string | null): CimClass {
    const { name, superClass, alias, offset } = declared;
    const compiled: CimClass = {
      kind: "class",
      className: name,
      superClass,
      qualifiers: this.#qualifierList(declared.qualifiers),
      properties: declared.properties.map((property) => {
        const element = this.#element(property);
        const value = typedValue(property.value, property, this);
        const embeddedObject = embeddedKindOf(element.qualifiers);
        return { ...element, value, embeddedObject, classOrigin: null, isPropagated: null };
      }),
      methods: declared.methods.map((method) => ({
        name: method.name,
        returnType: method.returnType,
        parameters: method.parameters.map((parameter) => this.#element(parameter)),
        classOrigin: null,
        isPropagated: null,
        qualifiers: this.#qualifierList(method.qualifiers),
      })),
      path: null,
    };
    this.#classes.set(foldName(name), compiled);
    this.#setAlias(alias, { kind: "class-name", className: name, namespace, host: null }, offset);
    return compiled;
  }

  #element({ name, type, referenceClass, isArray, arraySize, qualifiers }: MofElement): CimParameter {
    return { name, type, referenceClass, isArray, arraySize, qualifiers: this.#qualifierList(qualifiers) };
  }

  #qualifierList(qualifiers: readonly MofQualifier[]): CimQualifier[] {
    return qualifiers.map((qualifier) => this.#qualifier(qualifier));
  }

  #qualifier({ name, value, flavors }: MofQualifier): CimQualifier {
    const declared = this.#qualifiers.get(foldName(name)) ?? this.known.findQualifier?.(name);
    const type = declared?.type ?? standardTypes[foldName(name)] ?? apparentType(value);
    const isArray = declared?.isArray ?? value?.kind === "array";
    return {
      name,
      type,
      value: value === null ? valueOfBare(type, isArray, declared) : typedValue(value, { name, type, isArray }, this),
      isPropagated: null,
      isOverridable: flavors.isOverridable ?? declared?.isOverridable ?? null,
      toSubclass: flavors.toSubclass ?? declared?.toSubclass ?? null,
      toInstance: flavors.toInstance ?? declared?.toInstance ?? null,
      isTranslatable: flavors.isTranslatable ?? declared?.isTranslatable ?? null,
    };
  }

  #instance(declared: MofInstance, namespace: string | null): CimInstance {
    const { className, offset, alias } = declared;
    const ancestry = this.#ancestry(className);
    if (ancestry.length === 0) throw this.fault(`The class ${className} is not known`, offset);
    const properties = declared.properties.map(({ name, offset: at, value }): CimProperty => {
      const property = this.#propertyOf(ancestry, name);
      if (property === undefined) throw this.fault(`The class ${className} has no property ${name}`, at);
      const { type, isArray, embeddedObject, referenceClass } = property;
      const typed = typedValue(value, property, this);
      return {
        name: property.name,
        type,
        value: embeddedObject === null ? typed : this.#embedded(typed, name, value.offset),
        isArray,
        arraySize: null,
        referenceClass,
        embeddedObject,
        classOrigin: null,
        isPropagated: null,
        qualifiers: [],
      };
    });
    const keysOfEach = ancestry.map((each) => this.#indexOf(each).keys);
    const path = pathOf(className, properties, keysOfEach, namespace);
    this.#setAlias(alias, path, offset);
    return { kind: "instance", className, properties, qualifiers: [], path };
  }

  /** Embedded objects, whose MOF is the text; NULL stays. */
  #embedded(value: CimValue, name: string, offset: number): CimValue {
    if (isList(value)) return value.map((item) => this.#embedded(item, name, offset)) as CimValue;
    if (typeof value !== "string") return value;
    if (this.depth >= deepestEmbedding) throw this.fault("Instances are embedded too deep in one another", offset);
    try {
      const inner = new Compiler(parseMof(value), this.#declarations(), this.depth + 1).compile();
      const [only, ...more] = inner;
      if (more.length === 0 && only?.kind === "instance") return { ...only.instance, path: null };
      if (more.length === 0 && only?.kind === "class") return only.class;
    } catch (error) {
      if (!(error instanceof MofError)) throw error;
      throw this.fault(`In the object that ${name} embeds: ${error.message}`, offset);
    }
    throw this.fault(`${name} embeds one instance or class, written as MOF`, offset);
  }

  #declarations(): KnownDeclarations {
    return {
      findClass: (name) => this.#findClass(name),
      findQualifier: (name) => this.#qualifiers.get(foldName(name)) ?? this.known.findQualifier?.(name),
    };
  }

  #findClass(name: string): CimClass | undefined {
    return this.#classes.get(foldName(name)) ?? this.known.findClass?.(name);
  }

  /** The class and what is known of its superclasses. */
  #ancestry(className: string): CimClass[] {
    const ancestry: CimClass[] = [];
    let name: string | null = className;
    while (name !== null && ancestry.length < longestAncestry) {
      const found = this.#findClass(name);
      if (found === undefined) break;
      ancestry.push(found);
      name = found.superClass;
    }
    return ancestry;
  }

  #indexOf(declared: CimClass): ClassIndex {
    const known = this.#indexes.get(declared);
    if (known !== undefined) return known;
    const properties = new Map<string, CimProperty>();
    const keys = new Set<string>();
    for (const property of declared.properties) {
      const name = foldName(property.name);
      if (!properties.has(name)) properties.set(name, property);
      if (findByName(property.qualifiers, "Key")?.value === true) keys.add(name);
    }
    const index = { properties, keys };
    this.#indexes.set(declared, index);
    return index;
  }

  #propertyOf(ancestry: readonly CimClass[], name: string): CimProperty | undefined {
    const folded = foldName(name);
    for (const declared of ancestry) {
      const property = this.#indexOf(declared).properties.get(folded);
      if (property !== undefined) return property;
    }
    return undefined;
  }

  #setAlias(alias: string | null, path: CimInstanceName | CimClassName | null, offset: number): void {
    if (alias === null) return;
    if (this.#aliases.has(foldName(alias))) throw this.fault(`$${alias} is given twice`, offset);
    this.#aliases.set(foldName(alias), path);
  }
}

/** What a qualifier without a value means: true for booleans, otherwise the default of its declaration. */
function valueOfBare(type: CimDataType, isArray: boolean, declared: CimQualifierDeclaration | undefined): CimValue {
  return type === "boolean" && !isArray ? true : (declared?.value ?? null);
}

/** Null where the class has no keys, or the instance does not give all of them. */
function pathOf(
  className: string,
  properties: readonly CimProperty[],
  keysOfEach: readonly ReadonlySet<string>[],
  namespace: string | null,
): CimInstanceName | null {
  const keyBindings = properties
    .filter(({ name }) => keysOfEach.some((keys) => keys.has(foldName(name))))
    .flatMap(({ name, type, value }): CimKeyBinding[] => (isKeyValue(value) ? [{ name, type, value }] : []));
  if (keyBindings.length === 0) return null;
  const given = new Set(keyBindings.map(({ name }) => foldName(name)));
  for (const keys of keysOfEach) {
    for (const key of keys) if (!given.has(key)) return null;
  }
  return { kind: "instance-name", className, keyBindings, namespace, host: null };
}

function isKeyValue(value: CimValue): value is CimKeyBinding["value"] {
  if (value === null || isList(value)) return false;
  return typeof value !== "object" || (value.kind !== "instance" && value.kind !== "class");
}

function isList(value: CimValue): value is Extract<CimValue, readonly unknown[]> {
  return Array.isArray(value);
}

/** What a string property embeds, by its qualifiers `EmbeddedInstance` and `EmbeddedObject`. */
function embeddedKindOf(qualifiers: readonly CimQualifier[]): EmbeddedObjectKind | null {
  if (typeof findByName(qualifiers, "EmbeddedInstance")?.value === "string") return "instance";
  return findByName(qualifiers, "EmbeddedObject")?.value === true ? "object" : null;
}
