/** The HTTP proxy that every kind of device can be reached through, as a setting of its profiles. */
import { z } from "zod";
import type { FieldDescription } from "@/contracts/kind";
import { TransportError } from "@/server/transport/errors";
import { type ProxyAddress, parseProxyAddress, showProxy } from "@/server/transport/proxy";

/** Brings the address into its one spelling; left out: the device is connected to directly. */
export const proxyAddressSchema = z
  .string()
  .max(300)
  .transform((text, context) => {
    try {
      return showProxy(parseProxyAddress(text));
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      context.addIssue({ code: "custom", message: error.message.replace(/\.$/, "") });
      return z.NEVER;
    }
  })
  .optional();

/** The field of the form; `reach` says what goes through the proxy. */
export function describeProxyField(reach: string): FieldDescription {
  return {
    name: "proxyAddress",
    label: "HTTP proxy",
    help: `Such as proxy.example.com:3128. ${reach} It tunnels by CONNECT: over TLS it sees the device's name and port and nothing else. It must not ask for a password. Empty: the console connects directly, whatever its environment says.`,
    group: "Network",
    type: "text",
    isRequired: false,
  };
}

/** The proxy of settings that the kind has judged; undefined for a direct connection. */
export function proxyOf({ proxyAddress }: Readonly<Record<string, unknown>>): ProxyAddress | undefined {
  return typeof proxyAddress === "string" && proxyAddress !== "" ? parseProxyAddress(proxyAddress) : undefined;
}
