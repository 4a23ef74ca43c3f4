/** Making and removing namespaces (reference, section 12; DSP1092). */
import { DeviceError } from "../errors";
import { type DiscoveryOptions, identifyServer, listNamespaces, trimNamespace } from "./discovery";
import { isCimStatus, WbemError } from "./errors";
import { instance, parameterValue, property, withoutHost } from "./model/builders";
import { isSameName } from "./model/names";
import type { CimInstanceName, CimProperty } from "./model/objects";
import { textIn } from "./model/readings";
import type { WbemOperations } from "./operations";
import { findCentralInstances, listRegisteredProfiles } from "./registered-profiles";
import { CIM_ERR_INVALID_CLASS, CIM_ERR_NOT_FOUND, CIM_ERR_NOT_SUPPORTED } from "./status-codes";

type NamespaceOperations = Pick<
  WbemOperations,
  | "EnumerateInstances"
  | "EnumerateClassNames"
  | "EnumerateQualifiers"
  | "InvokeMethod"
  | "AssociatorNames"
  | "CreateInstance"
  | "DeleteInstance"
>;

const SUCCEEDED = 0;

/**
 * Makes a namespace: by the method of the WBEM Server profile where the server follows it, otherwise as an instance of its
 * namespace class.
 * @throws DeviceError `conflict` where it exists, `invalid_request` for Interop; WbemError `model`, CimStatusError
 */
export async function createNamespace(
  operations: NamespaceOperations,
  interopNamespace: string,
  namespace: string,
  options: DiscoveryOptions = {},
): Promise<{ name: string; method: "profile" | "instance" }> {
  const name = requireOtherNamespace(namespace, interopNamespace);
  const { className, namespaces } = await listNamespaces(operations, interopNamespace, options);
  if (namespaces.some((known) => isSameName(known.name, name))) {
    throw new DeviceError("conflict", "The server has this namespace already.");
  }
  const server = await findProfiledServer(operations, interopNamespace, options);
  if (server !== null) {
    await createByMethod(operations, server, name, options);
    return { name, method: "profile" };
  }
  await createByInstance(operations, { interopNamespace, className }, name, options);
  return { name, method: "instance" };
}

function requireOtherNamespace(namespace: string, interopNamespace: string): string {
  const name = trimNamespace(namespace);
  if (name === "") throw new DeviceError("invalid_request", "A namespace needs a name.");
  if (isSameName(name, interopNamespace)) {
    throw new DeviceError("invalid_request", "The Interop namespace is neither made nor removed this way.");
  }
  return name;
}

/** The CIM_WBEMServer of a server that follows the DMTF profile "WBEM Server"; null where it does not. */
async function findProfiledServer(
  operations: NamespaceOperations,
  interopNamespace: string,
  options: DiscoveryOptions,
): Promise<CimInstanceName | null> {
  const filter = { organization: "DMTF", name: "WBEM Server" };
  try {
    const [profile] = await listRegisteredProfiles(operations, interopNamespace, filter, options);
    if (profile === undefined) return null;
    const { paths } = await findCentralInstances(operations, profile.path, undefined, options);
    return paths[0] ?? null;
  } catch (error) {
    const isWithout = isCimStatus(error, CIM_ERR_INVALID_CLASS, CIM_ERR_NOT_FOUND, CIM_ERR_NOT_SUPPORTED);
    if (isWithout || (error instanceof WbemError && error.family === "model")) return null;
    throw error;
  }
}

async function createByMethod(
  operations: NamespaceOperations,
  server: CimInstanceName,
  name: string,
  options: DiscoveryOptions,
): Promise<void> {
  const template = instance("CIM_WBEMServerNamespace", [property("Name", "string", name)]);
  const { returnValue } = await operations.InvokeMethod(
    "CreateWBEMServerNamespace",
    withoutHost(server),
    [parameterValue("NamespaceTemplate", "string", template)],
    options,
  );
  if (Number(returnValue) !== SUCCEEDED) {
    throw new WbemError(`The server did not make the namespace: its method returned ${String(returnValue)}.`, {
      family: "model",
      code: "device_request_rejected",
      operation: "CreateWBEMServerNamespace",
    });
  }
}

async function createByInstance(
  operations: NamespaceOperations,
  { interopNamespace, className }: { interopNamespace: string; className: string | null },
  name: string,
  options: DiscoveryOptions,
): Promise<void> {
  const server = await identifyServer(operations, interopNamespace, options);
  if (server === null || className === null) {
    throw new WbemError("The server has no object manager or no namespace class, so nothing says how to make one.", {
      family: "model",
    });
  }
  const isPegasus = server.brand === "OpenPegasus";
  const wanted = isPegasus ? "PG_Namespace" : className;
  const keyed: [string, string | null][] = [
    ["CreationClassName", wanted],
    ["ObjectManagerName", textIn(server.instance, "Name")],
    ["ObjectManagerCreationClassName", textIn(server.instance, "CreationClassName")],
    ["SystemName", textIn(server.instance, "SystemName")],
    ["SystemCreationClassName", textIn(server.instance, "SystemCreationClassName")],
  ];
  const properties: CimProperty[] = [
    property("Name", "string", name),
    ...keyed.flatMap(([key, value]) => (value === null ? [] : [property(key, "string", value)])),
    ...(isPegasus ? [property("SchemaUpdatesAllowed", "boolean", true)] : []),
  ];
  await operations.CreateInstance(instance(wanted, properties), { ...options, namespace: interopNamespace });
}

/**
 * Removes a namespace that holds neither classes nor qualifier types.
 * @throws DeviceError `device_not_found`, `device_conflict` where it is not empty, `invalid_request` for Interop;
 * CimStatusError
 */
export async function deleteNamespace(
  operations: NamespaceOperations,
  interopNamespace: string,
  namespace: string,
  options: DiscoveryOptions = {},
): Promise<void> {
  const name = requireOtherNamespace(namespace, interopNamespace);
  const { namespaces } = await listNamespaces(operations, interopNamespace, options);
  const found = namespaces.find((known) => isSameName(known.name, name));
  if (found === undefined || found.path === null) {
    throw new DeviceError("device_not_found", "The server lists no such namespace.");
  }
  await requireEmpty(operations, found.name, options);
  await operations.DeleteInstance(withoutHost({ ...found.path, namespace: interopNamespace }), options);
}

async function requireEmpty(
  operations: NamespaceOperations,
  namespace: string,
  options: DiscoveryOptions,
): Promise<void> {
  const inNamespace = { ...options, namespace };
  const [classes, qualifiers] = await Promise.all([
    orNothing(operations.EnumerateClassNames(inNamespace)),
    orNothing(operations.EnumerateQualifiers(inNamespace)),
  ]);
  if (classes.length === 0 && qualifiers.length === 0) return;
  throw new DeviceError("device_conflict", "The namespace still holds classes or qualifier types.", {
    remedy: "Delete its instances, classes and qualifier types first.",
  });
}

/** A server without class operations cannot be asked; it judges for itself. */
async function orNothing<T>(listing: Promise<T[]>): Promise<T[]> {
  try {
    return await listing;
  } catch (error) {
    if (isCimStatus(error, CIM_ERR_NOT_SUPPORTED)) return [];
    throw error;
  }
}
