import "server-only";
import type { z } from "zod";
import type * as bmc from "@/contracts/bmc";
import type { Principal, RequestContext } from "@/server/domain/principal";
import type { BmcConnection } from "@/server/protocols/bmc/connection";
import { listLogServices, resolveLogEntry } from "@/server/protocols/bmc/event-log";
import { readLogPage } from "@/server/protocols/bmc/log-page";
import { changeBmc, getBmcProfile, plain, readBmc } from "./connection";

type LogQuery = z.output<typeof bmc.bmcLogQuerySchema>;

async function readServices(connection: BmcConnection, signal?: AbortSignal): Promise<bmc.BmcLogService[]> {
  const { systemUris } = await connection.systems(signal);
  const { Managers } = connection.root.links;
  const managers = Managers === undefined ? [] : await connection.reader.readLinks(Managers, { signal });
  const services = await Promise.all(
    [...systemUris, ...managers].map(async (ownerUri) =>
      (await listLogServices(connection.reader, ownerUri, signal)).map(
        ({ uri, id, name, entriesUri, clearUri, isEnabled }): bmc.BmcLogService => ({
          uri,
          id,
          name,
          owner: ownerUri,
          entriesUri,
          canClear: clearUri !== null,
          isEnabled,
        }),
      ),
    ),
  );
  return services.flat();
}

/** Log services of systems and managers. @throws AppError `not_found`, `forbidden`, the device's codes */
export async function listLogs(
  principal: Principal,
  profileId: string,
  signal?: AbortSignal,
): Promise<{ items: bmc.BmcLogService[] }> {
  return { items: await readBmc(principal, profileId, (connection) => readServices(connection, signal)) };
}

/** One page of a log, newest entries first, filtered by the BMC where it can. @throws AppError `not_found`, `forbidden`, the device's codes */
export async function listLogEntries(
  principal: Principal,
  profileId: string,
  query: LogQuery,
  signal?: AbortSignal,
): Promise<z.output<typeof bmc.bmcLogPageSchema>> {
  const { entries, severity, from, to, resolved, text, cursor, limit } = query;
  const page = await readBmc(principal, profileId, (connection) =>
    readLogPage(
      connection.reader,
      entries,
      {
        filter: {
          severity,
          from: from === undefined ? undefined : new Date(from),
          to: to === undefined ? undefined : new Date(to),
          isResolved: resolved === undefined ? undefined : resolved === "1",
          text,
        },
        pageSize: limit,
        nextUri: cursor,
      },
      signal,
    ),
  );
  return {
    items: plain(page.entries).map(
      ({ uri, id, severity: level, message, messageId, createdAt, isResolved, resolution, originUri, args }) => ({
        uri,
        id,
        severity: level,
        message,
        messageId,
        createdAt,
        isResolved,
        resolution,
        originUri,
        args,
      }),
    ),
    nextCursor: page.nextUri,
    total: page.total,
    isFilteredHere: page.isFilteredHere,
  };
}

/** Marks an entry as resolved, or open again. @throws AppError `not_found`, `forbidden`, the device's codes */
export async function resolveEntry(
  principal: Principal,
  profileId: string,
  input: z.output<typeof bmc.resolveLogEntryInput>,
  context: RequestContext,
): Promise<void> {
  const record = await getBmcProfile(principal, profileId, "operate");
  await changeBmc(
    { principal, context, record },
    {
      action: "bmc.log.resolve",
      objectType: "bmc-log-entry",
      objectId: input.uri,
      details: { isResolved: input.isResolved },
    },
    (connection) => resolveLogEntry(connection.reader, input.uri, input.isResolved),
  );
}
