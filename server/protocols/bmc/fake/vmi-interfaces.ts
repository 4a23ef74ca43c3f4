/** The network of the VMI (BMC reference, section 9.3). */
import { isIPv4, isIPv6 } from "node:net";
import { message, refuseProperty } from "./messages";
import { FakeRefusal, type FakeReply, isObject, type JsonObject, type JsonValue, link } from "./model";

export const VMI_INTERFACES_URI = "/redfish/v1/Systems/hypervisor/EthernetInterfaces";

interface AddressV4 {
  Address: string;
  SubnetMask: string;
  Gateway: string;
}

export interface FakeVmiInterface {
  name: string;
  isEnabled: boolean;
  isDhcp: boolean;
  /** What DHCP has given, or 0.0.0.0 before it has answered. */
  dhcpAddress: AddressV4;
  staticV4: AddressV4 | null;
  staticV6: { Address: string; PrefixLength: number } | null;
  gatewayV6: string;
  isDhcpV6: boolean;
  isAutoConfig: boolean;
}

/** An interface that no address has been given to. */
export function vmiInterface(name: string, changes: Partial<FakeVmiInterface> = {}): FakeVmiInterface {
  return {
    name,
    isEnabled: false,
    isDhcp: true,
    dhcpAddress: { Address: "0.0.0.0", SubnetMask: "0.0.0.0", Gateway: "0.0.0.0" },
    staticV4: null,
    staticV6: null,
    gatewayV6: "::",
    isDhcpV6: false,
    isAutoConfig: false,
    ...changes,
  };
}

export function describeInterface(one: FakeVmiInterface): JsonObject {
  const uri = `${VMI_INTERFACES_URI}/${one.name}`;
  const shown = one.staticV4 ?? (one.isDhcp ? one.dhcpAddress : null);
  const origin = one.staticV4 === null ? "DHCP" : "Static";
  const v6 = one.staticV6 === null ? [] : [{ ...one.staticV6, AddressOrigin: "Static" }];
  return {
    "@odata.id": uri,
    "@odata.type": "#EthernetInterface.v1_9_0.EthernetInterface",
    Id: one.name,
    Name: "Hypervisor Ethernet Interface",
    Description: "Hypervisor's Virtual Management Ethernet Interface",
    HostName: "",
    MACAddress: "02:00:5e:10:00:01",
    InterfaceEnabled: one.isEnabled,
    DHCPv4: { DHCPEnabled: one.isDhcp },
    DHCPv6: { OperatingMode: one.isDhcpV6 ? "Enabled" : "Disabled" },
    StatelessAddressAutoConfig: { IPv6AutoConfigEnabled: one.isAutoConfig },
    IPv4Addresses: shown === null ? [] : [{ ...shown, AddressOrigin: origin }],
    IPv4StaticAddresses: one.staticV4 === null ? [] : [{ ...one.staticV4, AddressOrigin: "Static" }],
    IPv6Addresses: v6,
    IPv6StaticAddresses: one.staticV6 === null ? [] : [{ ...one.staticV6 }],
    IPv6StaticDefaultGateways: one.gatewayV6 === "::" ? [] : [{ Address: one.gatewayV6 }],
    IPv6DefaultGateway: one.gatewayV6,
    Links: { RelatedInterfaces: [link("/redfish/v1/Managers/bmc/EthernetInterfaces/eth0")] },
  };
}

function isMask(mask: string): boolean {
  const bits = mask
    .split(".")
    .map((octet) => Number(octet).toString(2).padStart(8, "0"))
    .join("");
  return isIPv4(mask) && /^1+0*$/.test(bits);
}

function readV4(value: JsonValue | undefined): AddressV4 | null {
  const first = Array.isArray(value) ? value[0] : undefined;
  if (first === null) return null;
  if (!isObject(first))
    throw refuseProperty(400, "IPv4StaticAddresses", "PropertyValueTypeError", "null", "IPv4StaticAddresses");
  const read = (name: keyof AddressV4, isRight: (text: string) => boolean) => {
    const text = first[name];
    const key = `IPv4StaticAddresses/1/${name}`;
    if (typeof text !== "string") throw refuseProperty(400, key, "PropertyMissing", key);
    if (!isRight(text)) throw refuseProperty(400, key, "PropertyValueFormatError", text, key);
    return text;
  };
  return { Address: read("Address", isIPv4), SubnetMask: read("SubnetMask", isMask), Gateway: read("Gateway", isIPv4) };
}

/** Carries a change out as far as the BMC does; the host takes it when it runs. Accepted is 202 at once. */
export function changeInterface(one: FakeVmiInterface, body: JsonObject, isHostRunning: boolean): FakeReply {
  if (body.IPv4Addresses !== undefined)
    throw refuseProperty(403, "IPv4Addresses", "PropertyNotWritable", "IPv4Addresses");
  const known = [
    "IPv4StaticAddresses",
    "IPv6StaticAddresses",
    "IPv6StaticDefaultGateways",
    "DHCPv4",
    "DHCPv6",
    "StatelessAddressAutoConfig",
  ];
  const stranger = Object.keys(body).find((name) => !known.includes(name));
  if (stranger !== undefined)
    throw new FakeRefusal({
      status: 400,
      body: { [`${stranger}@Message.ExtendedInfo`]: [message("PropertyUnknown", stranger)] },
    });
  if (body.IPv4StaticAddresses !== undefined) {
    one.staticV4 = readV4(body.IPv4StaticAddresses);
    if (one.staticV4 !== null) one.isDhcp = false;
  }
  if (body.IPv6StaticAddresses !== undefined) {
    const first = Array.isArray(body.IPv6StaticAddresses) ? body.IPv6StaticAddresses[0] : undefined;
    if (first !== null && !(isObject(first) && isIPv6(String(first.Address)))) {
      const key = "IPv6StaticAddresses/1/Address";
      throw refuseProperty(400, key, "PropertyValueFormatError", isObject(first) ? String(first.Address) : "", key);
    }
    one.staticV6 =
      first === null ? null : { Address: String(first.Address), PrefixLength: Number(first.PrefixLength ?? 64) };
  }
  const [gateway] = Array.isArray(body.IPv6StaticDefaultGateways) ? body.IPv6StaticDefaultGateways : [];
  if (isObject(gateway)) one.gatewayV6 = String(gateway.Address);
  if (isObject(body.DHCPv4)) {
    one.isDhcp = body.DHCPv4.DHCPEnabled === true;
    if (one.isDhcp) one.staticV4 = null;
  }
  if (isObject(body.DHCPv6)) one.isDhcpV6 = body.DHCPv6.OperatingMode === "Enabled";
  if (isObject(body.StatelessAddressAutoConfig)) {
    one.isAutoConfig = body.StatelessAddressAutoConfig.IPv6AutoConfigEnabled === true;
  }
  one.isEnabled = isHostRunning && (one.staticV4 !== null || one.staticV6 !== null || isUsable(one));
  return { status: 202 };
}

function isUsable(one: FakeVmiInterface): boolean {
  return one.isDhcp && one.dhcpAddress.Address !== "0.0.0.0";
}
