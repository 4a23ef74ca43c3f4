import { afterEach, describe, expect, it } from "vitest";
import type { BmcConnection } from "./connection";
import { bmcKind } from "./connector";
import type { FakeBmc } from "./fake";
import { readManagerNetwork } from "./manager-network";
import { TestBench, targetOf } from "./testing/connection-target";
import { changeVmiAddress } from "./vmi-network";

const bench = new TestBench();
const connections: BmcConnection[] = [];
afterEach(async () => {
  for (const connection of connections.splice(0)) connection.destroy();
  await bench.closeAll();
});

async function connect(): Promise<{ bmc: FakeBmc; connection: BmcConnection }> {
  const bmc = await bench.start();
  const connection = await bmcKind.signOn(targetOf(bmc));
  connections.push(connection);
  return { bmc, connection };
}

describe("network of the VMI", () => {
  it("lists addresses that can be dialled, and sets one", async () => {
    const { bmc, connection } = await connect();
    const network = await connection.readVmiNetwork();
    expect(network.reachable).toEqual(["127.0.0.1"]);
    expect(network.interfaces).toMatchObject([
      { name: "eth0", isEnabled: true, isDhcpV4: false },
      { name: "eth1", isEnabled: false, addresses: [{ address: "0.0.0.0", isUsable: false }] },
    ]);
    const change = {
      kind: "static-v4",
      address: "192.0.2.10",
      subnetMask: "255.255.255.0",
      gateway: "192.0.2.1",
    } as const;
    const result = await changeVmiAddress(connection.reader, network.interfaces[1]?.uri ?? "", change);
    expect(result).toMatchObject({ isAccepted: true, taskUri: null });
    expect((await connection.readVmiNetwork()).reachable).toEqual(["127.0.0.1", "192.0.2.10"]);
    bmc.machine.setPhase("standby");
    expect((await connection.readVmiNetwork()).reachable).toEqual([]);
  });

  it("says which property the BMC did not like", async () => {
    const { bmc, connection } = await connect();
    const [first] = (await connection.readVmiNetwork()).interfaces;
    const body = {
      "IPv4StaticAddresses/1/Address@Message.ExtendedInfo": [
        { MessageId: "Base.1.19.PropertyValueFormatError", Message: "no address" },
      ],
    };
    bmc.faults.add({ kind: "reply", reply: { status: 400, body } }, { method: "PATCH" });
    await expect(changeVmiAddress(connection.reader, first?.uri ?? "", { kind: "no-static-v4" })).rejects.toMatchObject(
      {
        messages: [{ key: "PropertyValueFormatError", property: "IPv4StaticAddresses/1/Address" }],
      },
    );
  });
});

describe("network of the BMC", () => {
  it("lists interfaces, protocols and time servers", async () => {
    const { connection } = await connect();
    expect(await connection.readManagerNetwork()).toEqual({
      interfaces: [expect.objectContaining({ name: "eth0", linkStatus: "LinkUp", nameServers: ["192.0.2.53"] })],
      protocols: [
        { manager: "bmc", name: "HTTPS", isEnabled: true, port: 443 },
        { manager: "bmc", name: "SSH", isEnabled: true, port: 22 },
        { manager: "bmc", name: "IPMI", isEnabled: false, port: 623 },
        { manager: "bmc", name: "NTP", isEnabled: true, port: null },
      ],
      timeServers: ["192.0.2.123"],
      warnings: [],
    });
  });

  it("shows the rest where a part is refused, and says what is missing", async () => {
    const { bmc, connection } = await connect();
    bmc.faults.add({ kind: "reply", reply: { status: 500 } }, { path: /NetworkProtocol$/ });
    const network = await connection.readManagerNetwork();
    expect(network).toMatchObject({ interfaces: [{ name: "eth0", isDhcpV4: false }], protocols: [], timeServers: [] });
    expect(network.warnings).toEqual([expect.stringMatching(/^The protocols could not be read: /)]);
  });

  it("is empty where the service has no managers", async () => {
    const { connection } = await connect();
    expect(await readManagerNetwork(connection.reader, undefined)).toEqual({
      interfaces: [],
      protocols: [],
      timeServers: [],
      warnings: [],
    });
  });
});
