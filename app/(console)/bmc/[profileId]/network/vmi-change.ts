import type { z } from "zod";
import { schemaProblems } from "@/app/_components/form/schema-resolver";
import type { VmiInterface, vmiChangeSchema } from "@/contracts/bmc";
import type { FieldProblem } from "@/contracts/problem";

export type VmiChange = z.input<typeof vmiChangeSchema>;

/** What the form of a VMI interface holds while it is filled in. */
export interface VmiValues {
  kind: VmiChange["kind"];
  address: string;
  subnetMask: string;
  gateway: string;
  prefixLength: number | string | null;
  isEnabled: boolean;
}

/** What can be changed, in the words of the form. */
export const vmiChanges: readonly { kind: VmiChange["kind"]; label: string; note: string }[] = [
  { kind: "static-v4", label: "Static IPv4 address", note: "Address, mask and gateway; replaces the one before." },
  { kind: "dhcp-v4", label: "IPv4 by DHCP", note: "Asks a DHCP server, or stops asking." },
  { kind: "no-static-v4", label: "No static IPv4 address", note: "Takes the static address away." },
  { kind: "static-v6", label: "Static IPv6 address", note: "Address, prefix length and, if needed, a gateway." },
  { kind: "auto-config-v6", label: "IPv6 by SLAAC", note: "Makes an address of what routers announce, or stops it." },
  { kind: "dhcp-v6", label: "IPv6 by DHCP", note: "Asks a DHCPv6 server, or stops asking." },
  { kind: "no-static-v6", label: "No static IPv6 address", note: "Takes the static address away." },
];

/** The form as it opens: the present static address, and for switches the other position. */
export function initialVmiValues(vmi: VmiInterface): VmiValues {
  const v4 = vmi.addresses.find(({ family, isUsable }) => family === "ipv4" && isUsable);
  return {
    kind: "static-v4",
    address: v4?.address ?? "",
    subnetMask: v4?.subnetMask ?? "",
    gateway: v4?.gateway ?? "",
    prefixLength: 64,
    isEnabled: true,
  };
}

/** The change that the form describes. */
export function changeOf({ kind, address, subnetMask, gateway, prefixLength, isEnabled }: VmiValues): VmiChange {
  const trimmed = { address: address.trim(), gateway: gateway.trim() };
  switch (kind) {
    case "static-v4":
      return { kind, ...trimmed, subnetMask: subnetMask.trim() };
    case "static-v6": {
      const via = trimmed.gateway === "" ? {} : { gateway: trimmed.gateway };
      return { kind, address: trimmed.address, prefixLength: Number(prefixLength ?? Number.NaN), ...via };
    }
    case "dhcp-v4":
    case "dhcp-v6":
    case "auto-config-v6":
      return { kind, isEnabled };
    default:
      return { kind };
  }
}

/** What is wrong with the form, by field. */
export async function vmiProblems(values: VmiValues): Promise<FieldProblem[]> {
  const { vmiChangeSchema: schema } = await import("@/contracts/bmc");
  return schemaProblems(schema, changeOf(values));
}
