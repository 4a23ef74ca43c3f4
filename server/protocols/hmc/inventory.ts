/** Console, CPCs, partitions and LPARs over all CPCs (HMC Web Services API, sections 4.1, 4.2 and 7.1 to 7.3). */
import { z } from "zod";
import type { HmcCpc, HmcInventory, HmcPartition } from "@/contracts/hmc";
import {
  type HmcAnswer,
  type HmcRequest,
  isRefusal,
  LARGEST_ANSWER_BYTES,
  parseRows,
  type Send,
  withQuery,
} from "./exchange";
import { readProperties } from "./object";
import type { HmcVersion } from "./version";

const text = z.string().nullish().catch(null);
const flag = z.boolean().nullish().catch(null);
const uri = z.string().startsWith("/api/");

const cpcSchema = z.object({
  "object-uri": uri,
  name: z.string(),
  status: text,
  "has-unacceptable-status": flag,
  "dpm-enabled": flag,
  "se-version": text,
});

const partitionSchema = z.object({
  "object-uri": uri,
  name: z.string(),
  status: text,
  type: text,
  "activation-mode": text,
  "has-unacceptable-status": flag,
  "cpc-name": text,
  "cpc-object-uri": text,
});
type PartitionItem = z.output<typeof partitionSchema>;
type PartitionClass = HmcPartition["class"];

const listFields = { partition: "partitions", "logical-partition": "logical-partitions" } as const;

/** List CPC Objects. */
export function requestCpcs(): HmcRequest {
  return { method: "GET", uri: "/api/cpcs", maximumBytes: LARGEST_ANSWER_BYTES };
}

/** Items since HMC 2.14 say whether the CPC is in DPM mode; before, the flag is null. */
export function parseCpcs(answer: HmcAnswer): HmcCpc[] {
  return parseRows(answer, "cpcs", cpcSchema, "the list of CPCs").map((cpc) => ({
    uri: cpc["object-uri"],
    name: cpc.name,
    status: cpc.status ?? "",
    hasUnacceptableStatus: cpc["has-unacceptable-status"] ?? null,
    isDpmEnabled: cpc["dpm-enabled"] ?? null,
    seVersion: cpc["se-version"] ?? null,
  }));
}

/** List Permitted Partitions or Logical Partitions, over all CPCs; HMC 2.14 and later. */
export function requestPermitted(
  objectClass: PartitionClass,
  additionalProperties: readonly string[] = [],
): HmcRequest {
  const additional = additionalProperties.length === 0 ? undefined : additionalProperties.join(",");
  return {
    method: "GET",
    uri: withQuery(`/api/console/operations/list-permitted-${listFields[objectClass]}`, {
      "additional-properties": additional,
    }),
    maximumBytes: LARGEST_ANSWER_BYTES,
  };
}

/** List Partitions or Logical Partitions of one CPC. */
export function requestOfCpc(objectClass: PartitionClass, cpcUri: string): HmcRequest {
  return { method: "GET", uri: `${cpcUri}/${listFields[objectClass]}`, maximumBytes: LARGEST_ANSWER_BYTES };
}

function rowOf(objectClass: PartitionClass, item: PartitionItem, cpc?: HmcCpc): HmcPartition {
  return {
    uri: item["object-uri"],
    class: objectClass,
    name: item.name,
    status: item.status ?? "",
    hasUnacceptableStatus: item["has-unacceptable-status"] ?? null,
    type: (objectClass === "partition" ? item.type : item["activation-mode"]) ?? null,
    cpcName: cpc?.name ?? item["cpc-name"] ?? null,
    cpcUri: cpc?.uri ?? item["cpc-object-uri"] ?? null,
  };
}

/** Rows of either list; `cpc` names the CPC where the items do not. */
export function parsePartitions(answer: HmcAnswer, objectClass: PartitionClass, cpc?: HmcCpc): HmcPartition[] {
  const field = listFields[objectClass];
  const items = parseRows(answer, field, partitionSchema, `the list of ${field}`);
  return items.map((item) => rowOf(objectClass, item, cpc));
}

/** Properties wanted beyond the minimal set where an HMC gives fewer. */
const WANTED: Readonly<Record<PartitionClass, readonly string[]>> = {
  partition: ["has-unacceptable-status"],
  "logical-partition": ["activation-mode", "has-unacceptable-status"],
};

function lacksWanted(rows: readonly HmcPartition[]): boolean {
  return rows.some((row) => row.type === null || row.hasUnacceptableStatus === null);
}

/** The permitted list, asked again with additional properties where the minimal set lacks some and the HMC knows how. */
async function readPermitted(send: Send, objectClass: PartitionClass): Promise<HmcPartition[]> {
  const rows = parsePartitions(await send(requestPermitted(objectClass)), objectClass);
  if (!lacksWanted(rows)) return rows;
  try {
    return parsePartitions(await send(requestPermitted(objectClass, WANTED[objectClass])), objectClass);
  } catch (error) {
    // 400.1: this level does not know the parameter; 400.14: not one of the names.
    if (isRefusal(error, 400, 1) || isRefusal(error, 400, 14)) return rows;
    throw error;
  }
}

async function readOfCpc(send: Send, cpc: HmcCpc, warnings: string[]): Promise<HmcPartition[]> {
  const classes: readonly PartitionClass[] =
    cpc.isDpmEnabled === null
      ? ["logical-partition", "partition"]
      : [cpc.isDpmEnabled ? "partition" : "logical-partition"];
  for (const objectClass of classes) {
    try {
      return parsePartitions(await send(requestOfCpc(objectClass, cpc.uri)), objectClass, cpc);
    } catch (error) {
      // An empty list of LPARs is a 404.1 on some levels (section 4.1).
      if (isRefusal(error, 404, 1) && objectClass === "logical-partition" && cpc.isDpmEnabled === false) return [];
      const isOtherMode = isRefusal(error, 409, 4) || isRefusal(error, 409, 5) || isRefusal(error, 404, 1);
      if (isOtherMode && cpc.isDpmEnabled === null) continue;
      if (!isRefusal(error, 404) && !isRefusal(error, 403, 1) && !isRefusal(error, 409) && !isRefusal(error, 503)) {
        throw error;
      }
      warnings.push(`The partitions of CPC ${cpc.name} could not be read: ${error.message}`);
      return [];
    }
  }
  return [];
}

async function readCpcs(send: Send, warnings: string[]): Promise<HmcCpc[]> {
  try {
    return parseCpcs(await send(requestCpcs()));
  } catch (error) {
    if (!isRefusal(error, 403, 1) && !isRefusal(error, 404)) throw error;
    warnings.push(`The CPCs could not be listed: ${error.message}`);
    return [];
  }
}

async function readPartitions(send: Send, cpcs: readonly HmcCpc[], warnings: string[]) {
  try {
    const lists = await Promise.all([readPermitted(send, "partition"), readPermitted(send, "logical-partition")]);
    return { partitions: lists.flat(), source: "permitted" as const };
  } catch (error) {
    if (!isRefusal(error, 404)) throw error;
  }
  const partitions: HmcPartition[] = [];
  for (const cpc of cpcs) partitions.push(...(await readOfCpc(send, cpc, warnings)));
  return { partitions, source: "per-cpc" as const };
}

async function readConsole(send: Send, version: HmcVersion, warnings: string[]): Promise<HmcInventory["console"]> {
  const apiVersion = `${version.apiMajor}.${version.apiMinor}`;
  try {
    const properties = readProperties(await send({ method: "GET", uri: "/api/console" }));
    const named = (name: string) => {
      const value = properties.get(name);
      return typeof value === "string" ? value : null;
    };
    return {
      uri: named("object-uri") ?? "/api/console",
      name: named("name") ?? version.hmcName ?? "",
      hmcVersion: named("version") ?? version.hmcVersion,
      apiVersion,
      properties: Object.assign(Object.create(null) as Record<string, unknown>, Object.fromEntries(properties)),
    };
  } catch (error) {
    if (!isRefusal(error, 403, 1) && !isRefusal(error, 404)) throw error;
    warnings.push(`The console's own properties could not be read: ${error.message}`);
    return {
      uri: "/api/console",
      name: version.hmcName ?? "",
      hmcVersion: version.hmcVersion,
      apiVersion,
      properties: {},
    };
  }
}

/**
 * Reads what the user may see, by the permitted lists, or CPC by CPC on HMCs without them (before 2.14). Parts the user
 * may not see become warnings.
 */
export async function readInventory(
  send: Send,
  version: HmcVersion,
): Promise<Omit<HmcInventory, "address" | "readAt">> {
  const warnings: string[] = [];
  const console = await readConsole(send, version, warnings);
  const cpcs = await readCpcs(send, warnings);
  const { partitions, source } = await readPartitions(send, cpcs, warnings);
  return { console, cpcs, partitions, source, warnings };
}
