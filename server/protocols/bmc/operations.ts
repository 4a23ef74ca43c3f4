/** Operations on systems, hypervisor and BMC (BMC reference, sections 9.2 and 12). */
import type { OperationDescription, Risk } from "@/contracts/kind";
import { DeviceError } from "../errors";
import type { InvokeRequest } from "../kind";
import { followable } from "./paths";
import { expectedPowerStates, passesThroughOff, type ResetType } from "./power";

export type TargetClass = "system" | "hypervisor" | "manager";

interface Row {
  targetClass: TargetClass;
  resetType: ResetType;
  label: string;
  description: string;
  risk: Risk;
  from: readonly string[];
}

const rows: readonly Row[] = [
  {
    targetClass: "system",
    resetType: "On",
    label: "Power on",
    description: "Powers the system on and boots it.",
    risk: "change",
    from: ["Off"],
  },
  {
    targetClass: "system",
    resetType: "GracefulShutdown",
    label: "Shut down",
    description: "Asks the operating system to shut down, then powers off.",
    risk: "disruptive",
    from: ["On"],
  },
  {
    targetClass: "system",
    resetType: "ForceOff",
    label: "Power off at once",
    description: "Powers the chassis off without asking the operating system; data can be lost.",
    risk: "disruptive",
    from: [],
  },
  {
    targetClass: "system",
    resetType: "GracefulRestart",
    label: "Restart",
    description: "Shuts the operating system down and starts the system again.",
    risk: "disruptive",
    from: ["On"],
  },
  {
    targetClass: "system",
    resetType: "ForceRestart",
    label: "Restart at once",
    description: "Restarts without asking the operating system; data can be lost.",
    risk: "disruptive",
    from: ["On"],
  },
  {
    targetClass: "system",
    resetType: "PowerCycle",
    label: "Power cycle",
    description: "Takes the power away and gives it back.",
    risk: "disruptive",
    from: ["On"],
  },
  {
    targetClass: "system",
    resetType: "Nmi",
    label: "Non-maskable interrupt",
    description: "Makes the operating system take a dump and stop.",
    risk: "disruptive",
    from: ["On"],
  },
  {
    targetClass: "hypervisor",
    resetType: "On",
    label: "Start the hypervisor",
    description: "Starts a hypervisor that waits in standby.",
    risk: "change",
    from: [],
  },
  {
    targetClass: "manager",
    resetType: "GracefulRestart",
    label: "Restart the BMC",
    description: "Restarts the BMC; the host goes on. All sessions end and the BMC is away for some minutes.",
    risk: "disruptive",
    from: [],
  },
  {
    targetClass: "manager",
    resetType: "ForceRestart",
    label: "Restart the BMC at once",
    description: "As a restart, without letting its services end.",
    risk: "disruptive",
    from: [],
  },
];

const kebab = (text: string) => text.replace(/([a-z])([A-Z])/g, "$1-$2").toLowerCase();
const idOf = ({ targetClass, resetType }: Row) =>
  `${targetClass === "manager" ? "bmc" : targetClass}-${kebab(resetType)}`;

export interface BmcOperation {
  targetClass: TargetClass;
  resetType: ResetType;
  /** Values of `PowerState` one of which shows when it has taken effect; empty where it proves nothing. */
  endStates: readonly string[];
}

const operations: ReadonlyMap<string, BmcOperation> = new Map(
  rows.map((row) => [
    idOf(row),
    {
      targetClass: row.targetClass,
      resetType: row.resetType,
      endStates:
        row.targetClass === "manager" || passesThroughOff(row.resetType) ? [] : expectedPowerStates(row.resetType),
    },
  ]),
);

/** Ids of the operations that a resource with these reset values takes; null where the service names no values. */
export function operationsFor(targetClass: TargetClass, allowed: readonly string[] | null): string[] | null {
  if (allowed === null) return null;
  const offered = [...operations].filter(([, operation]) => operation.targetClass === targetClass);
  return offered.filter(([, { resetType }]) => allowed.includes(resetType)).map(([id]) => id);
}

/** Descriptions for forms, in the order they are offered; a resource may take fewer (see `operationsFor`). */
export const operationDescriptions: readonly OperationDescription[] = rows.map((row) => ({
  id: idOf(row),
  label: row.label,
  description: row.description,
  risk: row.risk,
  asksForName: row.risk === "disruptive",
  targetClasses: [row.targetClass],
  targetVariant: null,
  fromStatuses: [...row.from],
  isAsynchronous: true,
  isCancelable: false,
  fields: [],
}));

/**
 * Judges a request before anything is sent.
 * @throws DeviceError `invalid_request` for an operation that does not exist, or a target or input that do not fit.
 */
export function requireOperation(request: Pick<InvokeRequest, "operation" | "target" | "input">): BmcOperation {
  const operation = operations.get(request.operation);
  if (operation === undefined) throw new DeviceError("invalid_request", "There is no such operation.");
  if (followable(request.target) === null || !request.target.startsWith("/redfish/")) {
    throw new DeviceError("invalid_request", "The operation does not apply to this resource.");
  }
  if (Object.keys(request.input).length > 0) {
    throw new DeviceError("invalid_request", "The operation has no such input.");
  }
  return operation;
}
