import { describe, expect, it } from "vitest";
import type { VmiInterface } from "@/contracts/bmc";
import { changeOf, initialVmiValues, vmiProblems } from "./vmi-change";

const vmi: VmiInterface = {
  uri: "/redfish/v1/Systems/hypervisor/EthernetInterfaces/eth0",
  name: "eth0",
  isEnabled: true,
  hostName: null,
  macAddress: null,
  isDhcpV4: false,
  isDhcpV6: false,
  isAutoConfigV6: null,
  gatewayV6: null,
  addresses: [
    {
      family: "ipv4",
      address: "10.6.7.8",
      origin: "Static",
      subnetMask: "255.255.255.0",
      prefixLength: null,
      gateway: "10.6.7.1",
      isUsable: true,
    },
  ],
  isPartial: false,
};

describe("a change of the VMI's network", () => {
  it("begins with the address that is there, and not with one that means nothing", () => {
    expect(initialVmiValues(vmi)).toMatchObject({ kind: "static-v4", address: "10.6.7.8", gateway: "10.6.7.1" });
    const [address] = vmi.addresses;
    const unset = { ...vmi, addresses: address ? [{ ...address, address: "0.0.0.0", isUsable: false }] : [] };
    expect(initialVmiValues(unset).address).toBe("");
  });

  it("says only what its kind says", () => {
    const values = { ...initialVmiValues(vmi), isEnabled: false };
    expect(changeOf(values)).toEqual({
      kind: "static-v4",
      address: "10.6.7.8",
      subnetMask: "255.255.255.0",
      gateway: "10.6.7.1",
    });
    expect(changeOf({ ...values, kind: "dhcp-v4" })).toEqual({ kind: "dhcp-v4", isEnabled: false });
    expect(changeOf({ ...values, kind: "no-static-v6" })).toEqual({ kind: "no-static-v6" });
    expect(changeOf({ ...values, kind: "static-v6", address: "2001:db8::5", gateway: " " })).toEqual({
      kind: "static-v6",
      address: "2001:db8::5",
      prefixLength: 64,
    });
  });

  it("is judged by the rules of the API", async () => {
    const values = initialVmiValues(vmi);
    expect(await vmiProblems(values)).toEqual([]);
    expect((await vmiProblems({ ...values, address: "10.6.7" })).map(({ path }) => path)).toEqual(["address"]);
    const v6 = { ...values, kind: "static-v6" as const, address: "2001:db8::5", gateway: "", prefixLength: 129 };
    expect((await vmiProblems(v6)).map(({ path }) => path)).toEqual(["prefixLength"]);
  });
});
