/** The members of the systems collection: the machine itself and, on PowerVM, its hypervisor (BMC reference, section 9). */
import { DeviceError } from "../errors";
import { lastSegment } from "./properties";
import type { RedfishReader } from "./resource";
import type { ServiceRoot } from "./service-root";

const HYPERVISOR = "hypervisor";

export interface SystemLinks {
  /** The machine; the first where a service has several. */
  systemUri: string;
  /** All machines. */
  systemUris: string[];
  /** The hypervisor; a guess by IBM's name where the collection does not list it. */
  hypervisorUri: string;
  isHypervisorListed: boolean;
}

/**
 * Finds the machine and the hypervisor in the collection that the service root links to.
 * @throws DeviceError `device_protocol` where the service has no system, BmcError, TransportError
 */
export async function findSystems(
  reader: RedfishReader,
  root: Pick<ServiceRoot, "links">,
  signal?: AbortSignal,
): Promise<SystemLinks> {
  const collection = root.links.Systems;
  if (collection === undefined) throw noSystem();
  const links = await reader.readLinks(collection, { signal });
  const listed = links.find((link) => lastSegment(link) === HYPERVISOR);
  const systemUris = links.filter((link) => link !== listed);
  const [systemUri] = systemUris;
  if (systemUri === undefined) throw noSystem();
  return {
    systemUri,
    systemUris,
    hypervisorUri: listed ?? `${collection.replace(/\/+$/, "")}/${HYPERVISOR}`,
    isHypervisorListed: listed !== undefined,
  };
}

function noSystem(): DeviceError {
  return new DeviceError("device_protocol", "This Redfish service has no computer system.", {
    remedy: "Check that the address belongs to the BMC of a server.",
  });
}
