/** Statistics that a server itself keeps about operations (CIM_CIMOMStatisticalData; reference, section 12). */
import { identifyServer } from "./discovery";
import { WbemError } from "./errors";
import { property, withoutHost } from "./model/builders";
import type { CimInstance } from "./model/objects";
import { numberIn, textIn, valueIn } from "./model/readings";
import type { CallOptions, WbemOperations } from "./operations";

/** Value map of CIM_CIMOMStatisticalData.OperationType. */
const operationTypes: readonly (string | undefined)[] = [
  undefined,
  "Other",
  "GetClass",
  "GetInstance",
  "DeleteClass",
  "DeleteInstance",
  "CreateClass",
  "CreateInstance",
  "ModifyClass",
  "ModifyInstance",
  "EnumerateClasses",
  "EnumerateClassNames",
  "EnumerateInstances",
  "EnumerateInstanceNames",
  "ExecQuery",
  "Associators",
  "AssociatorNames",
  "References",
  "ReferenceNames",
  "GetProperty",
  "SetProperty",
  "GetQualifier",
  "SetQualifier",
  "DeleteQualifier",
  "EnumerateQualifiers",
];

export interface OperationStatistics {
  operation: string;
  count: bigint | null;
  /** Times of all operations together. */
  serverMicroseconds: bigint | null;
  providerMicroseconds: bigint | null;
  requestBytes: bigint | null;
  responseBytes: bigint | null;
}

export interface ServerStatistics {
  /** Null where the server cannot be told to gather them. */
  isGathering: boolean | null;
  operations: OperationStatistics[];
}

/** @throws what `EnumerateInstances` throws, WbemError `model` */
export async function readServerStatistics(
  operations: Pick<WbemOperations, "EnumerateInstances">,
  interopNamespace: string,
  options: CallOptions = {},
): Promise<ServerStatistics> {
  const server = await identifyServer(operations, interopNamespace, options);
  const isGathering = server === null ? null : valueIn(server.instance, "GatherStatisticalData");
  const found = await operations.EnumerateInstances("CIM_CIMOMStatisticalData", {
    ...options,
    namespace: interopNamespace,
    LocalOnly: false,
  });
  return {
    isGathering: typeof isGathering === "boolean" ? isGathering : null,
    operations: found.map(readStatistics).sort((one, other) => one.operation.localeCompare(other.operation)),
  };
}

function readStatistics(instance: CimInstance): OperationStatistics {
  const type = numberIn(instance, "OperationType");
  const other = type === 1 || type === null ? textIn(instance, "OtherOperationType") : null;
  return {
    operation: other ?? operationTypes[type ?? 0] ?? textIn(instance, "ElementName") ?? `Operation ${type ?? "?"}`,
    count: countIn(instance, "NumberOfOperations"),
    serverMicroseconds: countIn(instance, "CimomElapsedTime"),
    providerMicroseconds: countIn(instance, "ProviderElapsedTime"),
    requestBytes: countIn(instance, "RequestSize"),
    responseBytes: countIn(instance, "ResponseSize"),
  };
}

function countIn(instance: CimInstance, name: string): bigint | null {
  const value = valueIn(instance, name);
  return typeof value === "bigint" ? value : null;
}

/**
 * Has the server gather statistics, or stop.
 * @throws WbemError `model` where it has no object manager that could be told, CimStatusError
 */
export async function setServerStatistics(
  operations: Pick<WbemOperations, "EnumerateInstances" | "ModifyInstance">,
  interopNamespace: string,
  isGathering: boolean,
  options: CallOptions = {},
): Promise<void> {
  const server = await identifyServer(operations, interopNamespace, options);
  if (server === null || server.instance.path === null) {
    throw new WbemError("The server has no object manager that could be told to gather statistics.", {
      family: "model",
    });
  }
  const path = withoutHost({ ...server.instance.path, namespace: interopNamespace });
  const changed: CimInstance = {
    ...server.instance,
    path,
    properties: [property("GatherStatisticalData", "boolean", isGathering)],
  };
  await operations.ModifyInstance(changed, { ...options, PropertyList: ["GatherStatisticalData"] });
}
