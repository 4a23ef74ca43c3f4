/** Inventories for the demo and for tests. */
import { Inventory, objectOf } from "./inventory";
import type { FakeObject, ObjectBehaviour } from "./model";
import { consoleProperties } from "./properties/console";
import { type CpcDescription, cpcProperties } from "./properties/cpc";
import { type LparDescription, logicalPartitionProperties } from "./properties/logical-partition";
import { type PartitionDescription, partitionProperties } from "./properties/partition";
import { SeededRandom } from "./random";

export interface InventoryOptions {
  hmcName?: string;
  hmcVersion?: string;
  /** The same seed gives the same objects and ids. */
  random?: number;
}

export interface GeneratedInventoryOptions extends InventoryOptions {
  partitions: number;
  /** Partitions per DPM CPC. */
  partitionsPerCpc?: number;
}

const DISTRIBUTIONS: readonly (readonly [name: string, version: string])[] = [
  ["RHEL", "9.6"],
  ["RHEL", "8.10"],
  ["SLES", "15.7"],
  ["Ubuntu", "24.04.3"],
];

function makeConsole(options: InventoryOptions, random: SeededRandom): FakeObject {
  return objectOf("console", consoleProperties(options.hmcName ?? "HMC1", options.hmcVersion ?? "2.16.0", random));
}

function makeCpc(description: CpcDescription, random: SeededRandom, behaviour: ObjectBehaviour = {}): FakeObject {
  return objectOf("cpc", cpcProperties(description, random), null, behaviour);
}

function dpmCpc(name: string, description: string, serialNumber: string, random: SeededRandom): FakeObject {
  const machine = { machineType: "3932", machineModel: "A02", seVersion: "2.16.0" };
  const size = { generalPurposeProcessors: 0, iflProcessors: 68, memoryGib: 8_192 };
  return makeCpc({ name, description, isDpm: true, serialNumber, ...machine, ...size }, random);
}

function linuxPartition(name: string, description: string, status: string, cpc: FakeObject, random: SeededRandom) {
  const [osName, osVersion] = random.pick(DISTRIBUTIONS);
  return makePartition({ name, description, type: "linux", status, osName, osVersion, ...sizes(random) }, cpc, random);
}

function sizes(random: SeededRandom): { processors: number; memoryGib: number } {
  return { processors: random.integer(1, 12), memoryGib: random.pick([8, 16, 32, 64, 128, 256]) };
}

function makePartition(description: PartitionDescription, cpc: FakeObject, random: SeededRandom): FakeObject {
  return objectOf("partition", partitionProperties(description, cpc, random), cpc.uri);
}

const ZLINUX_PARTITIONS: readonly (readonly [name: string, description: string, count: number])[] = [
  ["LINPROD", "Production Linux, payment services", 8],
  ["OCPCTRL", "OpenShift control plane", 3],
  ["OCPWORK", "OpenShift worker", 6],
  ["DB2PRD", "Db2 LUW production", 3],
  ["LINTEST", "Test Linux", 4],
];

const SECOND_SITE_PARTITIONS: readonly (readonly [name: string, description: string, count: number])[] = [
  ["LINDR", "Disaster recovery Linux", 6],
  ["ORAPRD", "Oracle production", 2],
  ["LINDEV", "Development Linux", 5],
];

function numbered(
  groups: typeof ZLINUX_PARTITIONS,
  cpc: FakeObject,
  statusOf: (name: string) => string,
  random: SeededRandom,
): FakeObject[] {
  return groups.flatMap(([prefix, description, count]) =>
    Array.from({ length: count }, (_unused, index) => {
      const name = `${prefix}${String(index + 1).padStart(2, "0")}`;
      return linuxPartition(name, description, statusOf(name), cpc, random);
    }),
  );
}

const DEMO_STATUSES: Readonly<Record<string, string>> = {
  LINTEST03: "stopped",
  LINTEST04: "stopped",
  OCPWORK06: "degraded",
  LINDR05: "stopped",
  LINDR06: "stopped",
  LINDEV03: "paused",
  LINDEV04: "terminated",
  LINDEV05: "stopped",
};

function classicLpars(cpc: FakeObject, random: SeededRandom): FakeObject[] {
  const zos = { osType: "MVS", osLevel: "z/OS 3.1", activationMode: "general" } as const;
  const make = (description: LparDescription, behaviour: ObjectBehaviour) =>
    objectOf("logical-partition", logicalPartitionProperties(description, cpc, random), cpc.uri, behaviour);
  const systems = [
    ...["ZPRDA1", "ZPRDA2", "ZPRDB1", "ZPRDB2"].map((name) => ({ name, plex: "PLEXPROD", use: "Production z/OS" })),
    ...["ZACC1", "ZACC2"].map((name) => ({ name, plex: "PLEXACC", use: "Acceptance z/OS" })),
    ...["ZTST1", "ZTST2", "ZTST3"].map((name) => ({ name, plex: "PLEXTEST", use: "Test z/OS" })),
    ...["ZDEV1", "ZDEV2", "ZSYSP"].map((name) => ({ name, plex: "PLEXDEV", use: "Development z/OS" })),
  ];
  const statuses: Readonly<Record<string, string>> = {
    ZTST3: "not-operating",
    ZDEV2: "not-activated",
    ZSYSP: "exceptions",
  };
  const zosLpars = systems.map(({ name, plex, use }) =>
    make(
      {
        name,
        description: use,
        status: statuses[name] ?? "operating",
        osName: name,
        sysplexName: plex,
        ...zos,
        ...sizes(random),
      },
      { loadsAtActivation: name.startsWith("ZPRD") },
    ),
  );
  const others: LparDescription[] = [
    ...["CFPRD1", "CFPRD2", "CFTST1"].map(
      (name): LparDescription => ({
        name,
        description: "Coupling facility",
        activationMode: "coupling-facility",
        status: "operating",
        osName: "",
        osType: "CFCC",
        osLevel: "25.0",
        sysplexName: null,
        processors: 1,
        memoryGib: 32,
      }),
    ),
    ...["VMPRD1", "VMTST1"].map(
      (name): LparDescription => ({
        name,
        description: "z/VM for Linux guests",
        activationMode: "zvm",
        status: "operating",
        osName: name,
        osType: "VM",
        osLevel: "z/VM 7.4",
        sysplexName: null,
        processors: 8,
        memoryGib: 512,
      }),
    ),
    ...["SPARE1", "SPARE2", "SPARE3"].map(
      (name): LparDescription => ({
        name,
        description: "Spare image",
        activationMode: "general",
        status: "not-activated",
        osName: "",
        osType: "",
        osLevel: "",
        sysplexName: null,
        processors: 2,
        memoryGib: 16,
      }),
    ),
  ];
  return [...zosLpars, ...others.map((description) => make(description, {}))];
}

/** Two DPM CPCs with 40 partitions and one classic CPC with 20 LPARs. */
export function demoInventory(options: InventoryOptions = {}): Inventory {
  const random = new SeededRandom(options.random ?? 1);
  const first = dpmCpc("LNXPROD1", "LinuxONE, production, site A", "000001A2B3C", random);
  const second = dpmCpc("LNXDR1", "LinuxONE, recovery and development, site B", "000001A2B4D", random);
  const classic = makeCpc(
    {
      name: "ZPROD1",
      description: "z16 production, site A",
      isDpm: false,
      machineType: "3931",
      machineModel: "A01",
      serialNumber: "000002C5D6E",
      seVersion: "2.16.0",
      generalPurposeProcessors: 18,
      iflProcessors: 10,
      memoryGib: 4_096,
    },
    random,
    { loadProfiles: ["LOADPRD", "LOADTST"] },
  );
  const statusOf = (name: string) => DEMO_STATUSES[name] ?? "active";
  const appliance = { type: "ssc", osName: "SSC Appliance", osVersion: "4.2.1", ...sizes(random) } as const;
  const hypervisor = { type: "zvm", osName: "z/VM", osVersion: "7.4.0", ...sizes(random) } as const;
  return new Inventory([
    makeConsole(options, random),
    first,
    second,
    classic,
    ...numbered(ZLINUX_PARTITIONS, first, statusOf, random),
    makePartition({ name: "HPVS01", description: "Hyper Protect", status: "active", ...appliance }, first, random),
    ...numbered(SECOND_SITE_PARTITIONS, second, statusOf, random),
    makePartition({ name: "HPVS02", description: "Hyper Protect", status: "stopped", ...appliance }, second, random),
    makePartition({ name: "ZVMDEV01", description: "z/VM guests", status: "active", ...hypervisor }, second, random),
    ...classicLpars(classic, random),
  ]);
}

/** As many partitions as asked for, spread over DPM CPCs. */
export function generatedInventory(options: GeneratedInventoryOptions): Inventory {
  const random = new SeededRandom(options.random ?? 1);
  const perCpc = options.partitionsPerCpc ?? 85;
  const objects: FakeObject[] = [makeConsole(options, random)];
  for (let first = 0; first < options.partitions; first += perCpc) {
    const number = String(first / perCpc + 1).padStart(3, "0");
    const cpc = dpmCpc(`CPC${number}`, `Generated CPC ${number}`, `0000F${number.padStart(6, "0")}`, random);
    objects.push(cpc);
    for (let index = first; index < Math.min(first + perCpc, options.partitions); index += 1) {
      const name = `LNX${String(index + 1).padStart(5, "0")}`;
      const status = random.next() < 0.9 ? "active" : random.pick(["stopped", "degraded", "paused"]);
      objects.push(linuxPartition(name, "Generated partition", status, cpc, random));
    }
  }
  return new Inventory(objects);
}
