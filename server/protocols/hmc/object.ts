/** All properties of one object, grouped for people (HMC Web Services API, section 4). */
import { z } from "zod";
import type { HmcObject } from "@/contracts/hmc";
import { type HmcAnswer, type HmcRequest, parseBody } from "./exchange";
import { redactValue } from "./redaction";

/** Internal inconsistencies the HMC reports about itself; nobody can act on them. */
const IMPLEMENTATION_ERRORS = "@@implementation-errors";

/** Topic by name, first match wins; the order is that of the page except for General, which is shown first. */
const topics: readonly { name: string; matches: RegExp }[] = [
  {
    name: "General",
    matches:
      /^(object-uri|object-id|element-uri|element-id|class|parent|name|description|short-name|partition-id|type|version|machine-.*|os-(name|type|version|level).*|se-version|hmc-.*|activation-mode|dpm-enabled|is-.*|ec-mcl-description|lan-interface-type|partition-number|partition-identifier)$/,
  },
  { name: "Status", matches: /status|acceptable|degraded|available|reservation|locked|in-use|busy|state$|service/ },
  {
    name: "Boot",
    matches: /boot|load|ipl|ssc-|auto-start|autostart|start-|last-used|next-activation|activation-profile/,
  },
  { name: "Security", matches: /secur|crypto|certificate|password|encrypt|key|permission|access|auth|user|cpacf/ },
  {
    name: "Processors",
    matches:
      /processor|processing|(^|-)(cp|ifl|icf|ziip|zaap|iip|cbp|aap|sap|wlm)(-|$)|weight|capping|capped|sharing|threads|wait-/,
  },
  { name: "Memory", matches: /memory|storage-(central|expanded)|central-storage|expanded-storage|vfm/ },
  {
    name: "Network",
    matches: /network|nic|(^|-)ip(v4|v6)?(-|$)|mac-|vlan|lan-|virtual-function|port|virtual-switch|dns|hostname/,
  },
  { name: "Storage", matches: /storage|hba|volume|tape|disk|wwpn|lun/ },
  { name: "Energy", matches: /power|temperature|humidity|dew-point|heat|energy|watts|celsius|cooling/ },
];
const OTHER = "Other";

/** Name of the group a property is shown in. */
export function topicOf(property: string): string {
  return topics.find((topic) => topic.matches.test(property))?.name ?? OTHER;
}

/** Class of an object by its URI, for objects that do not tell. */
export function classOfUri(uri: string): string {
  const plural = /^\/api\/([a-z-]+)/.exec(uri)?.[1] ?? "";
  return plural.replace(/s$/, "");
}

/** Get Properties of any object. */
export function requestObject(uri: string): HmcRequest {
  return { method: "GET", uri };
}

/** The properties by name, without implementation errors. Names never become keys of plain objects (SEC-E3). */
export function readProperties(answer: HmcAnswer, secrets: readonly string[] = []): ReadonlyMap<string, unknown> {
  const schema = z.custom<object>((value) => typeof value === "object" && value !== null && !Array.isArray(value));
  const body = parseBody(answer, schema, "the query of an object");
  const properties = new Map<string, unknown>(Object.entries(redactValue(body, secrets) as object));
  properties.delete(IMPLEMENTATION_ERRORS);
  return properties;
}

function textOf(properties: ReadonlyMap<string, unknown>, name: string): string | null {
  const value = properties.get(name);
  return typeof value === "string" ? value : null;
}

/** The object as the detail page shows it; the CPC's name is filled in by whoever knows the inventory. */
export function parseObject(
  uri: string,
  properties: ReadonlyMap<string, unknown>,
): Omit<HmcObject, "readAt" | "cpcName"> {
  const groups = new Map<string, { name: string; value: unknown }[]>(
    [...topics.map((topic) => topic.name), OTHER].map((name) => [name, []]),
  );
  for (const name of [...properties.keys()].sort()) {
    groups.get(topicOf(name))?.push({ name, value: properties.get(name) ?? null });
  }
  const parent = textOf(properties, "parent");
  return {
    uri,
    class: textOf(properties, "class") ?? classOfUri(uri),
    name: textOf(properties, "name") ?? uri,
    status: textOf(properties, "status"),
    cpcUri: parent?.startsWith("/api/cpcs/") ? parent : null,
    groups: [...groups]
      .filter(([, members]) => members.length > 0)
      .map(([name, members]) => ({ name, properties: members })),
  };
}
