/** Inventories for the demo and for tests. */
import { Inventory } from "./inventory";
import type { FakeObject } from "./model";
import { buildConsole, buildCpc, buildLogicalPartition, buildPartition } from "./object-builders";
import type { LparDescription } from "./properties/logical-partition";
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

function dpmCpc(name: string, description: string, serialNumber: string, random: SeededRandom): FakeObject {
  return buildCpc({ name, description, serialNumber }, {}, random);
}

function linuxPartition(name: string, description: string, status: string, cpc: FakeObject, random: SeededRandom) {
  const [osName, osVersion] = random.pick(DISTRIBUTIONS);
  return buildPartition(cpc, { name, description, status, osName, osVersion, ...sizes(random) }, {}, random);
}

function sizes(random: SeededRandom): { processors: number; memoryGib: number } {
  return { processors: random.integer(1, 12), memoryGib: random.pick([8, 16, 32, 64, 128, 256]) };
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

type LparGroup = Partial<LparDescription> & { names: readonly string[] };

const OPERATING_ZOS = { status: "operating" } as const;

const CLASSIC_LPARS: readonly LparGroup[] = [
  {
    names: ["ZPRDA1", "ZPRDA2", "ZPRDB1", "ZPRDB2"],
    description: "Production z/OS",
    sysplexName: "PLEXPROD",
    ...OPERATING_ZOS,
  },
  { names: ["ZACC1", "ZACC2"], description: "Acceptance z/OS", sysplexName: "PLEXACC", ...OPERATING_ZOS },
  { names: ["ZTST1", "ZTST2"], description: "Test z/OS", sysplexName: "PLEXTEST", ...OPERATING_ZOS },
  { names: ["ZTST3"], description: "Test z/OS", sysplexName: "PLEXTEST", status: "not-operating" },
  { names: ["ZDEV1"], description: "Development z/OS", sysplexName: "PLEXDEV", ...OPERATING_ZOS },
  { names: ["ZDEV2"], description: "Development z/OS", sysplexName: "PLEXDEV", status: "not-activated" },
  { names: ["ZSYSP"], description: "Systems programming", sysplexName: "PLEXDEV", status: "exceptions" },
  {
    names: ["CFPRD1", "CFPRD2", "CFTST1"],
    description: "Coupling facility",
    activationMode: "coupling-facility",
    status: "operating",
    osType: "CFCC",
    osLevel: "25.0",
  },
  {
    names: ["VMPRD1", "VMTST1"],
    description: "z/VM for Linux guests",
    activationMode: "zvm",
    status: "operating",
    osType: "VM",
    osLevel: "z/VM 7.4",
  },
  { names: ["SPARE1", "SPARE2", "SPARE3"], description: "Spare image" },
];

const TEST_SITE_PARTITIONS: readonly (readonly [name: string, description: string, count: number])[] = [
  ["LINQA", "Quality assurance Linux", 5],
  ["OCPTEST", "OpenShift test cluster", 3],
];

const TEST_SITE_LPARS: readonly LparGroup[] = [
  { names: ["ZQA1", "ZQA2"], description: "Quality assurance z/OS", sysplexName: "PLEXQA", ...OPERATING_ZOS },
  { names: ["ZEDU1"], description: "Education z/OS", status: "not-operating" },
  { names: ["VMQA1"], description: "z/VM for Linux guests", activationMode: "zvm", status: "operating", osType: "VM" },
  { names: ["SPAREQA1", "SPAREQA2"], description: "Spare image" },
];

function classicLpars(groups: readonly LparGroup[], cpc: FakeObject, random: SeededRandom): FakeObject[] {
  return groups.flatMap(({ names, ...lpar }) =>
    names.map((name) => {
      const loadsAtActivation = lpar.description === "Production z/OS";
      return buildLogicalPartition(cpc, { name, ...lpar, ...sizes(random) }, { loadsAtActivation }, random);
    }),
  );
}

/** Two DPM CPCs with 40 partitions and one classic CPC with 20 LPARs. */
export function demoInventory(options: InventoryOptions = {}): Inventory {
  const random = new SeededRandom(options.random ?? 1);
  const first = dpmCpc("LNXPROD1", "LinuxONE, production, site A", "000001A2B3C", random);
  const second = dpmCpc("LNXDR1", "LinuxONE, recovery and development, site B", "000001A2B4D", random);
  const classic = buildCpc(
    {
      name: "ZPROD1",
      description: "z16 production, site A",
      isDpm: false,
      machineType: "3931",
      machineModel: "A01",
      serialNumber: "000002C5D6E",
      generalPurposeProcessors: 18,
      iflProcessors: 10,
      memoryGib: 4_096,
    },
    { loadProfiles: ["LOADPRD", "LOADTST"] },
    random,
  );
  const statusOf = (name: string) => DEMO_STATUSES[name] ?? "active";
  const appliance = { type: "ssc", osName: "SSC Appliance", osVersion: "4.2.1", ...sizes(random) } as const;
  const hypervisor = { type: "zvm", osName: "z/VM", osVersion: "7.4.0", ...sizes(random) } as const;
  return new Inventory([
    buildConsole(options.hmcName, options.hmcVersion, random),
    first,
    second,
    classic,
    ...numbered(ZLINUX_PARTITIONS, first, statusOf, random),
    buildPartition(first, { name: "HPVS01", description: "Hyper Protect", status: "active", ...appliance }, {}, random),
    ...numbered(SECOND_SITE_PARTITIONS, second, statusOf, random),
    buildPartition(
      second,
      { name: "HPVS02", description: "Hyper Protect", status: "stopped", ...appliance },
      {},
      random,
    ),
    buildPartition(
      second,
      { name: "ZVMDEV01", description: "z/VM guests", status: "active", ...hypervisor },
      {},
      random,
    ),
    ...classicLpars(CLASSIC_LPARS, classic, random),
  ]);
}

/** A second, smaller site with other machines: a DPM CPC with 8 partitions and a classic CPC with 6 LPARs. */
export function testSiteInventory(options: InventoryOptions = {}): Inventory {
  const random = new SeededRandom(options.random ?? 2);
  const linux = dpmCpc("LNXTEST1", "LinuxONE, test site", "000003E7F8A", random);
  const classic = buildCpc(
    {
      name: "ZTEST1",
      description: "z16 test site",
      isDpm: false,
      machineType: "3932",
      serialNumber: "000003E7F9B",
      generalPurposeProcessors: 4,
      iflProcessors: 4,
      memoryGib: 1_024,
    },
    { loadProfiles: ["LOADQA"] },
    random,
  );
  const statusOf = (name: string) => (name === "LINQA05" ? "stopped" : "active");
  return new Inventory([
    buildConsole(options.hmcName ?? "HMC2", options.hmcVersion, random),
    linux,
    classic,
    ...numbered(TEST_SITE_PARTITIONS, linux, statusOf, random),
    ...classicLpars(TEST_SITE_LPARS, classic, random),
  ]);
}

/** As many partitions as asked for, spread over DPM CPCs. */
export function generatedInventory(options: GeneratedInventoryOptions): Inventory {
  const random = new SeededRandom(options.random ?? 1);
  const perCpc = options.partitionsPerCpc ?? 85;
  const objects: FakeObject[] = [buildConsole(options.hmcName, options.hmcVersion, random)];
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
