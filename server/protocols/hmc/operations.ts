/** Operations on partitions, LPARs and CPCs (HMC Web Services API, sections 6 and 7.1 to 7.3). */
import type { FieldDescription, OperationDescription, Risk } from "@/contracts/kind";
import { DeviceError } from "../errors";
import type { InvokeRequest } from "../kind";
import type { HmcRequest } from "./exchange";

export interface HmcOperation {
  description: OperationDescription;
  /** Last part of the URI. */
  verb: string;
  /** Statuses one of which the object shows at the end; empty where none is expected. */
  endStatuses: readonly string[];
  sendsBody: boolean;
}

const FORCE: FieldDescription = {
  name: "force",
  label: "Force",
  help: "Also when the operating system is running.",
  group: "Options",
  type: "boolean",
  defaultValue: false,
  isRequired: false,
};
const LPAR_PROFILE: FieldDescription = {
  name: "activation-profile-name",
  label: "Activation profile",
  help: "Image or load profile; empty takes the one set for the next activation.",
  group: "Options",
  type: "text",
  isRequired: false,
};
const LOAD_FIELDS: FieldDescription[] = [
  {
    name: "load-address",
    label: "Load address",
    help: "Hexadecimal device number; empty takes the last one.",
    group: "Load",
    type: "text",
    isRequired: false,
  },
  {
    name: "load-parameter",
    label: "Load parameter",
    help: "Up to eight characters.",
    group: "Load",
    type: "text",
    isRequired: false,
  },
  {
    name: "clear-indicator",
    label: "Clear memory",
    group: "Load",
    type: "boolean",
    defaultValue: true,
    isRequired: false,
  },
  {
    name: "store-status-indicator",
    label: "Store status",
    group: "Load",
    type: "boolean",
    defaultValue: false,
    isRequired: false,
  },
  FORCE,
];

const ids = { partition: "partition", "logical-partition": "lpar", cpc: "cpc" } as const;
type TargetClass = keyof typeof ids;

interface Row {
  targetClass: TargetClass;
  /** Mode of the CPC: `dpm` or `classic`. */
  variant?: "dpm" | "classic";
  verb: string;
  label: string;
  description: string;
  risk: Risk;
  from: string[];
  end: string[];
  isCancelable?: boolean;
  fields?: FieldDescription[];
}

const ACTIVATED = ["operating", "not-operating", "exceptions"];

const rows: readonly Row[] = [
  {
    targetClass: "partition",
    verb: "start",
    label: "Start",
    description: "Starts the partition and boots its operating system.",
    risk: "change",
    from: ["stopped"],
    end: ["active", "degraded"],
    isCancelable: true,
  },
  {
    targetClass: "partition",
    verb: "stop",
    label: "Stop",
    description: "Stops the partition at once; its operating system is not shut down first.",
    risk: "disruptive",
    from: ["active", "degraded", "paused", "terminated"],
    end: ["stopped"],
    isCancelable: true,
  },
  {
    targetClass: "partition",
    verb: "psw-restart",
    label: "PSW restart",
    description: "Restarts a processor of the partition.",
    risk: "disruptive",
    from: ["active", "degraded", "paused", "terminated"],
    end: ["active", "degraded"],
  },
  {
    targetClass: "logical-partition",
    verb: "activate",
    label: "Activate",
    description: "Activates the LPAR by its image profile and loads it where the profile says so.",
    risk: "disruptive",
    from: [],
    end: ["operating", "not-operating"],
    fields: [LPAR_PROFILE, FORCE],
  },
  {
    targetClass: "logical-partition",
    verb: "deactivate",
    label: "Deactivate",
    description: "Ends the LPAR's operating system and gives its resources back.",
    risk: "disruptive",
    from: ACTIVATED,
    end: ["not-activated"],
    fields: [FORCE],
  },
  {
    targetClass: "logical-partition",
    verb: "load",
    label: "Load",
    description: "Loads an operating system from a channel-attached device.",
    risk: "disruptive",
    from: ACTIVATED,
    end: ["operating"],
    fields: LOAD_FIELDS,
  },
  {
    targetClass: "logical-partition",
    verb: "start",
    label: "Start processors",
    description: "Lets the processors of the LPAR go on.",
    risk: "change",
    from: ACTIVATED,
    end: ["operating"],
  },
  {
    targetClass: "logical-partition",
    verb: "stop",
    label: "Stop processors",
    description: "Halts the processors of the LPAR.",
    risk: "disruptive",
    from: ACTIVATED,
    end: ["not-operating"],
  },
  {
    targetClass: "logical-partition",
    verb: "psw-restart",
    label: "PSW restart",
    description: "Restarts a processor of the LPAR.",
    risk: "disruptive",
    from: ACTIVATED,
    end: ["operating"],
  },
  {
    targetClass: "logical-partition",
    verb: "reset-clear",
    label: "Reset clear",
    description: "Resets the LPAR and clears its memory.",
    risk: "disruptive",
    from: ACTIVATED,
    end: ["not-operating"],
    fields: [FORCE],
  },
  {
    targetClass: "logical-partition",
    verb: "reset-normal",
    label: "Reset normal",
    description: "Resets the LPAR and leaves its memory as it is.",
    risk: "disruptive",
    from: ACTIVATED,
    end: ["not-operating"],
    fields: [FORCE],
  },
  {
    targetClass: "cpc",
    variant: "dpm",
    verb: "start",
    label: "Start",
    description: "Starts the CPC (DPM mode).",
    risk: "change",
    from: ["not-operating", "no-power", "exceptions", "service", "status-check"],
    end: ["active", "degraded", "service-required"],
    isCancelable: true,
  },
  {
    targetClass: "cpc",
    variant: "dpm",
    verb: "stop",
    label: "Stop",
    description: "Stops the CPC and every partition on it (DPM mode).",
    risk: "disruptive",
    from: ["active", "degraded", "service-required", "exceptions"],
    end: ["not-operating", "no-power"],
  },
  {
    targetClass: "cpc",
    variant: "classic",
    verb: "activate",
    label: "Activate",
    description: "Activates the CPC by a reset profile (classic mode).",
    risk: "disruptive",
    from: [],
    end: ["operating", "active", "service-required", "degraded"],
    fields: [
      { ...LPAR_PROFILE, label: "Reset profile", help: "Name of the reset activation profile.", isRequired: true },
      FORCE,
    ],
  },
  {
    targetClass: "cpc",
    variant: "classic",
    verb: "deactivate",
    label: "Deactivate",
    description: "Deactivates the CPC and every LPAR on it (classic mode).",
    risk: "disruptive",
    from: [],
    end: ["no-power", "not-operating", "not-communicating"],
    fields: [FORCE],
  },
];

function operationOf(row: Row): HmcOperation {
  const fields = row.fields ?? [];
  return {
    verb: row.verb,
    endStatuses: row.end,
    sendsBody: fields.length > 0,
    description: {
      id: `${ids[row.targetClass]}-${row.verb}`,
      label: row.label,
      description: row.description,
      risk: row.risk,
      // A wrong partition that starts can do as much harm as one that stops, and there are thousands side by side.
      asksForName: true,
      targetClasses: [row.targetClass],
      targetVariant: row.variant ?? null,
      fromStatuses: row.from,
      isAsynchronous: true,
      isCancelable: row.isCancelable ?? false,
      fields,
    },
  };
}

const operations: ReadonlyMap<string, HmcOperation> = new Map(
  rows.map(operationOf).map((operation) => [operation.description.id, operation]),
);

/** Descriptions for forms, in the order they are offered. */
export const operationDescriptions: readonly OperationDescription[] = [...operations.values()].map(
  (operation) => operation.description,
);

/** @throws DeviceError `invalid_request` for an operation that does not exist. */
export function getOperation(id: string): HmcOperation {
  const operation = operations.get(id);
  if (operation === undefined) throw new DeviceError("invalid_request", "There is no such operation.");
  return operation;
}

const plurals: Readonly<Record<TargetClass, string>> = {
  partition: "partitions",
  "logical-partition": "logical-partitions",
  cpc: "cpcs",
};

function judgeField(field: FieldDescription, value: unknown): unknown {
  const isAbsent = value === undefined || value === null || value === "";
  if (isAbsent) {
    if (field.isRequired) throw new DeviceError("invalid_request", `${field.label} is needed.`);
    return undefined;
  }
  const type = field.type === "number" || field.type === "boolean" ? field.type : "string";
  if (typeof value !== type) throw new DeviceError("invalid_request", `${field.label} must be a ${type}.`);
  return value;
}

/**
 * The request that starts an operation.
 * @throws DeviceError `invalid_request` where target or input do not fit it.
 */
export function requestOperation(request: Pick<InvokeRequest, "operation" | "target" | "input">): HmcRequest {
  const operation = getOperation(request.operation);
  const { targetClasses, fields } = operation.description;
  const fits = targetClasses.some((name) =>
    new RegExp(`^/api/${plurals[name as TargetClass]}/[^/?#%]+$`).test(request.target),
  );
  if (!fits) throw new DeviceError("invalid_request", "The operation does not apply to this object.");
  const known = new Set(fields.map((field) => field.name));
  const stranger = Object.keys(request.input).find((name) => !known.has(name));
  if (stranger !== undefined) throw new DeviceError("invalid_request", "The operation has no such input.");
  const body: Record<string, unknown> = {};
  for (const field of fields) {
    const value = judgeField(field, request.input[field.name]);
    if (value !== undefined) body[field.name] = value;
  }
  return {
    method: "POST",
    uri: `${request.target}/operations/${operation.verb}`,
    body: operation.sendsBody ? body : undefined,
  };
}
