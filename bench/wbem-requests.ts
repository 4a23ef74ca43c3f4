/** What it costs to write a request of each kind. */
import { WbemClient } from "@/server/protocols/wbem/client";
import type { WbemRequest } from "@/server/protocols/wbem/exchange";
import type { CimInstance, CimInstanceName, CimProperty } from "@/server/protocols/wbem/model/objects";
import { figure, type Row, ratio } from "./benchmark";

const path: CimInstanceName = {
  kind: "instance-name",
  className: "SMI_StorageVolume",
  keyBindings: ["CreationClassName", "DeviceID", "SystemCreationClassName", "SystemName"].map((name) => ({
    name,
    type: "string",
    value: `value of ${name}`,
  })),
  namespace: "root/smi",
  host: null,
};

const property = (number: number): CimProperty => ({
  name: `Property${number}`,
  type: number % 2 === 0 ? "string" : "uint64",
  value: number % 2 === 0 ? `Volume & snapshot ${number}` : 2n ** 40n + BigInt(number),
  isArray: false,
  arraySize: null,
  referenceClass: null,
  embeddedObject: null,
  classOrigin: null,
  isPropagated: null,
  qualifiers: [],
});

const instance: CimInstance = {
  kind: "instance",
  className: path.className,
  properties: Array.from({ length: 22 }, (_, number) => property(number)),
  qualifiers: [],
  path,
};

const embedded: CimProperty = {
  ...property(0),
  name: "Goal",
  value: { ...instance, path: null },
  embeddedObject: "instance",
};

class Sent extends Error {}

const calls: readonly [string, (client: WbemClient) => Promise<unknown>][] = [
  ["GetInstance", (client) => client.GetInstance(path, { LocalOnly: false })],
  ["EnumerateInstances", (client) => client.EnumerateInstances(path.className, { LocalOnly: false })],
  ["OpenEnumerateInstances", (client) => client.OpenEnumerateInstances(path.className, { MaxObjectCount: 1000 })],
  ["Associators", (client) => client.Associators(path, { AssocClass: "CIM_SystemDevice", Role: "PartComponent" })],
  ["CreateInstance, 22 properties", (client) => client.CreateInstance(instance)],
  ["ModifyInstance, 22 properties", (client) => client.ModifyInstance(instance, { PropertyList: ["Property0"] })],
  ["InvokeMethod, embedded instance", (client) => client.InvokeMethod("CreateOrModifyElement", path, [embedded])],
];

/** One request after the other, each written in full and thrown away instead of being sent. */
async function microseconds(call: (client: WbemClient) => Promise<unknown>, rounds: number): Promise<[number, number]> {
  let body = "";
  const client = new WbemClient({
    exchange: async (request: WbemRequest) => {
      body = request.body;
      throw new Sent();
    },
  });
  const ignore = (error: unknown) => {
    if (!(error instanceof Sent)) throw error;
  };
  for (let round = 0; round < rounds / 5; round += 1) await call(client).catch(ignore);
  const cpu = process.cpuUsage();
  for (let round = 0; round < rounds; round += 1) await call(client).catch(ignore);
  const { user, system } = process.cpuUsage(cpu);
  return [(user + system) / rounds, body.length];
}

/** The same number of characters as one JSON text, for comparison. */
function baselineMicroseconds(length: number, rounds: number): number {
  const value = Array.from({ length: Math.ceil(length / 40) }, (_, number) => ({
    name: `Property${number}`,
    value: "12345678",
  }));
  for (let round = 0; round < rounds / 5; round += 1) JSON.stringify(value);
  const cpu = process.cpuUsage();
  for (let round = 0; round < rounds; round += 1) JSON.stringify(value);
  const { user, system } = process.cpuUsage(cpu);
  return (user + system) / rounds;
}

/** One row for each kind of request; the baseline is a JSON text of the same length. */
export async function requestRows(isQuick: boolean): Promise<Row[]> {
  const rounds = isQuick ? 500 : 5_000;
  const rows: Row[] = [];
  for (const [name, call] of calls) {
    const [ours, length] = await microseconds(call, rounds);
    const baseline = baselineMicroseconds(length, rounds);
    rows.push({
      name: `${name}: CPU time to write a request`,
      baseline: figure(baseline, "µs"),
      ours: figure(ours, "µs"),
      comparison: ratio(ours, baseline),
      budget: "",
      verdict: "",
    });
  }
  return rows;
}
