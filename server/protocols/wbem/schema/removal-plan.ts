/** What goes with a class or a namespace when it is deleted, in an order in which servers let it go. */
import { DeviceError } from "../../errors";
import { hasQualifier } from "../class-repository";
import { isCimStatus } from "../errors";
import { keyOfPath } from "../model/equality";
import { foldName, isSameName } from "../model/names";
import type { CimClass, CimInstanceName } from "../model/objects";
import { deleteNamespace } from "../namespaces";
import { CIM_ERR_NOT_SUPPORTED } from "../status-codes";
import { deletionOfClass, deletionOfInstance, deletionOfQualifier } from "./mof-plan";
import { bounded, MOST_STEPS, type Plan, type PlanSource, type Step } from "./steps";

interface Listing {
  namespace: string;
  className: string;
  /** Listing ends with one path more than this. */
  most: number;
  signal: AbortSignal | undefined;
}

/** Paths of a class and its subclasses, each with its key; none where the server cannot list them. */
async function pathsOf(
  { operations }: PlanSource,
  { namespace, className, most, signal }: Listing,
): Promise<Map<string, CimInstanceName>> {
  const found = new Map<string, CimInstanceName>();
  try {
    for await (const portion of operations.IterEnumerateInstancePaths(className, { namespace, signal })) {
      for (const path of portion) {
        found.set(keyOfPath({ ...path, host: null, namespace }), path);
        if (found.size > most) return found;
      }
    }
  } catch (error) {
    if (!isCimStatus(error, CIM_ERR_NOT_SUPPORTED)) throw error;
  }
  return found;
}

/** In the order of their keys: servers need not list them in the same order twice, and a plan must stay the same. */
function deletionsOf(found: ReadonlyMap<string, CimInstanceName>, namespace: string): Step[] {
  return [...found]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, path]) => deletionOfInstance(path, namespace));
}

const byName = (one: string, other: string) => (foldName(one) < foldName(other) ? -1 : 1);

/** What the server lists; nothing where it cannot, and judges for itself. */
async function orNothing<T>(listing: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await listing;
  } catch (error) {
    if (isCimStatus(error, CIM_ERR_NOT_SUPPORTED)) return [];
    throw error;
  }
}

/** Subclasses that an obstacle names. */
const MOST_NAMED = 20;

function counted(count: number, one: string, many: string): string {
  if (count > MOST_STEPS) return `more than ${MOST_STEPS.toLocaleString("en")} ${many}`;
  return count === 1 ? `one ${one}` : `${count.toLocaleString("en")} ${many}`;
}

/**
 * A class, with its instances where they are to go too. Only reads.
 * @throws DeviceError `device_not_found`; WbemError, TransportError
 */
export async function planClassDeletion(
  source: PlanSource,
  { namespace, className, withInstances }: { namespace: string; className: string; withInstances: boolean },
  signal?: AbortSignal,
): Promise<Plan> {
  const { classes } = await source.classes.tree(namespace, { isFresh: true });
  const declared = classes.find((one) => isSameName(one.className, className));
  if (declared === undefined) {
    throw new DeviceError("device_not_found", `There is no class ${className} in ${namespace}.`);
  }
  const obstacles: string[] = [];
  const below = classes.filter(({ superClass }) => superClass !== null && isSameName(superClass, className));
  if (below.length > 0) {
    const named = below.slice(0, MOST_NAMED).map((one) => one.className);
    const others = below.length > named.length ? [`${below.length - named.length} more`] : [];
    obstacles.push(`It has subclasses, which must go first: ${[...named, ...others].join(", ")}.`);
  }
  const paths = await pathsOf(source, { namespace, className: declared.className, most: MOST_STEPS, signal });
  if (paths.size > 0 && !withInstances) {
    obstacles.push(`It has ${counted(paths.size, "instance", "instances")}, which must go first or with it.`);
  }
  const instances = withInstances ? deletionsOf(paths, namespace) : [];
  return bounded({ steps: [...instances, deletionOfClass(declared.className, namespace)], obstacles, notes: [] });
}

/** How many classes are above each, by name. */
function depthsOf(classes: readonly CimClass[]): (declared: CimClass) => number {
  const index = new Map(classes.map((one) => [foldName(one.className), one]));
  return (declared) => {
    let depth = 0;
    for (let at: CimClass | undefined = declared; at?.superClass != null && depth <= classes.length; depth += 1) {
      at = index.get(foldName(at.superClass));
    }
    return depth;
  };
}

/** Every instance once, those that tie others together first. */
async function instanceSteps(
  source: PlanSource,
  namespace: string,
  classes: readonly CimClass[],
  obstacles: string[],
  signal: AbortSignal | undefined,
): Promise<Step[]> {
  const names = new Set(classes.map(({ className }) => foldName(className)));
  const isAbove = ({ superClass }: CimClass) => superClass === null || !names.has(foldName(superClass));
  const roots = classes.filter((one) => isAbove(one) && !hasQualifier(one.qualifiers, "indication"));
  const [associations, others] = [new Map<string, CimInstanceName>(), new Map<string, CimInstanceName>()];
  for (const root of roots) {
    const most = MOST_STEPS - associations.size - others.size;
    // Too many already: what else there is would be of no use.
    if (most < 0) break;
    const found = hasQualifier(root.qualifiers, "association") ? associations : others;
    try {
      const paths = await pathsOf(source, { namespace, className: root.className, most, signal });
      for (const [key, path] of paths) found.set(key, path);
    } catch (error) {
      if (!(error instanceof DeviceError) || error.code === "device_authentication") throw error;
      obstacles.push(`The instances of ${root.className} could not be listed: ${error.message}`);
    }
  }
  return [...deletionsOf(associations, namespace), ...deletionsOf(others, namespace)];
}

/**
 * A namespace with everything in it: instances, classes without subclasses first, qualifier types, and itself. Only reads.
 * @throws DeviceError `invalid_request` for Interop; WbemError, TransportError
 */
export async function planNamespaceDeletion(
  source: PlanSource,
  interopNamespace: string,
  namespace: string,
  signal?: AbortSignal,
): Promise<Plan> {
  if (isSameName(namespace, interopNamespace)) {
    throw new DeviceError("invalid_request", "The Interop namespace is neither made nor removed this way.");
  }
  const obstacles: string[] = [];
  const reading = source.classes.tree(namespace, { isFresh: true });
  const declarations = await orNothing(reading.then(({ classes }) => classes));
  const instances = await instanceSteps(source, namespace, declarations, obstacles, signal);
  const depthOf = depthsOf(declarations);
  const classes = declarations
    .map((declared) => ({ declared, depth: depthOf(declared) }))
    .sort((one, other) => other.depth - one.depth || byName(one.declared.className, other.declared.className))
    .map(({ declared }) => deletionOfClass(declared.className, namespace));
  const types = await orNothing(source.operations.EnumerateQualifiers({ namespace, signal }));
  const qualifiers = types
    .map(({ name }) => name)
    .sort(byName)
    .map((name) => deletionOfQualifier(name, namespace));
  const itself: Step = {
    action: "delete",
    object: "namespace",
    name: namespace,
    send: (operations) => deleteNamespace(operations, interopNamespace, namespace),
  };
  return bounded({ steps: [...instances, ...classes, ...qualifiers, itself], obstacles, notes: [] });
}
