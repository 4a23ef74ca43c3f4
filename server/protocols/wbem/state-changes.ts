/** Changes of state that every model of DSP0004 with CIM_EnabledLogicalElement offers (DSP1027, section 8.1). */
import type { OperationDescription, Risk } from "@/contracts/kind";
import { DeviceError } from "../errors";
import type { InvokeRequest } from "../kind";

interface Row {
  id: string;
  label: string;
  description: string;
  risk: Risk;
  from: readonly string[];
  /** Value of RequestedState. */
  requestedState: number;
  /** Values of EnabledState one of which shows when it has taken effect; empty where it proves nothing. */
  endStates: readonly string[];
}

/** Texts of `EnabledState` (CIM_EnabledLogicalElement). */
export const enabledStates: ReadonlyMap<number, string> = new Map([
  [0, "Unknown"],
  [1, "Other"],
  [2, "Enabled"],
  [3, "Disabled"],
  [4, "Shutting Down"],
  [5, "Not Applicable"],
  [6, "Enabled but Offline"],
  [7, "In Test"],
  [8, "Deferred"],
  [9, "Quiesce"],
  [10, "Starting"],
]);

const rows: readonly Row[] = [
  {
    id: "enable",
    label: "Enable",
    description: "Requests the state Enabled; a computer system is started.",
    risk: "change",
    from: [],
    requestedState: 2,
    endStates: ["Enabled"],
  },
  {
    id: "disable",
    label: "Disable",
    description: "Requests the state Disabled; a computer system is switched off.",
    risk: "disruptive",
    from: [],
    requestedState: 3,
    endStates: ["Disabled"],
  },
  {
    id: "shut-down",
    label: "Shut down",
    description: "Requests an orderly shutdown.",
    risk: "disruptive",
    from: ["Enabled"],
    requestedState: 4,
    endStates: ["Disabled", "Enabled but Offline"],
  },
  {
    id: "reboot",
    label: "Reboot",
    description: "Requests an orderly shutdown and a new start.",
    risk: "disruptive",
    from: ["Enabled"],
    requestedState: 10,
    endStates: [],
  },
  {
    id: "reset",
    label: "Reset",
    description: "Requests a reset at once; data can be lost.",
    risk: "disruptive",
    from: ["Enabled"],
    requestedState: 11,
    endStates: [],
  },
];

const byId: ReadonlyMap<string, Row> = new Map(rows.map((row) => [row.id, row]));

/** Descriptions for forms, in the order they are offered. */
export const operationDescriptions: readonly OperationDescription[] = rows.map((row) => ({
  id: row.id,
  label: row.label,
  description: row.description,
  risk: row.risk,
  asksForName: true,
  targetClasses: ["computer-system"],
  targetVariant: null,
  fromStatuses: [...row.from],
  isAsynchronous: true,
  isCancelable: true,
  fields: [],
}));

/**
 * Judges a request before anything is sent; whether the target is an instance is judged with its URI.
 * @throws DeviceError `invalid_request` for an operation that does not exist, or input that does not fit.
 */
export function requireStateChange(request: Pick<InvokeRequest, "operation" | "input">): {
  requestedState: number;
  endStates: readonly string[];
} {
  const row = byId.get(request.operation);
  if (row === undefined) throw new DeviceError("invalid_request", "There is no such operation.");
  if (Object.keys(request.input).length > 0) {
    throw new DeviceError("invalid_request", "The operation has no such input.");
  }
  return row;
}
