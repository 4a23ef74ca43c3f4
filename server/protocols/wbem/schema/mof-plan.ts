/** MOF that is brought to a namespace, or taken out of it: qualifier types, classes and instances (DSP0004, annex A). */
import { AppError, invalidField } from "@/server/domain/app-error";
import { type ClassTree, hasQualifier } from "../class-repository";
import { isCimStatus } from "../errors";
import { isSameQualifierDeclaration, isSameValue, keyOfPath } from "../model/equality";
import { findByName, foldName, isSameName } from "../model/names";
import type {
  CimClass,
  CimInstance,
  CimInstanceName,
  CimProperty,
  CimQualifier,
  CimQualifierDeclaration,
} from "../model/objects";
import { type CompiledMof, compileMof } from "../mof/compiler";
import { MofError } from "../mof/errors";
import { parseMof } from "../mof/parser";
import { type MofObject, tomof } from "../mof/writer";
import { CIM_ERR_INVALID_CLASS, CIM_ERR_NOT_FOUND, CIM_ERR_NOT_SUPPORTED } from "../status-codes";
import { printWbemUri } from "../uri/print";
import { writeClass, writeInstance, writeQualifierDeclaration } from "../xml/write-objects";
import { keep, MOST_STEPS, type Plan, type PlanSource, type Step } from "./steps";

export interface MofRequest {
  namespace: string;
  text: string;
  mode: "add" | "remove";
}

/** What the namespace has. */
interface Known {
  tree: ClassTree;
  classes: Map<string, CimClass>;
  qualifiers: Map<string, CimQualifierDeclaration>;
}

async function readKnown(
  { operations, classes }: PlanSource,
  namespace: string,
  signal: AbortSignal | undefined,
): Promise<Known> {
  const tree = await classes.tree(namespace, { isFresh: true });
  let declarations: CimQualifierDeclaration[] = [];
  try {
    declarations = await operations.EnumerateQualifiers({ namespace, signal });
  } catch (error) {
    if (!isCimStatus(error, CIM_ERR_NOT_SUPPORTED)) throw error;
  }
  return {
    tree,
    classes: new Map(tree.classes.map((one) => [foldName(one.className), one])),
    qualifiers: new Map(declarations.map((one) => [foldName(one.name), one])),
  };
}

/** Nothing goes to a namespace that the reader has not chosen. */
function requireNamespace(named: string | null, namespace: string): void {
  if (named === null || isSameName(named.replace(/^\/+|\/+$/g, ""), namespace)) return;
  throw invalidField("mof", `#pragma namespace names ${named}, but this is for ${namespace}.`);
}

function compile({ namespace, text }: MofRequest, known: Known): { compiled: CompiledMof[]; notes: string[] } {
  try {
    const source = parseMof(text);
    for (const production of source.productions) requireNamespace(production.namespace, namespace);
    const compiled = compileMof(source, {
      // Names alone say nothing of properties.
      findClass: (name) => (known.tree.isNamesOnly ? undefined : known.classes.get(foldName(name))),
      findQualifier: (name) => known.qualifiers.get(foldName(name)),
    });
    return { compiled, notes: source.ignoredPragmas.map((pragma) => `Not followed: ${pragma}`) };
  } catch (error) {
    if (error instanceof MofError) throw invalidField("mof", `${error.message}: ${error.excerpt}`);
    throw error;
  }
}

/** Finds before anything is sent what no request can carry. @throws AppError `invalid_request` naming `mof` */
function requireSendableObject(one: CompiledMof): void {
  const { name, write } =
    one.kind === "qualifier"
      ? { name: one.declaration.name, write: () => writeQualifierDeclaration(one.declaration, "mof", {}) }
      : one.kind === "class"
        ? { name: one.class.className, write: () => writeClass(one.class, "mof") }
        : { name: `An instance of ${one.instance.className}`, write: () => writeInstance(one.instance, "mof") };
  try {
    write();
  } catch (error) {
    if (error instanceof AppError) throw invalidField("mof", `${name}: ${error.message}`);
    throw error;
  }
}

function ownQualifiers(qualifiers: readonly CimQualifier[]): CimQualifier[] {
  const flavors = { isOverridable: null, toSubclass: null, toInstance: null, isTranslatable: null, isPropagated: null };
  return qualifiers.filter(({ isPropagated }) => isPropagated !== true).map((one) => ({ ...one, ...flavors }));
}

/** What a class declares itself, as text that is the same for the same declaration in the same order. */
function textOf(declared: CimClass): string {
  const own = <Member extends { isPropagated: boolean | null; qualifiers: readonly CimQualifier[] }>(
    members: readonly Member[],
  ) =>
    members
      .filter(({ isPropagated }) => isPropagated !== true)
      .map((member) => ({ ...member, qualifiers: ownQualifiers(member.qualifiers) }));
  const methods = own(declared.methods).map((method) => ({
    ...method,
    parameters: method.parameters.map((one) => ({ ...one, qualifiers: ownQualifiers(one.qualifiers) })),
  }));
  return tomof({
    ...declared,
    qualifiers: ownQualifiers(declared.qualifiers),
    properties: own(declared.properties),
    methods,
    path: null,
  });
}

/** What is there, and what is to be. */
function textsOf(known: MofObject | undefined, wanted: MofObject): string {
  return `${known === undefined ? "" : tomof(known)}\n${tomof(wanted)}`;
}

/** Makes the steps of one text; what earlier ones bring counts for later ones. */
class MofPlanner {
  readonly #source: PlanSource;
  readonly #namespace: string;
  readonly #known: Known;
  readonly #signal: AbortSignal | undefined;
  /** Classes of the text that the server does not have yet, and so no instances of them. */
  readonly #created = new Set<string>();

  constructor(source: PlanSource, namespace: string, known: Known, signal: AbortSignal | undefined) {
    this.#source = source;
    this.#signal = signal;
    this.#namespace = namespace;
    this.#known = known;
  }

  async add(one: CompiledMof): Promise<Step> {
    if (one.kind === "qualifier") return this.#setQualifier(one.declaration);
    return one.kind === "class" ? this.#putClass(one.class) : this.#putInstance(one.instance);
  }

  async remove(one: CompiledMof): Promise<Step> {
    const namespace = this.#namespace;
    if (one.kind === "qualifier") {
      const known = this.#known.qualifiers.get(foldName(one.declaration.name));
      if (known === undefined) return keep("qualifier", one.declaration.name);
      this.#known.qualifiers.delete(foldName(known.name));
      return deletionOfQualifier(known.name, namespace);
    }
    if (one.kind === "class") {
      const known = this.#known.classes.get(foldName(one.class.className));
      if (known === undefined) return keep("class", one.class.className);
      this.#known.classes.delete(foldName(known.className));
      return deletionOfClass(known.className, namespace);
    }
    const { instance } = one;
    const path = this.#pathOf(instance);
    if (path === null) {
      const message = `An instance of ${instance.className} does not give all of its keys, so that it cannot be found.`;
      throw invalidField("mof", message);
    }
    return (await this.#find(path, [])) === null
      ? keep("instance", printWbemUri(path))
      : deletionOfInstance(path, namespace);
  }

  #setQualifier(declaration: CimQualifierDeclaration): Step {
    const key = foldName(declaration.name);
    const known = this.#known.qualifiers.get(key);
    if (known !== undefined && isSameQualifierDeclaration(known, declaration)) {
      return keep("qualifier", declaration.name);
    }
    this.#known.qualifiers.set(key, declaration);
    return {
      action: known === undefined ? "create" : "modify",
      object: "qualifier",
      name: declaration.name,
      basis: textsOf(known, declaration),
      send: (operations) => operations.SetQualifier(declaration, { namespace: this.#namespace }),
    };
  }

  #putClass(declared: CimClass): Step {
    const { className, superClass } = declared;
    const { classes } = this.#known;
    if (superClass !== null && !classes.has(foldName(superClass))) {
      throw invalidField("mof", `${className} inherits from ${superClass}, which is not in ${this.#namespace}.`);
    }
    const known = classes.get(foldName(className));
    classes.set(foldName(className), declared);
    if (known !== undefined && textOf(known) === textOf(declared)) return keep("class", className);
    const options = { namespace: this.#namespace };
    if (known === undefined) {
      this.#created.add(foldName(className));
      const send: Step["send"] = (operations) => operations.CreateClass(declared, options);
      return { action: "create", object: "class", name: className, basis: textOf(declared), send };
    }
    const send: Step["send"] = (operations) => operations.ModifyClass(declared, options);
    const basis = `${textOf(known)}\n${textOf(declared)}`;
    return { action: "modify", object: "class", name: className, basis, send };
  }

  async #putInstance(given: CimInstance): Promise<Step> {
    const namespace = this.#namespace;
    const declared = this.#known.classes.get(foldName(given.className));
    if (declared !== undefined && hasQualifier(declared.qualifiers, "abstract")) {
      throw invalidField("mof", `${declared.className} is abstract: it has no instances of its own.`);
    }
    const path = this.#pathOf(given);
    const name = path === null ? given.className : printWbemUri(path);
    const changeable = given.properties.filter(
      (property) => findByName(path?.keyBindings ?? [], property.name) === undefined,
    );
    const known = path === null ? null : await this.#find(path, changeable);
    if (path === null || known === null) {
      const send: Step["send"] = (operations) => operations.CreateInstance({ ...given, path: null }, { namespace });
      return { action: "create", object: "instance", name, basis: tomof(given), send };
    }
    const changed = changeable.filter((property) => !isAsIn(property, known));
    if (changed.length === 0) return keep("instance", name);
    const asNow = changed.flatMap((property) => findByName(known.properties, property.name) ?? []);
    return {
      action: "modify",
      object: "instance",
      name,
      basis: textsOf({ ...known, properties: asNow }, { ...given, properties: changed }),
      send: (operations) =>
        operations.ModifyInstance(
          { ...given, properties: changed, path },
          { namespace, PropertyList: changed.map((property) => property.name) },
        ),
    };
  }

  #pathOf({ path }: CimInstance): (CimInstanceName & { namespace: string }) | null {
    return path === null ? null : { ...path, namespace: this.#namespace };
  }

  /** The instance as the server has it, with these properties; null where it has none such. */
  async #find(path: CimInstanceName, properties: readonly CimProperty[]): Promise<CimInstance | null> {
    if (this.#created.has(foldName(path.className)) || !this.#known.classes.has(foldName(path.className))) return null;
    try {
      const PropertyList = properties.map(({ name }) => name);
      return await this.#source.operations.GetInstance(path, { LocalOnly: false, PropertyList, signal: this.#signal });
    } catch (error) {
      if (isCimStatus(error, CIM_ERR_NOT_FOUND, CIM_ERR_INVALID_CLASS)) return null;
      throw error;
    }
  }
}

function isAsIn(property: CimProperty, known: CimInstance): boolean {
  const current = findByName(known.properties, property.name);
  return current !== undefined && isSameValue(current.value, property.value);
}

/** The step that deletes an instance. */
export function deletionOfInstance(path: CimInstanceName, namespace: string): Step {
  const own = { ...path, namespace, host: null };
  return {
    action: "delete",
    object: "instance",
    name: printWbemUri(own),
    // The order of keys is not the same in each answer of every server.
    basis: keyOfPath(own),
    send: (operations) => operations.DeleteInstance(own),
  };
}

/** The step that deletes a class. */
export function deletionOfClass(className: string, namespace: string): Step {
  const send: Step["send"] = (operations) => operations.DeleteClass(className, { namespace });
  return { action: "delete", object: "class", name: className, send };
}

/** The step that deletes a qualifier type. */
export function deletionOfQualifier(name: string, namespace: string): Step {
  const send: Step["send"] = (operations) => operations.DeleteQualifier(name, { namespace });
  return { action: "delete", object: "qualifier", name, send };
}

/**
 * Compares a text with what the namespace has: the steps that bring it there in its order, or take it away in the reverse.
 * What is there already, or there no longer, is kept. Only reads, and asks for each instance, so that too long a text is
 * refused before that.
 * @throws AppError `invalid_request` naming `mof`, with line and column; WbemError, TransportError
 */
export async function planMof(source: PlanSource, request: MofRequest, signal?: AbortSignal): Promise<Plan> {
  const known = await readKnown(source, request.namespace, signal);
  const { compiled, notes } = compile(request, known);
  if (compiled.length > MOST_STEPS) {
    const [count, limit] = [compiled.length, MOST_STEPS].map((number) => number.toLocaleString("en"));
    throw invalidField("mof", `This has ${count} classes, instances and qualifier types; at most ${limit} go at once.`);
  }
  if (compiled.length === 0) throw invalidField("mof", "There is no class, instance or qualifier type in this.");
  if (request.mode === "add") compiled.forEach(requireSendableObject);
  const planner = new MofPlanner(source, request.namespace, known, signal);
  const steps: Step[] = [];
  for (const one of request.mode === "add" ? compiled : compiled.toReversed()) {
    signal?.throwIfAborted();
    steps.push(await (request.mode === "add" ? planner.add(one) : planner.remove(one)));
  }
  return { steps, obstacles: [], notes };
}
