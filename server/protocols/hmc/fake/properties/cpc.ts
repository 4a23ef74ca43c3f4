import type { JsonValue, Properties } from "../model";
import type { SeededRandom } from "../random";

export interface CpcDescription {
  name: string;
  description: string;
  isDpm: boolean;
  machineType: string;
  machineModel: string;
  serialNumber: string;
  seVersion: string;
  generalPurposeProcessors: number;
  iflProcessors: number;
  memoryGib: number;
}

const FEATURES: readonly (readonly [name: string, description: string, isDpmOnly: boolean])[] = [
  ["dpm-storage-management", "DPM storage management", true],
  ["dpm-fcp-tape-management", "FCP tape management", true],
  ["dpm-smcd-partition-link-management", "SMC-D partition link management", true],
  ["secure-boot-with-certificates", "Secure boot with certificates", false],
  ["environmental-metrics", "Environmental metrics", false],
];

function features(isDpm: boolean): JsonValue[] {
  return FEATURES.filter(([, , isDpmOnly]) => isDpm || !isDpmOnly).map(([name, description]) => ({
    name,
    description: `${description} is available.`,
    state: true,
  }));
}

function environment(random: SeededRandom): Properties {
  return {
    "cpc-power-rating": 27_400,
    "cpc-power-consumption": random.integer(7_000, 12_000),
    "cpc-power-saving": "high-performance",
    "cpc-power-saving-state": "high-performance",
    "cpc-power-save-allowed": "allowed",
    "cpc-power-capping-state": "disabled",
    "cpc-power-cap-minimum": 9_000,
    "cpc-power-cap-maximum": 27_400,
    "cpc-power-cap-current": 27_400,
    "cpc-power-cap-allowed": "allowed",
    "zcpc-power-rating": 27_400,
    "zcpc-power-consumption": random.integer(6_000, 11_000),
    "zcpc-power-saving": "high-performance",
    "zcpc-power-saving-state": "high-performance",
    "zcpc-power-save-allowed": "under-group-control",
    "zcpc-power-capping-state": "disabled",
    "zcpc-power-cap-minimum": 9_000,
    "zcpc-power-cap-maximum": 27_400,
    "zcpc-power-cap-current": 27_400,
    "zcpc-power-cap-allowed": "under-group-control",
    "zcpc-ambient-temperature": random.integer(190, 240) / 10,
    "zcpc-exhaust-temperature": random.integer(290, 340) / 10,
    "zcpc-humidity": random.integer(25, 45),
    "zcpc-dew-point": random.integer(30, 80) / 10,
    "zcpc-heat-load": random.integer(24_000, 38_000),
    "zcpc-heat-load-forced-air": random.integer(9_000, 14_000),
    "zcpc-heat-load-water": random.integer(15_000, 24_000),
    "zcpc-maximum-potential-power": 15_400,
    "zcpc-maximum-potential-heat-load": 52_500,
    "last-energy-advice-time": -1,
    "zcpc-maximum-inlet-air-temperature": 27,
    "zcpc-minimum-inlet-air-temperature": 18,
  };
}

function processors(cpc: CpcDescription): Properties {
  const gib = 1024;
  return {
    "processor-count-general-purpose": cpc.generalPurposeProcessors,
    "processor-count-service-assist": 2,
    "processor-count-aap": 0,
    "processor-count-ifl": cpc.iflProcessors,
    "processor-count-icf": cpc.isDpm ? 0 : 2,
    "processor-count-iip": cpc.isDpm ? 0 : 4,
    "processor-count-cbp": 0,
    "processor-count-spare": 2,
    "processor-count-defective": 0,
    "processor-count-pending": 0,
    "processor-count-pending-general-purpose": 0,
    "processor-count-pending-service-assist": 0,
    "processor-count-pending-aap": 0,
    "processor-count-pending-ifl": 0,
    "processor-count-pending-icf": 0,
    "processor-count-pending-iip": 0,
    "processor-count-pending-cbp": 0,
    "processor-count-permanent": cpc.generalPurposeProcessors + cpc.iflProcessors,
    "storage-total-installed": cpc.memoryGib * gib,
    "storage-hardware-system-area": 160 * gib,
    "storage-customer": (cpc.memoryGib - 160) * gib,
    "storage-customer-central": Math.floor((cpc.memoryGib - 160) * 0.75) * gib,
    "storage-customer-expanded": 0,
    "storage-customer-available": Math.ceil((cpc.memoryGib - 160) * 0.25) * gib,
    "storage-vfm-increment-size": 16,
    "storage-vfm-total": 0,
  };
}

function capacity(cpc: CpcDescription): Properties {
  return {
    "software-model-permanent": `7${String(cpc.generalPurposeProcessors).padStart(2, "0")}`,
    "software-model-permanent-plus-billable": `7${String(cpc.generalPurposeProcessors).padStart(2, "0")}`,
    "software-model-permanent-plus-temporary": `7${String(cpc.generalPurposeProcessors).padStart(2, "0")}`,
    "software-model-purchased": `7${String(cpc.generalPurposeProcessors).padStart(2, "0")}`,
    "msu-permanent": cpc.generalPurposeProcessors * 250,
    "msu-permanent-plus-billable": cpc.generalPurposeProcessors * 250,
    "msu-permanent-plus-temporary": cpc.generalPurposeProcessors * 250,
    "msu-purchased": cpc.generalPurposeProcessors * 250,
    "on-off-cod-enabled": true,
    "on-off-cod-installed": true,
    "on-off-cod-activated": false,
    "is-on-off-cod-enabled": true,
    "is-on-off-cod-installed": true,
    "is-on-off-cod-activated": false,
    "is-cbu-enabled": true,
    "is-cbu-installed": false,
    "is-cbu-activated": false,
    "is-real-cbu-available": false,
    "is-secure-execution-enabled": true,
    "is-global-key-installed": true,
    "is-host-key-installed": true,
    "global-primary-key-hash": null,
    "global-secondary-key-hash": null,
    "host-primary-key-hash": null,
    "host-secondary-key-hash": null,
  };
}

function modeProperties(cpc: CpcDescription): Properties {
  if (cpc.isDpm) {
    return {
      "auto-start-list": [],
      "maximum-partitions": 85,
      "maximum-hipersockets": 32,
      "management-world-wide-port-name": "c05076ffe8005e11",
      "maximum-alternate-storage-sites": 3,
      "maximum-fid-number": null,
      "maximum-ism-vchids": null,
      "minimum-fid-number": null,
    };
  }
  return {
    "iml-mode": "lpar",
    "next-activation-profile-name": cpc.name,
    "last-used-activation-profile": cpc.name,
    "last-used-iocds": "A0",
    "target-name": `IBM390PS.${cpc.name}`,
    "processor-running-time": 0,
    "processor-running-time-type": "system-determined",
    "does-wait-state-end-time-slice": null,
    "maximum-ism-vchids": 32,
    "minimum-fid-number": 1,
    "maximum-fid-number": 4095,
    "stp-configuration": null,
    "cbu-expiration-date": null,
    "cbu-number-of-tests-left": 0,
  };
}

/** The full properties of a CPC, DPM or classic (sections 7.1 to 7.3). */
export function cpcProperties(cpc: CpcDescription, random: SeededRandom): Properties {
  const id = random.uuid();
  return {
    "object-uri": `/api/cpcs/${id}`,
    "object-id": id,
    parent: null,
    class: "cpc",
    name: cpc.name,
    description: cpc.description,
    status: cpc.isDpm ? "active" : "operating",
    "additional-status": "",
    "acceptable-status": [cpc.isDpm ? "active" : "operating"],
    "has-unacceptable-status": false,
    "is-locked": false,
    "dpm-enabled": cpc.isDpm,
    "is-ensemble-member": false,
    "ensemble-uri": null,
    "se-version": cpc.seVersion,
    "machine-model": cpc.machineModel,
    "machine-type": cpc.machineType,
    "machine-serial-number": cpc.serialNumber,
    "cpc-serial-number": cpc.serialNumber,
    "cpc-node-descriptor": "00",
    "degraded-status": ["not-degraded"],
    "has-hardware-messages": false,
    "has-automatic-se-switch-enabled": true,
    "is-service-required": false,
    "is-tape-library-manager-installed": false,
    "is-cpacf-enabled": true,
    "lan-interface1-address": random.hex(12),
    "lan-interface1-type": "ethernet",
    "lan-interface2-address": random.hex(12),
    "lan-interface2-type": "ethernet",
    "network1-ipv4-mask": "255.255.255.0",
    "network1-ipv4-pri-ipaddr": `192.0.2.${random.integer(30, 120)}`,
    "network1-ipv4-alt-ipaddr": `192.0.2.${random.integer(121, 220)}`,
    "network1-ipv6-info": [],
    "network2-ipv4-mask": null,
    "network2-ipv4-pri-ipaddr": null,
    "network2-ipv4-alt-ipaddr": null,
    "network2-ipv6-info": [],
    "ec-mcl-description": {
      action: [],
      ec: [{ number: "P30712", "part-number": "03KP338", type: "SE Framework", description: "SE Framework", mcl: [] }],
    },
    "available-features-list": features(cpc.isDpm),
    ...processors(cpc),
    ...capacity(cpc),
    ...environment(random),
    ...modeProperties(cpc),
  };
}
