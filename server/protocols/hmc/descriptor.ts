/** The HMC kind as data: settings, secret slots, operations. */
import { z } from "zod";
import type { KindDescription } from "@/contracts/kind";
import { describeProxyField, proxyAddressSchema } from "../proxy-setting";
import { judgeSettings } from "../settings";
import { operationDescriptions } from "./operations";

export const DEFAULT_PORT = 6794;
export const DEFAULT_STOMP_PORT = 61612;
export const DEFAULT_MFA_FIELD = "multi-factor-authentication-code";

const mfaFieldPattern = /^[a-z][a-z0-9-]{0,60}(authentication-code|passcode)$/;

const settingsSchema = z.strictObject({
  stompPort: z.number().int().min(1).max(65535).default(DEFAULT_STOMP_PORT),
  stompLogin: z.enum(["session", "user"]).default("session"),
  logTopics: z.boolean().default(true),
  mfa: z.enum(["none", "totp", "code"]).default("none"),
  mfaField: z
    .string()
    .regex(mfaFieldPattern, "must be lower case with hyphens and end in authentication-code or passcode")
    .default(DEFAULT_MFA_FIELD),
  proxyAddress: proxyAddressSchema,
});
export type HmcSettings = z.output<typeof settingsSchema>;

/**
 * Judges and completes settings.
 * @throws InvalidSettings naming the field.
 */
export function parseHmcSettings(settings: unknown): HmcSettings {
  return judgeSettings(settingsSchema, hmcDescription.settings, settings);
}

export const hmcDescription: KindDescription = {
  id: "hmc",
  label: "Hardware Management Console",
  description: "HMC of IBM Z and LinuxONE, by its Web Services API.",
  defaultPort: DEFAULT_PORT,
  settings: [
    {
      name: "stompPort",
      label: "Notification port",
      help: "STOMP over TLS, usually 61612. The same TLS settings apply as to the API.",
      group: "Notifications",
      type: "number",
      defaultValue: DEFAULT_STOMP_PORT,
      isRequired: true,
    },
    {
      name: "stompLogin",
      label: "Notification login",
      help: "By session works with multi-factor users; by user is for old HMCs that give no session credential.",
      group: "Notifications",
      type: "select",
      options: [
        { value: "session", label: "Session id and credential" },
        { value: "user", label: "User id and password" },
      ],
      defaultValue: "session",
      isRequired: true,
    },
    {
      name: "logTopics",
      label: "Audit and security log",
      help: "Also listen to the HMC's audit and security log, where its user may read them.",
      group: "Notifications",
      type: "boolean",
      defaultValue: true,
      isRequired: false,
    },
    {
      name: "mfa",
      label: "Multi-factor authentication",
      help: "Of the HMC user. Time-based codes are computed from their key at each logon; a fixed code is sent as it is.",
      group: "Logon",
      type: "select",
      options: [
        { value: "none", label: "None" },
        { value: "totp", label: "Time-based code from its key" },
        { value: "code", label: "Code or passcode as entered" },
      ],
      defaultValue: "none",
      isRequired: true,
    },
    {
      name: "mfaField",
      label: "Name of the code's field",
      help: "The logon field the HMC expects the code in.",
      group: "Logon",
      type: "text",
      defaultValue: DEFAULT_MFA_FIELD,
      isRequired: false,
    },
    describeProxyField("Requests and notifications go through it."),
  ],
  secretSlots: [
    { slot: "password", label: "Password", help: "Of the HMC user.", isRequired: true },
    {
      slot: "mfa",
      label: "Multi-factor key or code",
      help: "Base32 key of the time-based codes, or the code itself, as chosen under Logon.",
      isRequired: false,
    },
  ],
  operations: [...operationDescriptions],
  capabilities: ["notifications", "inventory", "raw-request"],
};
