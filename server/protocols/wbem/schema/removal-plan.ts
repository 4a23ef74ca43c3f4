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
import { bounded, type Plan, type PlanSource, type Step } from "./steps";

/** Paths of a class and its subclasses; none where the server cannot list them. */
async function pathsOf({ operations }: PlanSource, namespace: string, className: string): Promise<CimInstanceName[]> {
  const paths: CimInstanceName[] = [];
  try {
    for await (const portion of operations.IterEnumerateInstancePaths(className, { namespace })) paths.push(...portion);
  } catch (error) {
    if (!isCimStatus(error, CIM_ERR_NOT_SUPPORTED)) throw error;
  }
  return paths;
}

/** What the server lists; nothing where it cannot, and judges for itself. */
async function orNothing<T>(listing: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await listing;
  } catch (error) {
    if (isCimStatus(error, CIM_ERR_NOT_SUPPORTED)) return [];
    throw error;
  }
}

const counted = (count: number, one: string, many: string) =>
  count === 1 ? `one ${one}` : `${count.toLocaleString("en")} ${many}`;

/**
 * A class, with its instances where they are to go too. Only reads.
 * @throws DeviceError `device_not_found`; WbemError, TransportError
 */
export async function planClassDeletion(
  source: PlanSource,
  { namespace, className, withInstances }: { namespace: string; className: string; withInstances: boolean },
): Promise<Plan> {
  const { classes } = await source.classes.tree(namespace, { isFresh: true });
  const declared = classes.find((one) => isSameName(one.className, className));
  if (declared === undefined) {
    throw new DeviceError("device_not_found", `There is no class ${className} in ${namespace}.`);
  }
  const obstacles: string[] = [];
  const below = classes.filter(({ superClass }) => superClass !== null && isSameName(superClass, className));
  if (below.length > 0) {
    obstacles.push(`It has subclasses, which must go first: ${below.map((one) => one.className).join(", ")}.`);
  }
  const paths = await pathsOf(source, namespace, declared.className);
  if (paths.length > 0 && !withInstances) {
    obstacles.push(`It has ${counted(paths.length, "instance", "instances")}, which must go first or with it.`);
  }
  const instances = withInstances ? paths.map((path) => deletionOfInstance(path, namespace)) : [];
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
): Promise<Step[]> {
  const names = new Set(classes.map(({ className }) => foldName(className)));
  const isAbove = ({ superClass }: CimClass) => superClass === null || !names.has(foldName(superClass));
  const roots = classes.filter((one) => isAbove(one) && !hasQualifier(one.qualifiers, "indication"));
  const [associations, others] = [new Map<string, CimInstanceName>(), new Map<string, CimInstanceName>()];
  for (const root of roots) {
    const found = hasQualifier(root.qualifiers, "association") ? associations : others;
    try {
      for (const path of await pathsOf(source, namespace, root.className)) {
        found.set(keyOfPath({ ...path, host: null, namespace }), path);
      }
    } catch (error) {
      if (!(error instanceof DeviceError) || error.code === "device_authentication") throw error;
      obstacles.push(`The instances of ${root.className} could not be listed: ${error.message}`);
    }
  }
  return [...associations.values(), ...others.values()].map((path) => deletionOfInstance(path, namespace));
}

/**
 * A namespace with everything in it: instances, classes without subclasses first, qualifier types, and itself. Only reads.
 * @throws DeviceError `invalid_request` for Interop; WbemError, TransportError
 */
export async function planNamespaceDeletion(
  source: PlanSource,
  interopNamespace: string,
  namespace: string,
): Promise<Plan> {
  if (isSameName(namespace, interopNamespace)) {
    throw new DeviceError("invalid_request", "The Interop namespace is neither made nor removed this way.");
  }
  const obstacles: string[] = [];
  const reading = source.classes.tree(namespace, { isFresh: true });
  const declarations = await orNothing(reading.then(({ classes }) => classes));
  const instances = await instanceSteps(source, namespace, declarations, obstacles);
  const depthOf = depthsOf(declarations);
  const classes = declarations
    .map((declared) => ({ declared, depth: depthOf(declared) }))
    .sort((one, other) => other.depth - one.depth)
    .map(({ declared }) => deletionOfClass(declared.className, namespace));
  const types = await orNothing(source.operations.EnumerateQualifiers({ namespace }));
  const qualifiers = types.map(({ name }) => deletionOfQualifier(name, namespace));
  const itself: Step = {
    action: "delete",
    object: "namespace",
    name: namespace,
    send: (operations) => deleteNamespace(operations, interopNamespace, namespace),
  };
  return bounded({ steps: [...instances, ...classes, ...qualifiers, itself], obstacles, notes: [] });
}
