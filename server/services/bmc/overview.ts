import "server-only";
import type { BmcOverview } from "@/contracts/bmc";
import type { BmcConnection } from "@/server/protocols/bmc/connection";
import { DeviceError } from "@/server/protocols/errors";
import { plain } from "./connection";

async function optionally<T>(read: Promise<T>, what: string, warnings: string[]): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (!(error instanceof DeviceError) || error.code === "device_authentication") throw error;
    warnings.push(`${what} could not be read: ${error.message}`);
    return null;
  }
}

/** Systems, hypervisor, chassis and managers; what could not be read is said in the warnings. */
export async function readBmcOverview(
  connection: BmcConnection,
  profileId: string,
  signal?: AbortSignal,
): Promise<BmcOverview> {
  const warnings: string[] = [];
  const [overview, role] = await Promise.all([connection.readOverview(signal), connection.judgeRole()]);
  const host = await optionally(connection.readHostReadiness(signal), "The state of the host", warnings);
  const { host: name, port } = connection.address;
  const { product, redfishVersion, uuid, systems, chassis, managers } = plain(overview);
  return {
    profileId,
    address: `${name}:${port}`,
    product,
    redfishVersion,
    uuid,
    roles: [...role.roles],
    systems,
    chassis,
    managers,
    host:
      host === null || host.state === "no-hypervisor"
        ? null
        : { ...plain(host), operations: overview.hypervisor?.operations ?? null },
    warnings: [...overview.warnings, ...warnings],
    readAt: new Date().toISOString(),
  };
}
