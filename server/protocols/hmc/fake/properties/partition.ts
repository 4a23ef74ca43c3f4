import type { FakeObject, JsonValue, Properties } from "../model";
import { text } from "../model";
import type { SeededRandom } from "../random";

export interface PartitionDescription {
  name: string;
  description: string;
  type: "linux" | "ssc" | "zvm";
  status: string;
  osName: string;
  osVersion: string;
  processors: number;
  memoryGib: number;
}

/** Properties that an update of a partition may change. */
export const WRITABLE_PARTITION_PROPERTIES: ReadonlySet<string> = new Set([
  "name",
  "description",
  "short-name",
  "acceptable-status",
  "auto-start",
  "autogenerate-partition-id",
  "partition-id",
  "processor-mode",
  "cp-processors",
  "ifl-processors",
  "cp-absolute-processor-capping",
  "cp-absolute-processor-capping-value",
  "ifl-absolute-processor-capping",
  "ifl-absolute-processor-capping-value",
  "cp-processing-weight-capped",
  "ifl-processing-weight-capped",
  "initial-cp-processing-weight",
  "initial-ifl-processing-weight",
  "minimum-cp-processing-weight",
  "minimum-ifl-processing-weight",
  "maximum-cp-processing-weight",
  "maximum-ifl-processing-weight",
  "processor-management-enabled",
  "initial-memory",
  "maximum-memory",
  "reserve-resources",
  "boot-device",
  "boot-timeout",
  "boot-network-device",
  "boot-ftp-host",
  "boot-ftp-username",
  "boot-ftp-insfile",
  "boot-os-specific-parameters",
  "boot-record-lba",
  "boot-configuration-selector",
  "access-global-performance-data",
  "permit-cross-partition-commands",
  "access-basic-counter-set",
  "access-problem-state-counter-set",
  "access-crypto-activity-counter-set",
  "access-extended-counter-set",
  "access-basic-sampling",
  "access-diagnostic-sampling",
  "permit-des-key-import-functions",
  "permit-aes-key-import-functions",
  "permit-ecc-key-import-functions",
  "secure-boot",
  "secure-execution",
  "ssc-host-name",
  "ssc-dns-servers",
  "ssc-ipv4-gateway",
  "ssc-ipv6-gateway",
  "ssc-master-userid",
]);

const ACCEPTABLE_STATUS: readonly string[] = ["active", "stopped"];

function booting(partition: PartitionDescription, uri: string, random: SeededRandom): Properties {
  return {
    "boot-device": partition.type === "ssc" ? "none" : "storage-volume",
    "boot-timeout": 60,
    "boot-network-device": null,
    "boot-ftp-host": null,
    "boot-ftp-username": null,
    "boot-ftp-insfile": null,
    "boot-removable-media": null,
    "boot-removable-media-type": null,
    "boot-iso-image-name": null,
    "boot-iso-ins-file": null,
    "boot-logical-unit-number": "",
    "boot-world-wide-port-name": "",
    "boot-configuration-selector": 0,
    "boot-record-lba": "0",
    "boot-load-parameters": "",
    "boot-os-specific-parameters": "",
    "boot-storage-device": null,
    "boot-storage-volume": `/api/storage-groups/${random.uuid()}/storage-volumes/${random.uuid()}`,
    "secure-boot": false,
    "secure-execution": false,
    "nic-uris": [`${uri}/nics/${random.uuid()}`, `${uri}/nics/${random.uuid()}`],
    "hba-uris": [],
    "virtual-function-uris": [],
    "storage-group-uris": [`/api/storage-groups/${random.uuid()}`],
    "tape-link-uris": [],
    "partition-link-uris": [],
    "crypto-configuration": null,
    "assigned-certificate-uris": [],
  };
}

function processors(partition: PartitionDescription, random: SeededRandom): Properties {
  const weight = random.integer(10, 400);
  return {
    "processor-mode": "shared",
    "cp-processors": 0,
    "ifl-processors": partition.processors,
    "cp-absolute-processor-capping": false,
    "cp-absolute-processor-capping-value": 1,
    "ifl-absolute-processor-capping": false,
    "ifl-absolute-processor-capping-value": 1,
    "cp-processing-weight-capped": false,
    "ifl-processing-weight-capped": false,
    "processor-management-enabled": false,
    "initial-cp-processing-weight": 100,
    "initial-ifl-processing-weight": weight,
    "current-cp-processing-weight": 100,
    "current-ifl-processing-weight": weight,
    "minimum-cp-processing-weight": 1,
    "minimum-ifl-processing-weight": 1,
    "maximum-cp-processing-weight": 999,
    "maximum-ifl-processing-weight": 999,
    "threads-per-processor": partition.status === "active" ? 2 : 0,
    "initial-memory": partition.memoryGib * 1024,
    "maximum-memory": partition.memoryGib * 2048,
    "reserve-resources": false,
  };
}

function permissions(): Properties {
  return {
    "access-global-performance-data": false,
    "permit-cross-partition-commands": false,
    "access-basic-counter-set": true,
    "access-problem-state-counter-set": true,
    "access-crypto-activity-counter-set": true,
    "access-extended-counter-set": true,
    "access-coprocessor-group-set": false,
    "access-basic-sampling": false,
    "access-diagnostic-sampling": false,
    "permit-des-key-import-functions": true,
    "permit-aes-key-import-functions": true,
    "permit-ecc-key-import-functions": true,
  };
}

function softwareAppliance(partition: PartitionDescription): Properties {
  if (partition.type !== "ssc") return {};
  const servers: JsonValue[] = ["192.0.2.53"];
  return {
    "ssc-host-name": partition.name.toLowerCase(),
    "ssc-boot-selection": "appliance",
    "ssc-ipv4-gateway": "192.0.2.1",
    "ssc-ipv6-gateway": null,
    "ssc-dns-servers": servers,
    "ssc-master-userid": "sscadmin",
  };
}

/** The full properties of a partition (section 7.2). */
export function partitionProperties(
  partition: PartitionDescription,
  cpc: FakeObject,
  random: SeededRandom,
): Properties {
  const id = random.uuid();
  const uri = `/api/partitions/${id}`;
  return {
    "object-uri": uri,
    "object-id": id,
    parent: cpc.uri,
    class: "partition",
    name: partition.name,
    description: partition.description,
    "short-name": partition.name.slice(0, 8),
    type: partition.type,
    status: partition.status,
    "acceptable-status": [...ACCEPTABLE_STATUS],
    "has-unacceptable-status": !ACCEPTABLE_STATUS.includes(partition.status),
    "is-locked": false,
    "auto-start": random.next() < 0.3,
    "autogenerate-partition-id": true,
    "partition-id": random.hex(2).toUpperCase(),
    "os-name": partition.status === "active" ? partition.osName : "",
    "os-type": partition.status === "active" ? "Linux" : "",
    "os-version": partition.status === "active" ? partition.osVersion : "",
    "degraded-adapters": [],
    "capacity-group-uri": null,
    "se-version": text(cpc.properties, "se-version"),
    "available-features-list": [
      { name: "dpm-storage-management", description: "DPM storage management is available.", state: true },
      { name: "dpm-fcp-tape-management", description: "FCP tape management is available.", state: true },
    ],
    ...processors(partition, random),
    ...permissions(),
    ...booting(partition, uri, random),
    ...softwareAppliance(partition),
  };
}
