/** Indication subscriptions: filters, destinations and what ties them together (reference, section 13.1). */
import { DeviceError } from "../../errors";
import { isCimStatus } from "../errors";
import { instance, property, withoutHost } from "../model/builders";
import { keyOfPath } from "../model/equality";
import { findByName } from "../model/names";
import type { CimInstance, CimInstanceName } from "../model/objects";
import { asInstanceName, numberIn, textIn, textsIn, valueIn } from "../model/readings";
import type { WbemOperations } from "../operations";

const FILTER = "CIM_IndicationFilter";
const DESTINATION = "CIM_ListenerDestinationCIMXML";
const SUBSCRIPTION = "CIM_IndicationSubscription";
/** CIM_STATUS values by which a server says that it has no such class. */
const NO_CLASS = [4, 5, 6, 7] as const;
/** Names of what the console has made begin like this. */
const OWN_NAME = /^signalbox(?:filter|destination):/;

export const persistenceTypes = { permanent: 2, transient: 3 } as const;
export type Persistence = keyof typeof persistenceTypes | "other";

export interface IndicationFilter {
  path: CimInstanceName;
  name: string;
  query: string;
  queryLanguage: string;
  sourceNamespaces: string[];
  isOwn: boolean;
}

export interface IndicationDestination {
  path: CimInstanceName;
  name: string;
  url: string;
  persistence: Persistence;
  isOwn: boolean;
}

export interface IndicationSubscription {
  path: CimInstanceName;
  filter: CimInstanceName;
  destination: CimInstanceName;
}

export interface SubscriptionList {
  filters: IndicationFilter[];
  destinations: IndicationDestination[];
  subscriptions: IndicationSubscription[];
}

/** Name of a filter that the console makes. */
export function ownFilterName(id: string): string {
  return `signalboxfilter:${id}`;
}

/** What to subscribe to, and where to send it. */
export interface SubscriptionRequest {
  /** Without colons; the names of filter and destination are made of it. */
  id: string;
  query: string;
  queryLanguage: string;
  /** Namespaces in which the query is judged; without them most servers take the Interop namespace. */
  sourceNamespaces: readonly string[];
  url: string;
}

type SubscriptionOperations = Pick<
  WbemOperations,
  "EnumerateInstances" | "CreateInstance" | "GetInstance" | "DeleteInstance"
>;

function persistenceOf(value: number | null): Persistence {
  if (value === persistenceTypes.permanent) return "permanent";
  return value === persistenceTypes.transient ? "transient" : "other";
}

function parseFilter(from: CimInstance): IndicationFilter[] {
  if (from.path === null) return [];
  const name = textIn(from, "Name") ?? "";
  const older = textIn(from, "SourceNamespace");
  const namespaces = textsIn(from, "SourceNamespaces");
  return [
    {
      path: from.path,
      name,
      query: textIn(from, "Query") ?? "",
      queryLanguage: textIn(from, "QueryLanguage") ?? "",
      sourceNamespaces: namespaces.length === 0 && older !== null ? [older] : namespaces,
      isOwn: OWN_NAME.test(name),
    },
  ];
}

function parseDestination(from: CimInstance): IndicationDestination[] {
  if (from.path === null) return [];
  const name = textIn(from, "Name") ?? "";
  return [
    {
      path: from.path,
      name,
      url: textIn(from, "Destination") ?? "",
      persistence: persistenceOf(numberIn(from, "PersistenceType")),
      isOwn: OWN_NAME.test(name),
    },
  ];
}

function endOf(from: CimInstance, role: string): CimInstanceName | null {
  const key = from.path === null ? undefined : findByName(from.path.keyBindings, role)?.value;
  return asInstanceName(valueIn(from, role) ?? key ?? null);
}

function parseSubscription(from: CimInstance): IndicationSubscription[] {
  const [filter, destination] = [endOf(from, "Filter"), endOf(from, "Handler")];
  return from.path === null || filter === null || destination === null
    ? []
    : [{ path: from.path, filter, destination }];
}

/** Instances of a class; none on a server that does not have it. */
async function enumerate(
  operations: SubscriptionOperations,
  namespace: string,
  className: string,
  signal?: AbortSignal,
): Promise<CimInstance[]> {
  try {
    return await operations.EnumerateInstances(className, { namespace, LocalOnly: false, signal });
  } catch (error) {
    if (isCimStatus(error, ...NO_CLASS)) return [];
    throw error;
  }
}

/** The same text for the same object, however the server spells its path. */
function keyOf(path: CimInstanceName, interop: string): string {
  return keyOfPath({ ...withoutHost(path), namespace: path.namespace ?? interop });
}

/** Everything of a server, whoever has made it. @throws WbemError, TransportError */
export async function listSubscriptions(
  operations: SubscriptionOperations,
  interop: string,
  signal?: AbortSignal,
): Promise<SubscriptionList> {
  const [filters, destinations, subscriptions] = await Promise.all(
    [FILTER, DESTINATION, SUBSCRIPTION].map((className) => enumerate(operations, interop, className, signal)),
  );
  return {
    filters: (filters ?? []).flatMap(parseFilter),
    destinations: (destinations ?? []).flatMap(parseDestination),
    subscriptions: (subscriptions ?? []).flatMap(parseSubscription),
  };
}

function keysOf(className: string, name: string, systemName: string) {
  return [
    property("SystemCreationClassName", "string", "CIM_ComputerSystem"),
    property("SystemName", "string", systemName),
    property("CreationClassName", "string", className),
    property("Name", "string", name),
  ];
}

/**
 * Creates a filter, a destination and the subscription that ties them together. What was made before a refusal is taken
 * away again. @throws WbemError, TransportError
 */
export async function createSubscription(
  operations: SubscriptionOperations,
  interop: string,
  request: SubscriptionRequest,
): Promise<IndicationSubscription> {
  const made: CimInstanceName[] = [];
  const create = async (created: CimInstance): Promise<CimInstanceName> => {
    const path = await operations.CreateInstance(created, { namespace: interop });
    made.push(path);
    return path;
  };
  try {
    const filter = await create(
      instance(FILTER, [
        ...keysOf(FILTER, ownFilterName(request.id), "signalbox"),
        property("Query", "string", request.query),
        property("QueryLanguage", "string", request.queryLanguage),
        property("SourceNamespaces", "string", [...request.sourceNamespaces]),
      ]),
    );
    const destination = await create(
      instance(DESTINATION, [
        ...keysOf(DESTINATION, `signalboxdestination:${request.id}`, "signalbox"),
        property("Destination", "string", request.url),
        property("PersistenceType", "uint16", persistenceTypes.permanent),
      ]),
    );
    const path = await create(
      instance(SUBSCRIPTION, [property("Filter", "reference", filter), property("Handler", "reference", destination)]),
    );
    return { path, filter, destination };
  } catch (error) {
    for (const path of made.reverse())
      await operations.DeleteInstance(path, { namespace: interop }).catch(() => undefined);
    throw error;
  }
}

/**
 * Deletes a subscription with the filter and the destination that only it has used and that the console has made; or a
 * filter or a destination that nothing uses.
 * @throws DeviceError `device_not_found`, `device_conflict` where a subscription still uses it; WbemError, TransportError
 */
export async function deleteSubscription(
  operations: SubscriptionOperations,
  interop: string,
  path: CimInstanceName,
): Promise<void> {
  const list = await listSubscriptions(operations, interop);
  const wanted = keyOf(path, interop);
  const isWanted = (other: { path: CimInstanceName }) => keyOf(other.path, interop) === wanted;
  const subscription = list.subscriptions.find(isWanted);
  const parts = [...list.filters, ...list.destinations];
  const usersOf = (part: { path: CimInstanceName }, apart?: IndicationSubscription) =>
    list.subscriptions.filter(
      (other) =>
        other !== apart &&
        [other.filter, other.destination].some((end) => keyOf(end, interop) === keyOf(part.path, interop)),
    );
  if (subscription !== undefined) {
    await operations.DeleteInstance(subscription.path, { namespace: interop });
    const ends = [keyOf(subscription.filter, interop), keyOf(subscription.destination, interop)];
    const orphans = parts.filter(
      (part) => part.isOwn && ends.includes(keyOf(part.path, interop)) && usersOf(part, subscription).length === 0,
    );
    for (const orphan of orphans) await operations.DeleteInstance(orphan.path, { namespace: interop });
    return;
  }
  const part = parts.find(isWanted);
  if (part === undefined)
    throw new DeviceError("device_not_found", "The server has no such filter, destination or subscription.");
  if (usersOf(part).length > 0) {
    throw new DeviceError("device_conflict", `A subscription still uses ${part.name}.`, {
      remedy: "Delete the subscription first.",
    });
  }
  await operations.DeleteInstance(part.path, { namespace: interop });
}
