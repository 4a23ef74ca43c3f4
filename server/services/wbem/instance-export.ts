import "server-only";
import type { z } from "zod";
import type { wbemInstanceExportQuerySchema, wbemQueryExportQuerySchema } from "@/contracts/wbem/instances";
import type { Principal } from "@/server/domain/principal";
import type { CimInstance } from "@/server/protocols/wbem/model/objects";
import { tomof } from "@/server/protocols/wbem/mof/writer";
import type { InstanceStream } from "@/server/protocols/wbem/operations";
import { formatXml } from "@/server/protocols/wbem/xml/format";
import { writeInstance } from "@/server/protocols/wbem/xml/write-objects";
import { writeInstanceName, writeTargetNamespace } from "@/server/protocols/wbem/xml/write-paths";
import { streamWbem } from "./connection";
import { filterOf, propertyListOf, queryResults } from "./instances";
import type { WatchedConnection } from "./recorders";

type Text = AsyncGenerator<string, void, void>;
type Format = z.output<typeof wbemInstanceExportQuerySchema>["format"];

/** MOF says no paths: instances are there by their properties alone. */
async function* mofOf(instances: InstanceStream, namespace: string): Text {
  // With the first portion, so that what the server refuses begins no file.
  let text = `#pragma namespace ("${namespace}")\n`;
  for await (const portion of instances) {
    for (const instance of portion) text += `\n${tomof(instance)}`;
    yield text;
    text = "";
  }
  if (text !== "") yield text;
}

type Group = "DECLGROUP" | "DECLGROUP.WITHNAME";

const groupOf = ({ path }: CimInstance): Group => (path === null ? "DECLGROUP" : "DECLGROUP.WITHNAME");

/** As the group of its path has it: with its name where there is one, else alone. */
function declared(instance: CimInstance): string {
  const written = writeInstance(instance, "instance");
  const xml =
    instance.path === null
      ? `<VALUE.OBJECT>${written}</VALUE.OBJECT>`
      : `<VALUE.NAMEDOBJECT>${writeInstanceName(instance.path, "path")}${written}</VALUE.NAMEDOBJECT>`;
  return `${formatXml(xml)}\n`;
}

/**
 * A declaration message (DSP0201, section 5.2.2): instances with their names in groups with names, those that came without a
 * path, as results of queries may, in groups without. They stay in their order, so groups may take turns.
 */
async function* xmlOf(instances: InstanceStream, namespace: string): Text {
  const opening = (group: Group) => `<${group}>\n${formatXml(writeTargetNamespace(namespace))}\n`;
  let text = '<?xml version="1.0" encoding="utf-8" ?>\n<CIM CIMVERSION="2.0" DTDVERSION="2.0">\n<DECLARATION>\n';
  let open: Group | null = null;
  for await (const portion of instances) {
    for (const instance of portion) {
      const group = groupOf(instance);
      if (group !== open) {
        if (open !== null) text += `</${open}>\n`;
        text += opening(group);
        open = group;
      }
      text += declared(instance);
    }
    yield text;
    text = "";
  }
  // A declaration has one group at least.
  if (open === null) text += opening("DECLGROUP.WITHNAME");
  yield `${text}</${open ?? "DECLGROUP.WITHNAME"}>\n</DECLARATION>\n</CIM>\n`;
}

const writerOf = (format: Format) => (format === "mof" ? mofOf : xmlOf);

/**
 * Instances of a class and its subclasses as MOF or as a CIM-XML declaration, while they arrive.
 * @throws AppError `not_found`, `forbidden`, the device's codes
 */
export function exportInstances(
  principal: Principal,
  profileId: string,
  query: z.output<typeof wbemInstanceExportQuerySchema>,
  signal?: AbortSignal,
): Promise<Text> {
  const { namespace, className, deep, format } = query;
  const source = ({ operations }: WatchedConnection) => {
    const options = {
      namespace,
      LocalOnly: false,
      DeepInheritance: deep === "1",
      PropertyList: propertyListOf(query),
      ...filterOf(query),
    };
    return writerOf(format)(operations.IterEnumerateInstances(className, options), namespace);
  };
  return streamWbem(principal, profileId, source, signal);
}

/**
 * Results of a query as MOF or as a CIM-XML declaration, while they arrive: the properties that the query has selected, and
 * in CIM-XML the names of those that have one.
 * @throws AppError `not_found`, `forbidden`, the device's codes
 */
export function exportQueryResults(
  principal: Principal,
  profileId: string,
  { namespace, language, query, format }: z.output<typeof wbemQueryExportQuerySchema>,
  signal?: AbortSignal,
): Promise<Text> {
  const source = ({ operations }: WatchedConnection) =>
    writerOf(format)(queryResults(operations, language, query, { namespace }), namespace);
  return streamWbem(principal, profileId, source, signal);
}
