import "server-only";
import type { z } from "zod";
import type * as bmc from "@/contracts/bmc";
import { invalidField } from "@/server/domain/app-error";
import type { Principal, RequestContext } from "@/server/domain/principal";
import type { BmcConnection } from "@/server/protocols/bmc/connection";
import { changeVmiAddress, parseVmiInterface, type VmiNetwork } from "@/server/protocols/bmc/vmi-network";
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

/** Interfaces of the BMC and of the VMI. @throws AppError `not_found`, `forbidden`, the device's codes */
export async function getNetwork(
  principal: Principal,
  profileId: string,
  signal?: AbortSignal,
): Promise<z.output<typeof bmc.bmcNetworkSchema>> {
  return readBmc(principal, profileId, async (connection) => {
    const vmi = await readVmi(connection, signal);
    const { managers } = await connection.readOverview(signal);
    const readings = await Promise.all(
      managers.flatMap(({ interfacesUri }) =>
        interfacesUri === null ? [] : [connection.reader.readMembers(interfacesUri, { signal })],
      ),
    );
    return {
      bmc: plain(readings.flatMap(({ members }) => members.map(parseVmiInterface))),
      vmi: plain(vmi.interfaces),
      reachable: vmi.reachable,
      warnings: [...vmi.warnings, ...readings.flatMap(({ warnings }) => warnings)],
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
