/** Partitions of CPCs in DPM mode (hmc-web-services-api.md, section 7.2). */
import { type ApiReply, ok, param, type Route, requireTask, route, type SessionRequest, visibleObject } from "../api";
import { readFields, requireNoBody, requireObjectBody } from "../body";
import { HmcApiError } from "../errors";
import { readFilters, select } from "../list-query";
import { type FakeObject, text } from "../model";
import { buildPartition } from "../object-builders";
import { WRITABLE_PARTITION_PROPERTIES } from "../properties/partition";
import { canSee } from "../sessions";
import type { HmcState } from "../state";
import { cpcOf, requireDpm } from "./cpcs";
import { type OperationPlan, startOperation } from "./object-operation";
import { readObject } from "./object-reading";
import { readChanges, updateObject } from "./object-update";
import { osMessageRoutes } from "./os-messages";

const LIST_PROPERTIES = ["object-uri", "name", "status", "type"];
const CPC_STATUS_FOR_OPERATIONS: readonly unknown[] = ["active", "degraded", "service-required", "exceptions"];

const UPDATE_RULES = {
  task: "Partition Details",
  writable: WRITABLE_PARTITION_PROPERTIES,
  writeOnly: new Set(["boot-ftp-password", "ssc-master-pw"]),
} as const;

function partitionOf(request: SessionRequest, hmc: HmcState): FakeObject {
  return visibleObject(hmc, request.session, "partition", `/api/partitions/${param(request, "partition")}`);
}

function partitionOperation(operation: string, planFor: (partition: FakeObject) => Omit<OperationPlan, "operation">) {
  return route("POST", `/api/partitions/{partition}/operations/${operation}`, (request, hmc) => {
    const partition = partitionOf(request, hmc);
    const plan = planFor(partition);
    requireTask(request.session, plan.task);
    requireNoBody(request);
    const cpc = partition.cpcUri === null ? undefined : hmc.inventory.find(partition.cpcUri);
    if (!CPC_STATUS_FOR_OPERATIONS.includes(cpc?.properties.status)) {
      throw new HmcApiError(409, 6, "The status of the hosting CPC does not allow the operation.");
    }
    return startOperation(partition, { ...plan, operation }, request, hmc);
  });
}

const CREATION_FIELDS = ["name", "type", "initial-memory", "maximum-memory"];
const TYPES = ["linux", "ssc", "zvm"] as const;

/**
 * Creates a partition, stopped (section 7.2). Throws HmcApiError 400.3, 400.5, 400.6, 400.7, 400.8, 403.1 and 409.5.
 */
function createPartition(request: SessionRequest, hmc: HmcState): ApiReply {
  const cpc = cpcOf(request, hmc);
  requireTask(request.session, "Partition Details");
  requireDpm(cpc);
  const fields = requireObjectBody(request);
  const hasProcessors = fields["cp-processors"] !== undefined || fields["ifl-processors"] !== undefined;
  const missing = CREATION_FIELDS.find((field) => fields[field] === undefined);
  if (missing !== undefined || !hasProcessors) {
    throw new HmcApiError(400, 5, `The required field '${missing ?? "ifl-processors"}' is missing.`);
  }
  const { type: wanted, ...others } = fields;
  const type = TYPES.find((candidate) => candidate === wanted);
  if (type === undefined) throw new HmcApiError(400, 7, "The value of the field 'type' is not valid.");
  const partition = buildPartition(cpc, { name: text(fields, "name"), type }, {}, hmc.random);
  Object.assign(partition.properties, readChanges(partition, UPDATE_RULES, others, hmc));
  hmc.inventory.add(partition);
  return { status: 201, body: { "object-uri": partition.uri }, headers: { Location: partition.uri } };
}

export const partitionRoutes: readonly Route[] = [
  route("GET", "/api/cpcs/{cpc}/partitions", (request, hmc) => {
    const cpc = cpcOf(request, hmc);
    requireDpm(cpc);
    const matches = readFilters(request, { name: "pattern", status: "exact", type: "exact" });
    const visible = hmc.inventory.list("partition", cpc.uri).filter((one) => canSee(request.session.user, one));
    const items = visible.filter((one) => matches(one.properties));
    return ok({ partitions: items.map((one) => select(one.properties, LIST_PROPERTIES)) });
  }),

  route("POST", "/api/cpcs/{cpc}/partitions", createPartition),

  route("GET", "/api/partitions/{partition}", (request, hmc) => readObject(partitionOf(request, hmc), request, hmc)),

  route("POST", "/api/partitions/{partition}", (request, hmc) =>
    updateObject(partitionOf(request, hmc), UPDATE_RULES, request, hmc),
  ),

  route("DELETE", "/api/partitions/{partition}", (request, hmc) => {
    const partition = partitionOf(request, hmc);
    requireTask(request.session, "Partition Details");
    if (partition.properties.status !== "stopped") {
      throw new HmcApiError(409, 1, "The partition must be stopped to be deleted.");
    }
    hmc.inventory.remove(partition.uri);
    return { status: 204 };
  }),

  partitionOperation("start", (partition) => ({
    task: "Start",
    fromStatus: ["stopped"],
    interimStatus: "starting",
    finalStatus: partition.behaviour.statusAfterStart ?? "active",
    isCancelable: true,
  })),

  partitionOperation("stop", () => ({
    task: "Stop",
    fromStatus: ["active", "paused", "terminated", "degraded"],
    interimStatus: "stopping",
    finalStatus: "stopped",
    isCancelable: true,
  })),

  partitionOperation("psw-restart", () => ({
    task: "PSW Restart",
    fromStatus: ["active", "paused", "terminated", "degraded"],
    finalStatus: "active",
    isCancelable: false,
  })),

  route("GET", "/api/partitions/{partition}/operations/list-os-messages", (request, hmc) =>
    osMessageRoutes.list(partitionOf(request, hmc), request, hmc),
  ),
  route("POST", "/api/partitions/{partition}/operations/open-os-message-channel", (request, hmc) =>
    osMessageRoutes.openChannel(
      partitionOf(request, hmc),
      readFields(request, { optional: { "include-refresh-messages": "boolean" } }),
      request,
    ),
  ),
  route("POST", "/api/partitions/{partition}/operations/send-os-cmd", (request, hmc) =>
    osMessageRoutes.sendCommand(partitionOf(request, hmc), request, hmc),
  ),
];
