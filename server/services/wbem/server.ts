import "server-only";
import type { z } from "zod";
import type * as instances from "@/contracts/wbem/instances";
import type * as server from "@/contracts/wbem/server";
import type * as values from "@/contracts/wbem/values";
import { AppError, invalidField } from "@/server/domain/app-error";
import type { Principal, RequestContext } from "@/server/domain/principal";
import { DeviceError } from "@/server/protocols/errors";
import {
  type DiscoveryOptions,
  findInteropNamespace,
  identifyServer,
  listNamespaces,
} from "@/server/protocols/wbem/discovery";
import { withoutHost } from "@/server/protocols/wbem/model/builders";
import { findByName, foldName } from "@/server/protocols/wbem/model/names";
import type { CimClassName, CimInstanceName } from "@/server/protocols/wbem/model/objects";
import * as namespaces from "@/server/protocols/wbem/namespaces";
import type { ToleratedDeviation } from "@/server/protocols/wbem/operations";
import {
  findCentralInstances,
  listProfileReferences,
  listRegisteredProfiles as readProfiles,
} from "@/server/protocols/wbem/registered-profiles";
import type { KeyTypes } from "@/server/protocols/wbem/uri/key-value";
import { parseWbemUri, WbemUriError } from "@/server/protocols/wbem/uri/parse";
import { changeWbem, getWbemProfile, readWbem } from "./connection";
import { mergeNotes } from "./declarations";
import { descriptionFor, type WatchedConnection } from "./recorders";
import { pathToWire, requirePath, shownPath } from "./wire";

/** The Interop namespace, which some tasks cannot do without. @throws DeviceError `device_not_found` */
export async function requireInterop({ operations }: WatchedConnection, signal?: AbortSignal): Promise<string> {
  const interop = await findInteropNamespace(operations, { signal });
  if (interop !== null) return interop;
  throw new DeviceError("device_not_found", "The server has no Interop namespace.", {
    remedy: "Without it there are no registered profiles, subscriptions or lists of namespaces.",
  });
}

const NO_INTEROP = "The server has no Interop namespace: other namespaces than that of the profile are not known.";

/** What was read, or why not in words for the page; only refusals of the server are words. */
async function orWarning<T>(reading: Promise<T>, what: string, warnings: string[]): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof DeviceError) || error.code === "device_authentication") throw error;
    warnings.push(`${what}: ${error.message}`);
    return null;
  }
}

/** Every namespace that is known of: those of the server's list and the profile's own. */
function withDefault(listed: readonly string[], defaultNamespace: string): string[] {
  const isListed = listed.some((name) => foldName(name) === foldName(defaultNamespace));
  return [...listed, ...(isListed ? [] : [defaultNamespace])].sort((one, other) => one.localeCompare(other, "en"));
}

/** The Interop namespace and what the server lists there; what cannot be read becomes words in `warnings`. */
async function readListed(
  { operations }: WatchedConnection,
  warnings: string[],
  options: DiscoveryOptions,
): Promise<{ interop: string | null; listed: string[] }> {
  const interop = await orWarning(findInteropNamespace(operations, options), "Interop namespace", warnings);
  if (interop === null) {
    if (warnings.length === 0) warnings.push(NO_INTEROP);
    return { interop, listed: [] };
  }
  const found = await orWarning(listNamespaces(operations, interop, options), "Namespaces", warnings);
  return { interop, listed: (found?.namespaces ?? []).map(({ name }) => name) };
}

/** Every namespace that is known of, and why there may be more. @throws what makes all further asking useless */
export async function knownNamespaces(
  connection: WatchedConnection,
  signal?: AbortSignal,
): Promise<{ names: string[]; warnings: string[] }> {
  const warnings: string[] = [];
  const { listed } = await readListed(connection, warnings, { signal });
  return { names: withDefault(listed, connection.defaultNamespace), warnings };
}

/**
 * Brand, version and namespaces. Every page asks for them, so the same person is given what was read within the last
 * minute, unless it must be `isFresh`, something was changed, or not all of it could be read.
 * @throws AppError `not_found`, `forbidden`, the device's codes
 */
export async function getServer(
  principal: Principal,
  profileId: string,
  { isFresh = false, signal }: { isFresh?: boolean; signal?: AbortSignal } = {},
): Promise<server.WbemServer> {
  return readWbem(principal, profileId, async (connection) => {
    const description = descriptionFor(profileId, principal.sessionId);
    if (description.known !== null && !isFresh) return { ...description.known, pull: connection.pullUse };
    const { operations, address, defaultNamespace } = connection;
    const warnings: string[] = [];
    const notes: ToleratedDeviation[] = [];
    const options = { signal, onTolerated: (note: ToleratedDeviation) => void notes.push(note) };
    const { interop, listed } = await readListed(connection, warnings, options);
    const identity =
      interop === null
        ? null
        : await orWarning(identifyServer(operations, interop, options), "Brand and version", warnings);
    const found: server.WbemServer = {
      profileId,
      address: `${address.host}:${address.port}`,
      brand: identity?.brand ?? null,
      version: identity?.version ?? null,
      description: identity?.description ?? null,
      interopNamespace: interop,
      defaultNamespace,
      namespaces: withDefault(listed, defaultNamespace),
      pull: connection.pullUse,
      warnings,
      notes: mergeNotes(notes),
    };
    if (warnings.every((warning) => warning === NO_INTEROP)) description.keep(found);
    return found;
  });
}

/**
 * Creates a namespace.
 * @throws AppError `not_found`, `forbidden`, `conflict`, `invalid_request`, the device's codes
 */
export async function createNamespace(
  principal: Principal,
  profileId: string,
  namespace: string,
  context: RequestContext,
): Promise<void> {
  const record = await getWbemProfile(principal, profileId, "operate");
  await changeWbem(
    { principal, context, record },
    { action: "wbem.namespace.create", objectType: "wbem-namespace", objectId: namespace },
    async (connection) => {
      await namespaces.createNamespace(connection.operations, await requireInterop(connection), namespace);
    },
  );
}

/** Management profiles, and which builds on which. @throws AppError `not_found`, `forbidden`, the device's codes */
export async function listRegisteredProfiles(
  principal: Principal,
  profileId: string,
  signal?: AbortSignal,
): Promise<{ items: server.WbemRegisteredProfile[] }> {
  return readWbem(principal, profileId, async (connection) => {
    const { operations } = connection;
    const interop = await requireInterop(connection, signal);
    const profiles = await readProfiles(operations, interop, {}, { signal });
    const references = await listProfileReferences(operations, interop, profiles, { signal });
    const placed = (path: CimInstanceName) => pathToWire({ ...path, namespace: path.namespace ?? interop });
    return {
      items: profiles.map(({ path, organization, name, version }) => ({
        path: placed(path),
        organization,
        name,
        version,
        scopedBy: references.filter(({ component }) => component === path).map(({ scoping }) => placed(scoping)),
      })),
    };
  });
}

/** Central instances of a management profile. @throws AppError `not_found`, `forbidden`, the device's codes */
export async function listCentralInstances(
  principal: Principal,
  profileId: string,
  path: values.WbemPath,
  signal?: AbortSignal,
): Promise<z.output<typeof server.wbemCentralInstancesSchema>> {
  const profile = requirePath(path);
  const { paths, method } = await readWbem(principal, profileId, ({ operations }) =>
    findCentralInstances(operations, profile, undefined, { signal }),
  );
  return {
    items: paths.map((found) => shownPath({ ...withoutHost(found), namespace: found.namespace ?? profile.namespace })),
    method,
  };
}

/**
 * Reads a WBEM URI. The types of keys are those of the class, where the server gives it.
 * @throws AppError `not_found`, `forbidden`, `invalid_request` naming the place in the text, the device's codes
 */
export async function readUri(
  principal: Principal,
  profileId: string,
  { uri, namespace }: z.output<typeof instances.wbemUriQuerySchema>,
): Promise<{ namespace: string; className: string; path: values.WbemPath | null }> {
  return readWbem(principal, profileId, async ({ classes, defaultNamespace }) => {
    const plain = parsed(uri);
    const target = plain.namespace ?? namespace ?? defaultNamespace;
    const declared = await classes.findClass(target, plain.className);
    if (plain.kind === "class-name") {
      return { namespace: target, className: declared?.className ?? plain.className, path: null };
    }
    const typed = declared === null ? plain : parsed(uri, (key) => findByName(declared.properties, key)?.type);
    if (typed.kind === "class-name") throw new AppError("internal", "A WBEM URI was read in two ways.");
    return {
      namespace: target,
      className: typed.className,
      path: pathToWire({ ...withoutHost(typed), namespace: target }),
    };
  });
}

function parsed(uri: string, keyTypes?: KeyTypes): CimInstanceName | CimClassName {
  try {
    return parseWbemUri(uri, { keyTypes });
  } catch (error) {
    if (error instanceof WbemUriError) throw invalidField("uri", error.message);
    throw error;
  }
}
