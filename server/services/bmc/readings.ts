import "server-only";
import type { z } from "zod";
import type * as bmc from "@/contracts/bmc";
import type { Principal, RequestContext } from "@/server/domain/principal";
import { judgeReading } from "@/server/protocols/bmc/sensors";
import { disconnectSession } from "@/server/protocols/bmc/session-list";
import { changeBmc, getBmcProfile, plain, readBmc } from "./connection";
import { rememberBmc } from "./fleet";
import { readBmcOverview } from "./overview";

type Answer<Schema extends z.ZodType> = Promise<z.output<Schema>>;

/**
 * Systems, hypervisor, chassis and managers; what was read is remembered for the list of all BMCs.
 * @throws AppError `not_found`, `forbidden`, the device's codes
 */
export async function getOverview(
  principal: Principal,
  profileId: string,
  signal?: AbortSignal,
): Answer<typeof bmc.bmcOverviewSchema> {
  const overview = await readBmc(principal, profileId, (connection) => readBmcOverview(connection, profileId, signal));
  rememberBmc(overview);
  return overview;
}

/** Sensors of all chassis, each judged by its thresholds. @throws AppError as `getOverview` */
export async function listSensors(
  principal: Principal,
  profileId: string,
  signal?: AbortSignal,
): Answer<typeof bmc.bmcSensorsSchema> {
  const { sensors, warnings } = await readBmc(principal, profileId, (connection) => connection.readSensors(signal));
  return { sensors: sensors.map((sensor) => ({ ...sensor, verdict: judgeReading(sensor) })), warnings };
}

/** Parts of systems and chassis. @throws AppError as `getOverview` */
export async function listParts(
  principal: Principal,
  profileId: string,
  signal?: AbortSignal,
): Answer<typeof bmc.bmcPartsSchema> {
  return plain(await readBmc(principal, profileId, (connection) => connection.readParts(signal)));
}

/** Firmware images. @throws AppError as `getOverview` */
export async function listFirmware(
  principal: Principal,
  profileId: string,
  signal?: AbortSignal,
): Answer<typeof bmc.bmcFirmwareSchema> {
  const { images, warnings } = await readBmc(principal, profileId, (connection) => connection.readFirmware(signal));
  return { images, warnings };
}

/** Tasks the BMC keeps. @throws AppError as `getOverview` */
export async function listTasks(
  principal: Principal,
  profileId: string,
  signal?: AbortSignal,
): Answer<typeof bmc.bmcTasksSchema> {
  return plain(await readBmc(principal, profileId, (connection) => connection.listTasks(signal)));
}

/** Sessions on the BMC. @throws AppError as `getOverview` */
export async function listSessions(
  principal: Principal,
  profileId: string,
  signal?: AbortSignal,
): Answer<typeof bmc.bmcSessionsSchema> {
  return plain(await readBmc(principal, profileId, (connection) => connection.listSessions(signal)));
}

/** Ends a session on the BMC. @throws AppError `not_found`, `forbidden`, `invalid_request`, the device's codes */
export async function endSession(
  principal: Principal,
  profileId: string,
  uri: string,
  context: RequestContext,
): Promise<void> {
  const record = await getBmcProfile(principal, profileId, "operate");
  await changeBmc(
    { principal, context, record },
    { action: "bmc.session.disconnect", objectType: "bmc-session", objectId: uri },
    (connection) => disconnectSession(connection.reader, connection.root.sessionsUri, uri),
  );
}
