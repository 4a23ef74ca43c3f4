import type {
  WbemIndicationDestination,
  WbemIndicationFilter,
  WbemSubscription,
  WbemSubscriptions,
} from "@/contracts/wbem/subscriptions";
import type { WbemPath } from "@/contracts/wbem/values";
import { pathIdentity } from "../_values/value-text";

/** A subscription with its two ends; an end is undefined where the server does not list what it names. */
export interface ShownSubscription extends Pick<WbemSubscription, "path"> {
  /** Stays the same while the subscription exists. */
  id: string;
  filterEnd: WbemSubscription["filter"];
  destinationEnd: WbemSubscription["destination"];
  filter: WbemIndicationFilter | undefined;
  destination: WbemIndicationDestination | undefined;
  /** Both ends were made by a console such as this one. */
  isOwn: boolean;
}

/** Everything about indications, put together for reading. */
export interface ShownSubscriptions {
  subscriptions: ShownSubscription[];
  unusedFilters: WbemIndicationFilter[];
  unusedDestinations: WbemIndicationDestination[];
}

/** Finds the ends of each subscription, and what no subscription uses. */
export function arrangeSubscriptions(list: WbemSubscriptions): ShownSubscriptions {
  const byPath = <T extends { path: WbemPath }>(parts: readonly T[]) =>
    new Map(parts.map((part) => [pathIdentity(part.path), part]));
  const filters = byPath(list.filters);
  const destinations = byPath(list.destinations);
  const used = new Set<string>();
  const subscriptions = list.subscriptions.map(({ path, filter: filterEnd, destination: destinationEnd }) => {
    const [filterId, destinationId] = [pathIdentity(filterEnd.path), pathIdentity(destinationEnd.path)];
    used.add(filterId).add(destinationId);
    const filter = filters.get(filterId);
    const destination = destinations.get(destinationId);
    const isOwn = filter?.isOwn === true && destination?.isOwn === true;
    return { id: pathIdentity(path), path, filterEnd, destinationEnd, filter, destination, isOwn };
  });
  const isUnused = ({ path }: { path: WbemPath }) => !used.has(pathIdentity(path));
  return {
    subscriptions,
    unusedFilters: list.filters.filter(isUnused),
    unusedDestinations: list.destinations.filter(isUnused),
  };
}

const persistenceWords: Record<WbemIndicationDestination["persistence"], string> = {
  permanent: "permanent",
  transient: "transient",
  other: "not said",
};

/** Whether a server keeps a destination that does not answer. */
export function persistenceWord(destination: WbemIndicationDestination | undefined): string {
  return destination === undefined ? "" : persistenceWords[destination.persistence];
}

/** Where indications go. */
export function destinationText(destination: WbemIndicationDestination): string {
  return destination.isThisConsole ? "This console" : destination.url;
}
