import "server-only";
import type { z } from "zod";
import type { wbemInstanceExportQuerySchema } from "@/contracts/wbem/instances";
import type { Principal } from "@/server/domain/principal";
import type { CimInstance } from "@/server/protocols/wbem/model/objects";
import { tomof } from "@/server/protocols/wbem/mof/writer";
import type { InstanceStream } from "@/server/protocols/wbem/operations";
import { formatXml } from "@/server/protocols/wbem/xml/format";
import { writeInstance } from "@/server/protocols/wbem/xml/write-objects";
import { writeInstanceName, writeTargetNamespace } from "@/server/protocols/wbem/xml/write-paths";
import { streamWbem } from "./connection";
import { filterOf } from "./instances";
import type { WatchedConnection } from "./recorders";

type ExportQuery = z.output<typeof wbemInstanceExportQuerySchema>;

async function* mofOf(instances: InstanceStream, namespace: string): AsyncGenerator<string, void, void> {
  yield `#pragma namespace ("${namespace}")\n`;
  for await (const portion of instances) yield portion.map((instance) => `\n${tomof(instance)}`).join("");
}

function namedObject(instance: CimInstance): string {
  const name = instance.path === null ? "" : writeInstanceName(instance.path, "path");
  return `${formatXml(`<VALUE.NAMEDOBJECT>${name}${writeInstance(instance, "instance")}</VALUE.NAMEDOBJECT>`)}\n`;
}

/** A declaration message (DSP0201, DECLGROUP.WITHNAME). */
async function* xmlOf(instances: InstanceStream, namespace: string): AsyncGenerator<string, void, void> {
  yield '<?xml version="1.0" encoding="utf-8" ?>\n<CIM CIMVERSION="2.0" DTDVERSION="2.0">\n';
  yield `<DECLARATION>\n<DECLGROUP.WITHNAME>\n${formatXml(writeTargetNamespace(namespace))}\n`;
  for await (const portion of instances) yield portion.map(namedObject).join("");
  yield "</DECLGROUP.WITHNAME>\n</DECLARATION>\n</CIM>\n";
}

/**
 * Instances of a class and its subclasses as MOF or as a CIM-XML declaration, while they arrive.
 * @throws AppError `not_found`, `forbidden`, the device's codes
 */
export function exportInstances(
  principal: Principal,
  profileId: string,
  query: ExportQuery,
  signal?: AbortSignal,
): Promise<AsyncGenerator<string, void, void>> {
  const { namespace, className, deep, format } = query;
  const source = ({ operations }: WatchedConnection) => {
    const options = { namespace, LocalOnly: false, DeepInheritance: deep === "1", ...filterOf(query) };
    const instances = operations.IterEnumerateInstances(className, options);
    return format === "mof" ? mofOf(instances, namespace) : xmlOf(instances, namespace);
  };
  return streamWbem(principal, profileId, source, signal);
}
