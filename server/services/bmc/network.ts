import "server-only";
import type { z } from "zod";
import type * as bmc from "@/contracts/bmc";
import { invalidField } from "@/server/domain/app-error";
import type { Principal, RequestContext } from "@/server/domain/principal";
import type { BmcConnection } from "@/server/protocols/bmc/connection";
import { changeVmiAddress, type VmiNetwork } from "@/server/protocols/bmc/vmi-network";
import { DeviceError } from "@/server/protocols/errors";
import { changeBmc, getBmcProfile, plain, readBmc } from "./connection";

const noVmi: VmiNetwork = { interfaces: [], reachable: [], warnings: [] };

async function readVmi(connection: BmcConnection, signal?: AbortSignal): Promise<VmiNetwork> {
  try {
    return await connection.readVmiNetwork(signal);
  } catch (error) {
    // A machine without hypervisor has no VMI.
    if (error instanceof DeviceError && error.code === "device_not_found") return noVmi;
    throw error;
  }
}

/** Interfaces of the BMC and of the VMI, protocols and time servers. @throws AppError `not_found`, `forbidden`, the device's codes */
export async function getNetwork(
  principal: Principal,
  profileId: string,
  signal?: AbortSignal,
): Promise<z.output<typeof bmc.bmcNetworkSchema>> {
  return readBmc(principal, profileId, async (connection) => {
    const [vmi, own] = await Promise.all([readVmi(connection, signal), connection.readManagerNetwork(signal)]);
    return {
      bmc: plain(own.interfaces),
      protocols: own.protocols,
      timeServers: own.timeServers,
      vmi: plain(vmi.interfaces),
      reachable: vmi.reachable,
      warnings: [...vmi.warnings, ...own.warnings],
    };
  });
}

/**
 * Changes an interface of the VMI; only one that the BMC lists is changed.
 * @throws AppError `not_found`, `forbidden`, `invalid_request`, the device's codes
 */
export async function changeVmiNetwork(
  principal: Principal,
  profileId: string,
  { uri, change }: z.output<typeof bmc.changeVmiNetworkInput>,
  context: RequestContext,
): Promise<z.output<typeof bmc.acceptedChangeSchema>> {
  const record = await getBmcProfile(principal, profileId, "operate");
  const { isAccepted } = await changeBmc(
    { principal, context, record },
    { action: "bmc.vmi.change", objectType: "vmi-interface", objectId: uri, details: { change } },
    async (connection) => {
      const { interfaces } = await connection.readVmiNetwork();
      if (!interfaces.some((known) => known.uri === uri)) {
        throw invalidField("uri", "This is not an interface of the VMI.");
      }
      return changeVmiAddress(connection.reader, uri, change);
    },
  );
  return { isPending: isAccepted };
}
