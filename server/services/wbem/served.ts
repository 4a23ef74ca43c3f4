import "server-only";
import type { WbemServed } from "@/contracts/wbem/server";
import type { Principal, RequestContext } from "@/server/domain/principal";
import { isCimStatus } from "@/server/protocols/wbem/errors";
import {
  type OperationStatistics,
  readServerStatistics,
  setServerStatistics,
} from "@/server/protocols/wbem/server-statistics";
import { CIM_ERR_INVALID_CLASS, CIM_ERR_NOT_SUPPORTED } from "@/server/protocols/wbem/status-codes";
import { changeWbem, getWbemProfile, readWbem } from "./connection";
import type { WatchedConnection } from "./recorders";
import { requireInterop } from "./server";

/** The share of one operation in a total; null where either is not said. */
function averageOf(total: bigint | null, count: bigint | null): number | null {
  return total === null || count === null || count === 0n ? null : Number(total) / Number(count);
}

const milliseconds = (microseconds: number | null) => (microseconds === null ? null : microseconds / 1_000);

function toWire(statistics: OperationStatistics): WbemServed["operations"][number] {
  const { operation, count, serverMicroseconds, providerMicroseconds, requestBytes, responseBytes } = statistics;
  return {
    operation,
    count: count === null ? null : Number(count),
    serverMs: milliseconds(averageOf(serverMicroseconds, count)),
    providerMs: milliseconds(averageOf(providerMicroseconds, count)),
    requestBytes: averageOf(requestBytes, count),
    replyBytes: averageOf(responseBytes, count),
  };
}

async function readServed(
  { operations: client }: WatchedConnection,
  interop: string,
  signal?: AbortSignal,
): Promise<WbemServed> {
  try {
    const { isGathering, operations } = await readServerStatistics(client, interop, { signal });
    return { isKnown: true, isGathering, operations: operations.map(toWire) };
  } catch (error) {
    if (!isCimStatus(error, CIM_ERR_INVALID_CLASS, CIM_ERR_NOT_SUPPORTED)) throw error;
    return { isKnown: false, isGathering: null, operations: [] };
  }
}

/**
 * What a server counts itself of its operations; a server without such statistics is no failure.
 * @throws AppError `not_found`, `forbidden`, the device's codes
 */
export async function getServed(principal: Principal, profileId: string, signal?: AbortSignal): Promise<WbemServed> {
  return readWbem(principal, profileId, async (connection) =>
    readServed(connection, await requireInterop(connection, signal), signal),
  );
}

/**
 * Has a server gather statistics, or stop, and reads them.
 * @throws AppError `not_found`, `forbidden`, the device's codes
 */
export async function switchServed(
  principal: Principal,
  profileId: string,
  isGathering: boolean,
  context: RequestContext,
): Promise<WbemServed> {
  const record = await getWbemProfile(principal, profileId, "operate");
  return changeWbem(
    { principal, context, record },
    { action: "wbem.served.switch", objectType: "profile", objectId: record.id, details: { isGathering } },
    async (connection) => {
      const interop = await requireInterop(connection);
      await setServerStatistics(connection.operations, interop, isGathering);
      return readServed(connection, interop);
    },
  );
}
