/** Resources as confirmations, status polling and run histories need them. */
import type { DeviceObject } from "../kind";
import { lastSegment, statusOf, textAt } from "./properties";
import type { RedfishReader, RedfishResource } from "./resource";
import type { SystemLinks } from "./systems";

const classes: readonly [RegExp, string][] = [
  [/^#ComputerSystem\./, "system"],
  [/^#Manager\./, "manager"],
  [/^#Chassis\./, "chassis"],
  [/^#EthernetInterface\./, "ethernet-interface"],
  [/^#Certificate\./, "certificate"],
  [/^#Task\./, "task"],
  [/^#Session\./, "session"],
  [/^#LogEntry\./, "log-entry"],
];

/** The class of a resource by its type; IBM's hypervisor is a system of its own kind. */
function classOf(uri: string, type: string): string {
  const found = classes.find(([pattern]) => pattern.test(type))?.[1] ?? "resource";
  return found === "system" && lastSegment(uri) === "hypervisor" ? "hypervisor" : found;
}

/** Name, class and status: the power state where there is one. */
export function parseObject({ uri, properties }: RedfishResource): DeviceObject {
  return {
    uri,
    class: classOf(uri, textAt(properties, "@odata.type") ?? ""),
    name: textAt(properties, "Name") ?? lastSegment(uri),
    status: textAt(properties, "PowerState") ?? statusOf(properties).state,
  };
}

/** Machines, hypervisor and managers: everything whose status matters. @throws BmcError, DeviceError, TransportError */
export async function listObjects(
  reader: RedfishReader,
  systems: SystemLinks,
  managersUri: string | undefined,
  signal?: AbortSignal,
): Promise<DeviceObject[]> {
  const [machines, hypervisor, managers] = await Promise.all([
    Promise.all(systems.systemUris.map((uri) => reader.read(uri, signal))),
    reader.find(systems.hypervisorUri, signal),
    managersUri === undefined ? [] : reader.readMembers(managersUri, { signal }).then(({ members }) => members),
  ]);
  return [...machines, ...(hypervisor === null ? [] : [hypervisor]), ...managers].map(parseObject);
}
