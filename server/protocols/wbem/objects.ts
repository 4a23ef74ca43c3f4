/** Instances as confirmations, status polling and run histories need them. */
import type { DeviceObject } from "../kind";
import type { CimInstance, CimInstanceName } from "./model/objects";
import { numberIn, numbersIn, textIn } from "./model/readings";
import { enabledStates } from "./state-changes";
import { printWbemUri } from "./uri/print";

/** What is read of an instance for that. */
export const OBJECT_PROPERTIES = [
  "ElementName",
  "Caption",
  "Name",
  "CreationClassName",
  "EnabledState",
  "OperationalStatus",
  "HealthState",
] as const;

/** Value map of CIM_ManagedSystemElement.OperationalStatus. */
const operationalStatuses: readonly string[] = [
  "Unknown",
  "Other",
  "OK",
  "Degraded",
  "Stressed",
  "Predictive Failure",
  "Error",
  "Non-Recoverable Error",
  "Starting",
  "Stopping",
  "Stopped",
  "In Service",
  "No Contact",
  "Lost Communication",
  "Aborted",
  "Dormant",
  "Supporting Entity in Error",
  "Completed",
  "Power Mode",
  "Relocating",
];

/** States that say nothing about an instance. */
const SILENT_STATES: ReadonlySet<number> = new Set([0, 1, 5]);

/** Its state where it has one, otherwise what it says about its health. */
function statusOf(instance: CimInstance): string | null {
  const state = numberIn(instance, "EnabledState");
  if (state !== null && !SILENT_STATES.has(state)) return enabledStates.get(state) ?? `State ${state}`;
  const [status] = numbersIn(instance, "OperationalStatus");
  if (status !== undefined) return operationalStatuses[status] ?? `Status ${status}`;
  return state === null ? null : (enabledStates.get(state) ?? null);
}

/** What the operations of this kind apply to. */
export const COMPUTER_SYSTEM = "CIM_ComputerSystem";

/** Name, class and status of an instance, by the path where it was read. */
export function describeInstance(
  instance: CimInstance,
  path: CimInstanceName,
  isComputerSystem: boolean,
): DeviceObject {
  return {
    uri: printWbemUri({ ...path, host: null }),
    class: isComputerSystem ? "computer-system" : instance.className,
    name:
      textIn(instance, "ElementName") ?? textIn(instance, "Caption") ?? textIn(instance, "Name") ?? instance.className,
    status: statusOf(instance),
  };
}
