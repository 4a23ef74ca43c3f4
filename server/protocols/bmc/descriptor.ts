/** The BMC kind as data: settings, secret slots, operations. */
import { z } from "zod";
import type { KindDescription } from "@/contracts/kind";
import { describeProxyField, proxyAddressSchema } from "../proxy-setting";
import { judgeSettings } from "../settings";
import { operationDescriptions } from "./operations";

export const DEFAULT_PORT = 443;
export const DEFAULT_CLIENT_NAME = "Signalbox";

const settingsSchema = z.strictObject({
  clientName: z
    .string()
    .trim()
    .max(64)
    .regex(/^[\x20-\x7e]*$/, "must be plain letters, digits and signs")
    .default(DEFAULT_CLIENT_NAME),
  mfa: z.enum(["none", "totp", "code"]).default("none"),
  vmiPort: z.number().int().min(1).max(65535).default(443),
  proxyAddress: proxyAddressSchema,
});
export type BmcSettings = z.output<typeof settingsSchema>;

/**
 * Judges and completes settings.
 * @throws InvalidSettings naming the field.
 */
export function parseBmcSettings(settings: unknown): BmcSettings {
  return judgeSettings(settingsSchema, bmcDescription.settings, settings);
}

/** As of every kind, with an id that the list of kinds takes once the kind is registered. */
export type BmcDescription = Omit<KindDescription, "id"> & { id: "bmc" };

export const bmcDescription: BmcDescription = {
  id: "bmc",
  label: "Baseboard Management Controller",
  description: "BMC of IBM Power and other servers, by Redfish.",
  defaultPort: DEFAULT_PORT,
  settings: [
    {
      name: "clientName",
      label: "Client name",
      help: "Shown to other administrators in the BMC's list of sessions.",
      group: "Logon",
      type: "text",
      defaultValue: DEFAULT_CLIENT_NAME,
      isRequired: false,
    },
    {
      name: "mfa",
      label: "Multi-factor authentication",
      help: "Of the BMC user. Time-based codes are computed from their key at each logon; a fixed code is sent as it is.",
      group: "Logon",
      type: "select",
      options: [
        { value: "none", label: "None" },
        { value: "totp", label: "Time-based code from its key" },
        { value: "code", label: "Code as entered" },
      ],
      defaultValue: "none",
      isRequired: true,
    },
    {
      name: "vmiPort",
      label: "VMI port",
      help: "Port of the virtualization management interface, for the proof of a client certificate.",
      group: "VMI",
      type: "number",
      defaultValue: 443,
      isRequired: true,
    },
    describeProxyField("Requests and events go through it; the proof at the VMI does not."),
  ],
  secretSlots: [
    { slot: "password", label: "Password", help: "Of the BMC user.", isRequired: true },
    {
      slot: "mfa",
      label: "Multi-factor key or code",
      help: "Base32 key of the time-based codes, or the code itself, as chosen under Logon.",
      isRequired: false,
    },
  ],
  operations: [...operationDescriptions],
  capabilities: ["notifications", "inventory", "raw-request", "certificate-order"],
  objectNames: "alike",
};
