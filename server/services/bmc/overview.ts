import "server-only";
import type { BmcOverview } from "@/contracts/bmc";
import type { BmcConnection } from "@/server/protocols/bmc/connection";
import { readOptional } from "@/server/protocols/bmc/resource";
import { plain } from "./connection";

/** Systems, hypervisor, chassis and managers; what could not be read is said in the warnings. */
export async function readBmcOverview(
  connection: BmcConnection,
  profileId: string,
  signal?: AbortSignal,
): Promise<BmcOverview> {
  const warnings: string[] = [];
  const [overview, role] = await Promise.all([connection.readOverview(signal), connection.judgeRole()]);
  const host = await readOptional("The state of the host", connection.readHostReadiness(signal), null, warnings);
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
