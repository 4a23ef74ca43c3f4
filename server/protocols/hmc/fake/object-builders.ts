/** Full objects from a few words, for tests that add to an inventory. */
import { randomInt } from "node:crypto";
import { objectOf } from "./inventory";
import type { FakeObject, ObjectBehaviour } from "./model";
import { consoleProperties } from "./properties/console";
import { type CpcDescription, cpcProperties } from "./properties/cpc";
import { type LparDescription, logicalPartitionProperties } from "./properties/logical-partition";
import { type PartitionDescription, partitionProperties } from "./properties/partition";
import { SeededRandom } from "./random";

/** What an object must at least be told. */
type Named<T> = Partial<T> & { name: string };

const MAX_SEED = 2 ** 32;

function anySeed(): SeededRandom {
  return new SeededRandom(randomInt(MAX_SEED));
}

/** The console, which every inventory needs. */
export function buildConsole(name = "HMC1", version = "2.16.0", random = anySeed()): FakeObject {
  return objectOf("console", consoleProperties(name, version, random));
}

/** A CPC, in DPM mode unless told otherwise. */
export function buildCpc(cpc: Named<CpcDescription>, behaviour: ObjectBehaviour = {}, random = anySeed()): FakeObject {
  const description: CpcDescription = {
    description: "",
    isDpm: true,
    machineType: "3932",
    machineModel: "A02",
    serialNumber: `00000${random.hex(6).toUpperCase()}`,
    seVersion: "2.16.0",
    generalPurposeProcessors: 0,
    iflProcessors: 68,
    memoryGib: 8_192,
    ...cpc,
  };
  return objectOf("cpc", cpcProperties(description, random), null, behaviour);
}

/** A partition of a CPC in DPM mode: Linux, stopped, unless told otherwise. */
export function buildPartition(
  cpc: FakeObject,
  partition: Named<PartitionDescription>,
  behaviour: ObjectBehaviour = {},
  random = anySeed(),
): FakeObject {
  const description: PartitionDescription = {
    description: "",
    type: "linux",
    status: "stopped",
    osName: "RHEL",
    osVersion: "9.6",
    processors: 2,
    memoryGib: 16,
    ...partition,
  };
  return objectOf("partition", partitionProperties(description, cpc, random), cpc.uri, behaviour);
}

/** An LPAR of a classic CPC: z/OS, not activated, unless told otherwise. */
export function buildLogicalPartition(
  cpc: FakeObject,
  lpar: Named<LparDescription>,
  behaviour: ObjectBehaviour = {},
  random = anySeed(),
): FakeObject {
  const description: LparDescription = {
    description: "",
    activationMode: "general",
    status: "not-activated",
    osName: lpar.name,
    osType: "MVS",
    osLevel: "z/OS 3.1",
    processors: 2,
    memoryGib: 16,
    sysplexName: null,
    ...lpar,
  };
  return objectOf("logical-partition", logicalPartitionProperties(description, cpc, random), cpc.uri, behaviour);
}
