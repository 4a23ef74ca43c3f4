/** The WBEM kind as data: settings, secret slots, operations (reference, sections 8.3 and 14). */
import { z } from "zod";
import type { KindDescription } from "@/contracts/kind";
import type { HttpScheme } from "@/server/transport/http";
import { InvalidSettings } from "../errors";
import type { Exposure } from "../kind";
import { describeProxyField, proxyAddressSchema } from "../proxy-setting";
import { judgeSettings } from "../settings";
import { authenticationModes } from "./authentication";
import { operationDescriptions } from "./state-changes";

/** Registered ports (DSP0200, section 7.1). */
export const wbemPorts = { https: 5989, http: 5988 } as const satisfies Record<HttpScheme, number>;
export const DEFAULT_NAMESPACE = "root/cimv2";
const DEFAULT_PULL_SIZE = 1_000;

export const pullModes = ["either", "pull", "traditional"] as const;

const settingsSchema = z.strictObject({
  scheme: z.enum(["https", "http"]).default("https"),
  authentication: z.enum(authenticationModes).default("basic"),
  credentialsInClear: z.boolean().default(false),
  defaultNamespace: z
    .string()
    .trim()
    .max(256)
    .transform((text) => text.replace(/^\/+|\/+$/g, ""))
    .pipe(z.string().regex(/^\w[\w.-]*(?:\/\w[\w.-]*)*$/, "A namespace is written like root/cimv2."))
    .default(DEFAULT_NAMESPACE),
  pullMode: z.enum(pullModes).default("either"),
  pullSize: z
    .number()
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .max(100_000, "must be at most 100000")
    .default(DEFAULT_PULL_SIZE),
  enumerationTimeoutSeconds: z
    .number()
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .max(86_400, "must be at most 86400")
    .optional(),
  sendValueNull: z.boolean().default(true),
  readIllFormed: z.boolean().default(true),
  proxyAddress: proxyAddressSchema,
});
export type WbemSettings = z.output<typeof settingsSchema>;

const sendsCredentials = ({ authentication }: { authentication?: unknown }) =>
  authentication === "basic" || authentication === "digest";

/**
 * Judges and completes settings.
 * @throws InvalidSettings naming the field.
 */
export function parseWbemSettings(settings: unknown): WbemSettings {
  const data = judgeSettings(settingsSchema, wbemDescription.settings, settings);
  if (data.scheme === "http" && data.authentication === "certificate") {
    throw new InvalidSettings("authentication", "A client certificate needs HTTPS.");
  }
  if (data.scheme === "http" && sendsCredentials(data) && !data.credentialsInClear) {
    throw new InvalidSettings(
      "credentialsInClear",
      "User and password would cross the network unencrypted. Choose HTTPS or no authentication, or allow it here.",
    );
  }
  return data;
}

/** What anybody on the network path can read. */
export function exposureOf(settings: Readonly<Record<string, unknown>>): Exposure {
  if (settings.scheme !== "http") return "encrypted";
  return sendsCredentials(settings) ? "credentials-in-clear" : "clear";
}

/** As of every kind, with an id that the list of kinds takes once the kind is registered. */
export type WbemDescription = Omit<KindDescription, "id"> & { id: "wbem" };

export const wbemDescription: WbemDescription = {
  id: "wbem",
  label: "WBEM server",
  description: "Storage, servers and operating systems that are managed by CIM-XML over HTTP.",
  defaultPort: wbemPorts.https,
  portsByScheme: wbemPorts,
  settings: [
    {
      name: "scheme",
      label: "Transport",
      help: "HTTP encrypts nothing and proves nothing: trust and TLS settings are kept, but do not count.",
      group: "WBEM",
      type: "select",
      options: [
        { value: "https", label: "HTTPS" },
        { value: "http", label: "HTTP, not encrypted" },
      ],
      defaultValue: "https",
      isRequired: true,
    },
    {
      name: "authentication",
      label: "Authentication",
      help: "A client certificate goes together with Basic and Digest as well. Digest never falls back to Basic.",
      group: "WBEM",
      type: "select",
      options: [
        { value: "basic", label: "Basic: user and password" },
        { value: "digest", label: "Digest: user and password, which stays here" },
        { value: "certificate", label: "Client certificate only" },
        { value: "none", label: "None" },
      ],
      defaultValue: "basic",
      isRequired: true,
    },
    {
      name: "credentialsInClear",
      label: "Send credentials without encryption",
      help: "Only for HTTP. Anyone on the network path can read a Basic password and guess at a Digest one. An administrator must have allowed it for the installation.",
      group: "WBEM",
      type: "boolean",
      defaultValue: false,
      isRequired: false,
    },
    {
      name: "defaultNamespace",
      label: "Default namespace",
      help: "Where operations go that name none.",
      group: "WBEM",
      type: "text",
      defaultValue: DEFAULT_NAMESPACE,
      isRequired: true,
    },
    {
      name: "pullMode",
      label: "Pull operations",
      help: "Lists in portions. Servers that cannot are asked the traditional way, which is remembered.",
      group: "Lists",
      type: "select",
      options: [
        { value: "either", label: "Where the server can" },
        { value: "pull", label: "Always" },
        { value: "traditional", label: "Never" },
      ],
      defaultValue: "either",
      isRequired: true,
    },
    {
      name: "pullSize",
      label: "Objects in a portion",
      group: "Lists",
      type: "number",
      defaultValue: DEFAULT_PULL_SIZE,
      isRequired: true,
    },
    {
      name: "enumerationTimeoutSeconds",
      label: "Seconds between portions",
      help: "How long the server keeps a list open between two portions; empty: as it likes. How long the console waits for an answer is set with the TLS settings.",
      group: "Lists",
      type: "number",
      isRequired: false,
    },
    {
      name: "sendValueNull",
      label: "Send VALUE.NULL",
      help: "For NULL items of arrays. Some servers never answer to it; without it they get an empty value.",
      group: "Tolerance",
      type: "boolean",
      defaultValue: true,
      isRequired: false,
    },
    {
      name: "readIllFormed",
      label: "Read ill-formed answers",
      help: "What is no UTF-8 or no character of XML is shown as \uFFFD, and a refusal that is broken XML by its code; both are named on the page. Without it such answers are errors.",
      group: "Tolerance",
      type: "boolean",
      defaultValue: true,
      isRequired: false,
    },
    describeProxyField("Requests go through it; indications, which the server sends by itself, do not."),
  ],
  secretSlots: [
    {
      slot: "password",
      label: "Password",
      help: "Of the WBEM user; not needed with a client certificate only.",
      isRequired: false,
    },
  ],
  operations: [...operationDescriptions],
  capabilities: ["inventory", "raw-request"],
};
