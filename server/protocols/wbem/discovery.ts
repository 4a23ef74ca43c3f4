/** What a WBEM server is: its Interop namespace, its namespaces, its brand and version (reference, section 12). */
import { isCimStatus, WbemError } from "./errors";
import { isSameName } from "./model/names";
import type { CimInstance, CimInstanceName } from "./model/objects";
import { textIn } from "./model/readings";
import type { CallOptions, ToleratedDeviation, WbemOperations } from "./operations";
import {
  CIM_ERR_INVALID_CLASS,
  CIM_ERR_INVALID_NAMESPACE,
  CIM_ERR_NOT_FOUND,
  CIM_ERR_NOT_SUPPORTED,
} from "./status-codes";

/** Where the Interop namespace is looked for, in this order. */
const INTEROP_NAMES = ["interop", "root/interop", "root/PG_Interop"] as const;
/** Classes whose instances are the namespaces; the first that exists counts. */
export const NAMESPACE_CLASSES = ["CIM_Namespace", "CIM_WBEMServerNamespace", "__Namespace"] as const;

export type DiscoveryOptions = Pick<CallOptions, "signal" | "onTolerated">;

/** True for the ways in which servers say that they have no such class, or nothing to do with it. */
function isWithoutClass(error: unknown): boolean {
  return isCimStatus(error, CIM_ERR_INVALID_CLASS, CIM_ERR_NOT_FOUND, CIM_ERR_NOT_SUPPORTED);
}

/** Without slashes at its ends: some servers list `/root/x`. */
export function trimNamespace(name: string): string {
  return name.replace(/^\/+|\/+$/g, "");
}

/**
 * The Interop namespace in the spelling that the server uses itself; null where it has none.
 * @throws what `EnumerateInstanceNames` throws, but for a namespace or class that does not exist
 */
export async function findInteropNamespace(
  operations: Pick<WbemOperations, "EnumerateInstanceNames">,
  options: DiscoveryOptions = {},
): Promise<string | null> {
  for (const namespace of INTEROP_NAMES) {
    try {
      const names = await operations.EnumerateInstanceNames("CIM_Namespace", { ...options, namespace });
      return spelledByServer(names, namespace);
    } catch (error) {
      if (isCimStatus(error, CIM_ERR_INVALID_CLASS, CIM_ERR_NOT_FOUND)) return namespace;
      if (!isCimStatus(error, CIM_ERR_INVALID_NAMESPACE)) throw error;
    }
  }
  return null;
}

function spelledByServer(names: readonly CimInstanceName[], namespace: string): string {
  const listed = names.map((name) => keyText(name, "Name"));
  return listed.find((name) => name !== null && isSameName(name, namespace)) ?? namespace;
}

function keyText(path: CimInstanceName, name: string): string | null {
  const value = path.keyBindings.find((key) => isSameName(key.name, name))?.value;
  return typeof value === "string" ? trimNamespace(value) : null;
}

/** A namespace as the server lists it. */
export interface ListedNamespace {
  name: string;
  /** Path of its instance in the Interop namespace; null where the list lacks it. */
  path: CimInstanceName | null;
}

/**
 * All namespaces, Interop included, each once. Empty class: the server has none of the classes that list them.
 * @throws what `EnumerateInstances` throws, but for a class that does not exist
 */
export async function listNamespaces(
  operations: Pick<WbemOperations, "EnumerateInstances">,
  interopNamespace: string,
  options: DiscoveryOptions = {},
): Promise<{ className: string | null; namespaces: ListedNamespace[] }> {
  for (const className of NAMESPACE_CLASSES) {
    let found: CimInstance[];
    try {
      found = await operations.EnumerateInstances(className, {
        ...options,
        namespace: interopNamespace,
        LocalOnly: false,
        PropertyList: ["Name"],
      });
    } catch (error) {
      if (!isWithoutClass(error)) throw error;
      continue;
    }
    return { className, namespaces: withInterop(namesOf(found), interopNamespace, options) };
  }
  return { className: null, namespaces: [{ name: interopNamespace, path: null }] };
}

function namesOf(instances: readonly CimInstance[]): ListedNamespace[] {
  const byName = new Map<string, ListedNamespace>();
  for (const { path, ...rest } of instances) {
    const text = textIn({ ...rest, path }, "Name") ?? (path === null ? null : keyText(path, "Name"));
    const name = trimNamespace(text ?? "");
    if (name !== "" && !byName.has(name.toLowerCase())) byName.set(name.toLowerCase(), { name, path });
  }
  return [...byName.values()];
}

function withInterop(listed: ListedNamespace[], interop: string, { onTolerated }: DiscoveryOptions): ListedNamespace[] {
  if (listed.some(({ name }) => isSameName(name, interop))) return listed;
  const note: ToleratedDeviation = {
    code: "interop-not-listed",
    message: "The server leaves its Interop namespace out of the list of namespaces; it was added.",
    count: 1,
  };
  onTolerated?.(note);
  return [...listed, { name: interop, path: null }];
}

/** What the server says about itself. */
export interface ServerIdentity {
  /** Product; the name the server gives itself where it is not a known one. */
  brand: string;
  version: string | null;
  description: string | null;
  /** The instance that says so, and that namespaces and statistics belong to. */
  instance: CimInstance;
}

const brands: readonly [RegExp, string][] = [
  [/pegasus/i, "OpenPegasus"],
  [/sfcb|small.footprint/i, "SFCB"],
  [/j ?wbem ?server|wbem ?solutions/i, "WBEM Solutions J WBEM Server"],
  [/ecom|emc/i, "EMC ECOM"],
];

/**
 * Brand and version, by the only instance of CIM_ObjectManager, or of CIM_WBEMServer for servers of that profile alone;
 * null where the server has neither.
 * @throws WbemError `model` where there are several; what `EnumerateInstances` throws, but for a class that does not exist
 */
export async function identifyServer(
  operations: Pick<WbemOperations, "EnumerateInstances">,
  interopNamespace: string,
  options: DiscoveryOptions = {},
): Promise<ServerIdentity | null> {
  for (const className of ["CIM_ObjectManager", "CIM_WBEMServer"]) {
    let found: CimInstance[];
    try {
      found = await operations.EnumerateInstances(className, {
        ...options,
        namespace: interopNamespace,
        LocalOnly: false,
      });
    } catch (error) {
      if (!isWithoutClass(error)) throw error;
      continue;
    }
    const [first] = found;
    if (first === undefined) continue;
    if (found.length > 1) {
      throw new WbemError(`The server has ${found.length} instances of ${className}, where one is expected.`, {
        family: "model",
        operation: "EnumerateInstances",
      });
    }
    return describeServer(first);
  }
  return null;
}

function describeServer(instance: CimInstance): ServerIdentity {
  const name = textIn(instance, "ElementName") ?? textIn(instance, "Name") ?? instance.className;
  const description = textIn(instance, "Description");
  const known = brands.find(([pattern]) => pattern.test(name) || pattern.test(description ?? ""));
  const inDescription = /\b(?:version|release)\s+v?(\d[\w.-]*\w|\d)/i.exec(description ?? "")?.[1];
  return {
    brand: known?.[1] ?? name,
    version: inDescription ?? textIn(instance, "Version"),
    description,
    instance,
  };
}
