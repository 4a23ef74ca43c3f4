import type { FakeObject, Properties } from "../model";
import { text } from "../model";
import type { SeededRandom } from "../random";

export interface LparDescription {
  name: string;
  description: string;
  activationMode: "general" | "linux" | "coupling-facility" | "zvm" | "ssc";
  status: string;
  osName: string;
  osType: string;
  osLevel: string;
  processors: number;
  memoryGib: number;
  sysplexName: string | null;
}

const PROCESSOR_KINDS = ["general-purpose", "aap", "ifl", "icf", "iip", "cbp"] as const;

const WEIGHT_PROPERTIES: readonly string[] = [
  "absolute-processing-capping",
  "initial-processing-weight",
  "initial-processing-weight-capped",
  "minimum-processing-weight",
  "maximum-processing-weight",
  "workload-manager-enabled",
];

/** The name of a weight property for one kind of processor; general purpose has no infix. */
function forKind(kind: string, property: string): string {
  if (kind === "general-purpose") return property;
  return property.startsWith("absolute")
    ? `absolute-${kind}-capping`
    : property.replace("processing", `${kind}-processing`);
}

/** Properties that an update of an LPAR may change. */
export const WRITABLE_LPAR_PROPERTIES: ReadonlySet<string> = new Set([
  "acceptable-status",
  "next-activation-profile-name",
  "group-profile-capacity",
  "defined-capacity",
  "global-performance-data-control",
  "io-configuration-control",
  "cross-partition-authority",
  "logical-partition-isolation",
  "basic-cpu-counter-authorization-control",
  "extended-cpu-counter-authorization-control",
  "basic-cpu-sampling-authorization-control",
  "diagnostic-sampling-authorization-control",
  ...PROCESSOR_KINDS.flatMap((kind) => WEIGHT_PROPERTIES.map((property) => forKind(kind, property))),
]);

function weights(lpar: LparDescription, random: SeededRandom): Properties {
  const isActivated = lpar.status !== "not-activated";
  const properties: Properties = {};
  for (const kind of PROCESSOR_KINDS) {
    const isUsed = kind === (lpar.activationMode === "coupling-facility" ? "icf" : "general-purpose");
    const weight = isUsed && isActivated ? random.integer(10, 500) : 0;
    properties[forKind(kind, "initial-processing-weight")] = weight;
    properties[forKind(kind, "initial-processing-weight-capped")] = false;
    properties[forKind(kind, "minimum-processing-weight")] = 0;
    properties[forKind(kind, "maximum-processing-weight")] = 0;
    properties[forKind(kind, "current-processing-weight")] = weight;
    properties[forKind(kind, "current-processing-weight-capped")] = false;
    properties[forKind(kind, "absolute-processing-capping")] = { type: "none", value: null };
    properties[`number-${kind}-processors`] = isUsed && isActivated ? lpar.processors : 0;
    properties[`number-reserved-${kind}-processors`] = 0;
    properties[`number-${kind}-cores`] = isUsed && isActivated ? lpar.processors : 0;
    properties[`number-reserved-${kind}-cores`] = 0;
  }
  return properties;
}

function loading(lpar: LparDescription, random: SeededRandom): Properties {
  const isOperating = lpar.status === "operating";
  return {
    "last-used-load-address": isOperating ? `0${random.hex(4).toUpperCase()}` : "00000",
    "last-used-load-parameter": isOperating ? `${random.hex(4).toUpperCase()}P1M1` : "",
    "last-used-load-type": isOperating ? "ccw-clear" : null,
    "last-used-load-program-type": isOperating ? "ipltype-standard" : null,
    "last-used-clear-indicator": true,
    "last-used-disk-partition-id": 0,
    "last-used-logical-unit-number": "0000000000000000",
    "last-used-world-wide-port-name": "0000000000000000",
    "last-used-operating-system-specific-load-parameters": "",
    "last-used-boot-record-logical-block-address": "0000000000000000",
    "last-used-secure-boot": false,
    "ipl-token": isOperating ? random.hex(16) : "0000000000000000",
    "program-status-word-information": [],
  };
}

/** The full properties of an LPAR (section 7.3). */
export function logicalPartitionProperties(lpar: LparDescription, cpc: FakeObject, random: SeededRandom): Properties {
  const id = random.uuid();
  const isOperating = lpar.status === "operating";
  const acceptable = ["operating", "not-activated"];
  return {
    "object-uri": `/api/logical-partitions/${id}`,
    "object-id": id,
    parent: cpc.uri,
    class: "logical-partition",
    name: lpar.name,
    description: lpar.description,
    status: lpar.status,
    "acceptable-status": acceptable,
    "has-unacceptable-status": !acceptable.includes(lpar.status),
    "is-locked": false,
    "activation-mode": lpar.status === "not-activated" ? "not-set" : lpar.activationMode,
    "next-activation-profile-name": lpar.name,
    "last-used-activation-profile": lpar.status === "not-activated" ? "" : lpar.name,
    "partition-number": random.hex(2).toUpperCase(),
    "partition-identifier": random.hex(2).toUpperCase(),
    "os-name": isOperating ? lpar.osName : "",
    "os-type": isOperating ? lpar.osType : "",
    "os-level": isOperating ? lpar.osLevel : "",
    "sysplex-name": lpar.sysplexName,
    "has-operating-system-messages": isOperating,
    "has-important-unviewed-operating-system-messages": false,
    "defined-capacity": 0,
    "group-profile-uri": null,
    "group-profile-capacity": null,
    "effective-capacity": 0,
    "workload-manager-enabled": false,
    "is-sub-capacity-boost-active": false,
    "is-ziip-capacity-boost-active": false,
    "central-storage-allocation": [
      { origin: 0, initial: lpar.memoryGib * 1024, current: lpar.memoryGib * 1024, maximum: 0, gap: 0 },
    ],
    "expanded-storage-allocation": [],
    "storage-central-allocation": [{ origin: 0, initial: lpar.memoryGib * 1024, reserved: 0 }],
    "storage-expanded-allocation": [],
    "processor-usage": "shared",
    "global-performance-data-control": true,
    "io-configuration-control": true,
    "cross-partition-authority": false,
    "logical-partition-isolation": false,
    "basic-cpu-counter-authorization-control": true,
    "problem-state-cpu-counter-authorization-control": false,
    "crypto-activity-cpu-counter-authorization-control": false,
    "extended-cpu-counter-authorization-control": false,
    "basic-cpu-sampling-authorization-control": false,
    "diagnostic-sampling-authorization-control": false,
    "bcpii-permissions": null,
    "time-offset-enabled": false,
    "secure-execution": false,
    "assigned-certificate-uris": [],
    "se-version": text(cpc.properties, "se-version"),
    ...weights(lpar, random),
    ...loading(lpar, random),
  };
}
