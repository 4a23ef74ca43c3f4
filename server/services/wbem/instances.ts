import "server-only";
import type { z } from "zod";
import type * as instances from "@/contracts/wbem/instances";
import { namePattern } from "@/contracts/wbem/names";
import type * as values from "@/contracts/wbem/values";
import { AppError, invalidField } from "@/server/domain/app-error";
import type { Principal, RequestContext } from "@/server/domain/principal";
import { getLogger } from "@/server/logging/logger";
import { isSameValue, keyOfPath } from "@/server/protocols/wbem/model/equality";
import { findByName } from "@/server/protocols/wbem/model/names";
import type { CimClass, CimInstance, CimInstanceName, CimProperty } from "@/server/protocols/wbem/model/objects";
import { tomof } from "@/server/protocols/wbem/mof/writer";
import type { InstanceStream, OpenQueryInstancesOptions, ToleratedDeviation } from "@/server/protocols/wbem/operations";
import { printWbemUri } from "@/server/protocols/wbem/uri/print";
import { requireSendable } from "@/server/protocols/wbem/xml/escape";
import { formatXml } from "@/server/protocols/wbem/xml/format";
import { writeNamedInstance } from "@/server/protocols/wbem/xml/write-objects";
import { obtain } from "@/server/runtime/registry";
import { Turns } from "@/server/runtime/turns";
import { requireConfirmation } from "../profile-record";
import { changeWbem, classFinder, getWbemProfile, readWbem, streamWbem } from "./connection";
import { mergeNotes, methodDeclaration, propertyDeclaration } from "./declarations";
import { propertiesFromGiven } from "./given";
import { instanceLines } from "./instance-lines";
import { instancesEverywhere } from "./instances-everywhere";
import type { WatchedConnection } from "./recorders";
import { pathToWire, requirePath, shownPath, valueToWire } from "./wire";

declare module "@/server/runtime/registry" {
  interface RuntimeServices {
    /** Changes of instances, one at a time for each of them. */
    wbemInstanceTurns: Turns;
  }
}

type Lines = Promise<AsyncGenerator<instances.WbemInstanceLine, void, void>>;

/** The properties to ask for; undefined for all. @throws AppError `invalid_request` naming the field */
export function propertyListOf({ properties = "", namesOnly }: { properties?: string; namesOnly?: "0" | "1" }) {
  if (namesOnly === "1") return [];
  const names = properties
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const wrong = names.find((name) => !namePattern.test(name));
  if (wrong !== undefined) throw invalidField("properties", `${JSON.stringify(wrong)} is not the name of a property.`);
  return names.length === 0 ? undefined : names;
}

/** The filter that the server is to apply, if any. @throws AppError `invalid_request` naming the field */
export function filterOf({ filter, filterLanguage = "DMTF:FQL" }: { filter?: string; filterLanguage?: string }) {
  if (filter === undefined) return {};
  requireSendable(filter, "filter");
  requireSendable(filterLanguage, "filterLanguage");
  return { FilterQuery: filter, FilterQueryLanguage: filterLanguage };
}

/**
 * Instances of a class and its subclasses while they arrive; whoever stops reading stops the server, and leaving closes the
 * enumeration there. @throws AppError `not_found`, `forbidden`, the device's codes
 */
export function listInstances(
  principal: Principal,
  profileId: string,
  query: z.output<typeof instances.wbemInstanceQuerySchema>,
  signal?: AbortSignal,
): Lines {
  const { namespace, className, deep } = query;
  const source = (connection: WatchedConnection) => {
    const { classes, operations } = connection;
    const notes: ToleratedDeviation[] = [];
    const options = {
      LocalOnly: false,
      DeepInheritance: deep === "1",
      PropertyList: propertyListOf(query),
      ...filterOf(query),
      onTolerated: (note: ToleratedDeviation) => void notes.push(note),
    };
    const isEverywhere = query.everywhere === "1";
    const listIn = (place: string) => operations.IterEnumerateInstances(className, { ...options, namespace: place });
    return instanceLines(classes, {
      namespace,
      className,
      isEverywhere,
      instances: isEverywhere ? instancesEverywhere(connection, listIn) : listIn(namespace),
      notes,
      operation: () => (operations.pullUse === "traditional" ? "EnumerateInstances" : "OpenEnumerateInstances"),
    });
  };
  return streamWbem(principal, profileId, source, signal);
}

/**
 * Results of a query. Those that came with nothing to find them by again have no path: the client gives those the name of
 * their class alone. @throws AppError `invalid_request` naming the field
 */
export async function* queryResults(
  operations: WatchedConnection["operations"],
  language: string,
  query: string,
  options: OpenQueryInstancesOptions,
): InstanceStream {
  requireSendable(language, "language");
  requireSendable(query, "query");
  for await (const results of operations.IterQueryInstances(language, query, options).stream) {
    yield results.map((one) => (one.path?.keyBindings.length === 0 ? { ...one, path: null } : one));
  }
}

/** Results of a query while they arrive. @throws AppError `not_found`, `forbidden`, the device's codes */
export function queryInstances(
  principal: Principal,
  profileId: string,
  { namespace, language, query }: z.output<typeof instances.wbemQuerySchema>,
  signal?: AbortSignal,
): Lines {
  const source = ({ classes, operations }: WatchedConnection) => {
    const notes: ToleratedDeviation[] = [];
    const onTolerated = (note: ToleratedDeviation) => void notes.push(note);
    return instanceLines(classes, {
      namespace,
      className: null,
      instances: queryResults(operations, language, query, { namespace, onTolerated }),
      notes,
      operation: () => (operations.pullUse === "traditional" ? "ExecQuery" : "OpenQueryInstances"),
    });
  };
  return streamWbem(principal, profileId, source, signal);
}

/** What the class declares and the instance lacks: some servers leave out properties that are NULL. */
function nullsLeftOut(instance: CimInstance, declared: CimClass | null): CimProperty[] {
  const missing = declared?.properties.filter(({ name }) => findByName(instance.properties, name) === undefined);
  return (missing ?? []).map((property) => ({ ...property, value: null }));
}

async function readInstance(
  { operations, classes }: WatchedConnection,
  path: CimInstanceName & { namespace: string },
  signal?: AbortSignal,
): Promise<instances.WbemInstance> {
  const notes: ToleratedDeviation[] = [];
  const instance = await operations.GetInstance(path, {
    LocalOnly: false,
    IncludeClassOrigin: true,
    signal,
    onTolerated: (note) => void notes.push(note),
  });
  const lineage = await lineageOf(classes, path.namespace, instance.className);
  return { ...describeInstance(path, instance, lineage), notes: mergeNotes(notes) };
}

/** A class and those it inherits from; nothing where the server does not give it. */
async function lineageOf(classes: WatchedConnection["classes"], namespace: string, name: string): Promise<CimClass[]> {
  const declared = await classes.findClass(namespace, name);
  return declared === null ? [] : [declared, ...(await classes.ancestors(namespace, declared))];
}

function describeInstance(
  path: CimInstanceName & { namespace: string },
  instance: CimInstance,
  lineage: readonly CimClass[],
): instances.WbemInstance {
  const declared = lineage[0] ?? null;
  const shown: CimInstance = { ...instance, path: { ...path, className: instance.className } };
  const properties = [...instance.properties, ...nullsLeftOut(instance, declared)];
  return {
    path: pathToWire(path),
    uri: printWbemUri({ ...path, host: null }),
    className: instance.className,
    lineage: lineage.map((one) => one.className),
    properties: properties.map((property) => {
      const declaration = declared && findByName(declared.properties, property.name);
      return {
        name: declaration?.name ?? property.name,
        type: property.type,
        isArray: property.isArray,
        value: valueToWire(property.value),
        classOrigin: property.classOrigin ?? declaration?.classOrigin ?? null,
        declaration: declaration ? propertyDeclaration(declaration) : null,
      };
    }),
    methods: declared === null ? [] : declared.methods.map(methodDeclaration),
    mof: tomof(shown),
    xml: formatXml(writeNamedInstance(shown, "instance", {})),
    notes: [],
  };
}

/** An instance with everything known of it. @throws AppError `not_found`, `forbidden`, the device's codes */
export async function getInstance(
  principal: Principal,
  profileId: string,
  path: values.WbemPath,
  signal?: AbortSignal,
): Promise<instances.WbemInstance> {
  const name = requirePath(path);
  return readWbem(principal, profileId, (connection) => readInstance(connection, name, signal));
}

/** The error of somebody whose view of the instance is old; says what is different. */
function changedMeanwhile(names: readonly string[]): AppError {
  return new AppError("revision_conflict", `The instance has changed meanwhile: ${names.join(", ")}.`, {
    remedy: "Read it again and look at the new values before you change them.",
  });
}

function requireUnchanged(current: CimInstance, before: readonly { name: string; value: values.WbemValue }[]): void {
  const changed = before.filter(({ name, value }) => {
    const now = findByName(current.properties, name)?.value ?? null;
    return JSON.stringify(valueToWire(now)) !== JSON.stringify(value);
  });
  if (changed.length > 0) throw changedMeanwhile(changed.map(({ name }) => name));
}

/**
 * Changes properties of an instance that are still as they were read. Only those that differ are sent, named in the
 * PropertyList, so that a server does not reset the others.
 * @throws AppError `not_found`, `forbidden`, `invalid_request`, `revision_conflict`, the device's codes
 */
export async function modifyInstance(
  principal: Principal,
  profileId: string,
  { path, changes }: z.output<typeof instances.wbemModifyInput>,
  context: RequestContext,
): Promise<instances.WbemInstance> {
  const record = await getWbemProfile(principal, profileId, "operate");
  const name = requirePath(path);
  const given = await propertiesFromGiven(changes, "changes", classFinder(record, name.namespace));
  const uri = printWbemUri({ ...name, host: null });
  return changeWbem(
    { principal, context, record },
    {
      action: "wbem.instance.modify",
      objectType: "wbem-instance",
      objectId: uri,
      details: { properties: given.map((property) => property.name) },
    },
    // Two changes at once would both find the instance as it was read, and the later one would undo the other unseen.
    (connection) =>
      obtain("wbemInstanceTurns", () => new Turns()).take(
        `${record.id} ${keyOfPath({ ...name, host: null }).toLowerCase()}`,
        async () => {
          const current = await connection.operations.GetInstance(name, { LocalOnly: false, IncludeClassOrigin: true });
          requireUnchanged(
            current,
            changes.map(({ name: property, before }) => ({ name: property, value: before })),
          );
          // Before the change: what cannot be read must not fail after it.
          const lineage = await lineageOf(connection.classes, name.namespace, current.className);
          const changed = given.filter((property) => !isAsBefore(property, current));
          if (changed.length > 0) {
            await connection.operations.ModifyInstance(
              { kind: "instance", className: current.className, properties: changed, qualifiers: [], path: name },
              { PropertyList: changed.map((property) => property.name) },
            );
          }
          return readChanged(connection, name, { before: current, changed, lineage });
        },
      ),
  );
}

/** The instance after a change that the server has made: what it does not tell any more is no failure of the change. */
async function readChanged(
  connection: WatchedConnection,
  path: CimInstanceName & { namespace: string },
  known: { before: CimInstance; changed: readonly CimProperty[]; lineage: readonly CimClass[] },
): Promise<instances.WbemInstance> {
  try {
    return await readInstance(connection, path);
  } catch (error) {
    getLogger().warn({ err: error }, "an instance could not be read again after a change");
    const { before, changed, lineage } = known;
    const others = before.properties.filter(({ name }) => findByName(changed, name) === undefined);
    return describeInstance(path, { ...before, properties: [...others, ...changed] }, lineage);
  }
}

function isAsBefore(property: CimProperty, current: CimInstance): boolean {
  const now = findByName(current.properties, property.name);
  return now !== undefined && isSameValue(now.value, property.value);
}

/** Creates an instance. @throws AppError `not_found`, `forbidden`, `invalid_request`, the device's codes */
export async function createInstance(
  principal: Principal,
  profileId: string,
  { namespace, className, properties }: z.output<typeof instances.wbemCreateInput>,
  context: RequestContext,
): Promise<values.WbemShownPath> {
  const record = await getWbemProfile(principal, profileId, "operate");
  const given = await propertiesFromGiven(properties, "properties", classFinder(record, namespace));
  return changeWbem(
    { principal, context, record },
    { action: "wbem.instance.create", objectType: "wbem-class", objectId: `${namespace}:${className}` },
    async ({ operations }) => {
      const created = await operations.CreateInstance(
        { kind: "instance", className, properties: given, qualifiers: [], path: null },
        { namespace },
      );
      return shownPath({ ...created, namespace: created.namespace ?? namespace });
    },
  );
}

/**
 * Deletes an instance.
 * @throws AppError `not_found`, `forbidden`, `invalid_request`, `confirmation_mismatch`, the device's codes
 */
export async function deleteInstance(
  principal: Principal,
  profileId: string,
  { path, confirmation }: z.output<typeof instances.wbemDeleteInput>,
  context: RequestContext,
): Promise<void> {
  const record = await getWbemProfile(principal, profileId, "operate");
  const name = requirePath(path);
  requireConfirmation(confirmation, name.className, "the name of the class");
  await changeWbem(
    { principal, context, record },
    { action: "wbem.instance.delete", objectType: "wbem-instance", objectId: printWbemUri({ ...name, host: null }) },
    ({ operations }) => operations.DeleteInstance(name),
  );
}
