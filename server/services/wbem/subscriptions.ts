import "server-only";
import type { z } from "zod";
import type * as subscriptions from "@/contracts/wbem/subscriptions";
import type { ProfileRecord } from "@/server/data/profiles";
import { AppError, invalidField } from "@/server/domain/app-error";
import type { Principal, RequestContext } from "@/server/domain/principal";
import * as indications from "@/server/protocols/wbem/indications/subscriptions";
import { withoutHost } from "@/server/protocols/wbem/model/builders";
import { keyOfPath } from "@/server/protocols/wbem/model/equality";
import type { CimInstanceName } from "@/server/protocols/wbem/model/objects";
import { printWbemUri } from "@/server/protocols/wbem/uri/print";
import { inboundDoor } from "../inbound";
import { requireConfirmation } from "../profile-record";
import { changeWbem, getWbemProfile, onWbem } from "./connection";
import type { WatchedConnection } from "./recorders";
import { requireInterop } from "./server";
import { pathToWire, requirePath, shownPath } from "./wire";

/** The path of the listener is a secret: whoever knows it may send indications. So is what stands before an @. */
export function shownUrl(url: string): string {
  return url.replace(/\/inbound\/.*$/, "/…").replace(/^([^/]*\/\/)[^/]*@/, "$1…@");
}

export function inNamespace(path: CimInstanceName, namespace: string): CimInstanceName & { namespace: string } {
  return { ...withoutHost(path), namespace: path.namespace ?? namespace };
}

async function read(
  record: ProfileRecord,
  connection: WatchedConnection,
  signal?: AbortSignal,
): Promise<subscriptions.WbemSubscriptions> {
  const interop = await requireInterop(connection, signal);
  const list = await indications.listSubscriptions(connection.operations, interop, signal);
  const door = inboundDoor(record.id);
  return {
    filters: list.filters.map(({ path, ...filter }) => ({ ...filter, path: pathToWire(inNamespace(path, interop)) })),
    destinations: list.destinations.map(({ path, url, ...destination }) => ({
      ...destination,
      path: pathToWire(inNamespace(path, interop)),
      url: shownUrl(url),
      isThisConsole: url === door?.url,
    })),
    subscriptions: list.subscriptions.map(({ path, filter, destination }) => ({
      path: pathToWire(inNamespace(path, interop)),
      filter: shownPath(inNamespace(filter, interop)),
      destination: shownPath(inNamespace(destination, interop)),
    })),
    listener: {
      isOn: door !== undefined,
      address: door === undefined ? null : shownUrl(door.url),
      isKept: record.keepListening,
    },
  };
}

/** Everything about indications on a server. @throws AppError `not_found`, `forbidden`, the device's codes */
export async function listSubscriptions(
  principal: Principal,
  profileId: string,
  signal?: AbortSignal,
): Promise<subscriptions.WbemSubscriptions> {
  const record = await getWbemProfile(principal, profileId, "view");
  return onWbem(record, (connection) => read(record, connection, signal));
}

function destinationOf(record: ProfileRecord, url: string | null): string {
  if (url !== null) return url;
  const door = inboundDoor(record.id);
  if (door !== undefined) return door.url;
  throw new AppError("conflict", "This console does not listen for indications.", {
    remedy: "Start it with SIGNALBOX_INBOUND_PORT, or give the address of another listener.",
  });
}

/**
 * Subscribes to indications.
 * @throws AppError `not_found`, `forbidden`, `conflict` where the console does not listen, the device's codes
 */
export async function createSubscription(
  principal: Principal,
  profileId: string,
  { name, url, ...request }: z.output<typeof subscriptions.wbemSubscribeInput>,
  context: RequestContext,
): Promise<subscriptions.WbemSubscriptions> {
  const record = await getWbemProfile(principal, profileId, "operate");
  const destination = destinationOf(record, url);
  return changeWbem(
    { principal, context, record },
    {
      action: "wbem.subscription.create",
      objectType: "wbem-subscription",
      objectId: name,
      details: { ...request, url: shownUrl(destination) },
    },
    async (connection) => {
      const interop = await requireInterop(connection);
      const known = await indications.listSubscriptions(connection.operations, interop);
      if (known.filters.some((filter) => filter.name === indications.ownFilterName(name))) {
        throw invalidField("name", "The server has a filter of this name already.");
      }
      await indications.createSubscription(connection.operations, interop, { ...request, id: name, url: destination });
      return read(record, connection);
    },
  );
}

/** The name that a person types to confirm. */
function nameOf(list: indications.SubscriptionList, key: string, interop: string): string | undefined {
  const isWanted = ({ path }: { path: CimInstanceName }) => keyOfPath(inNamespace(path, interop)) === key;
  const subscription = list.subscriptions.find(isWanted);
  if (subscription === undefined) return [...list.filters, ...list.destinations].find(isWanted)?.name;
  const filterKey = keyOfPath(inNamespace(subscription.filter, interop));
  return list.filters.find(({ path }) => keyOfPath(inNamespace(path, interop)) === filterKey)?.name ?? "subscription";
}

/**
 * Deletes a subscription, a filter or a destination.
 * @throws AppError `not_found`, `forbidden`, `confirmation_mismatch`, the device's codes
 */
export async function deleteSubscription(
  principal: Principal,
  profileId: string,
  { path, confirmation }: z.output<typeof subscriptions.wbemUnsubscribeInput>,
  context: RequestContext,
): Promise<void> {
  const record = await getWbemProfile(principal, profileId, "operate");
  const name = requirePath(path);
  await changeWbem(
    { principal, context, record },
    {
      action: "wbem.subscription.delete",
      objectType: "wbem-subscription",
      objectId: printWbemUri({ ...name, host: null }),
    },
    async (connection) => {
      const interop = await requireInterop(connection);
      const list = await indications.listSubscriptions(connection.operations, interop);
      const expected = nameOf(list, keyOfPath(withoutHost(name)), interop);
      if (expected !== undefined) requireConfirmation(confirmation, expected, "the name");
      await indications.deleteSubscription(connection.operations, interop, name);
    },
  );
}
