/** The console, its permitted lists, features and logs (hmc-web-services-api.md, section 7.1). */
import { type ApiReply, accepted, ok, type Route, requireTask, route, type SessionRequest } from "../api";
import { readFields } from "../body";
import { HmcApiError, notFound } from "../errors";
import { type FilterKind, readFilters, readNames, select, wholeMatch } from "../list-query";
import type { FakeObject, Properties } from "../model";
import { canSee } from "../sessions";
import type { HmcState } from "../state";
import { readObject } from "./object-reading";

const PARTITION_FILTERS: Readonly<Record<string, FilterKind>> = {
  name: "pattern",
  type: "exact",
  status: "exact",
  "has-unacceptable-status": "exact",
  "cpc-name": "pattern",
};

const LPAR_FILTERS: Readonly<Record<string, FilterKind>> = {
  name: "pattern",
  "activation-mode": "exact",
  status: "exact",
  "has-unacceptable-status": "exact",
  "cpc-name": "pattern",
};

/** The named properties of an object; those with cpc- and the SE version are the hosting CPC's. */
function listItem(object: FakeObject, names: readonly string[], hmc: HmcState): Properties {
  const cpc = object.cpcUri === null ? undefined : hmc.inventory.find(object.cpcUri);
  const item = select(object.properties, names);
  if (names.includes("cpc-name")) item["cpc-name"] = cpc?.properties.name ?? null;
  if (names.includes("cpc-object-uri")) item["cpc-object-uri"] = object.cpcUri;
  if (names.includes("se-version")) item["se-version"] = cpc?.properties["se-version"] ?? null;
  return item;
}

/** Lists permitted objects across all CPCs; needs no access to the CPC object. */
function permittedList(
  request: SessionRequest,
  hmc: HmcState,
  objectClass: "partition" | "logical-partition",
  filters: Readonly<Record<string, FilterKind>>,
  minimalNames: readonly string[],
): Properties[] {
  const { level } = hmc.settings;
  if (!level.hasPermittedLists) throw notFound(request.path);
  const matches = readFilters(request, filters, level.hasAdditionalProperties ? ["additional-properties"] : []);
  const names = [...minimalNames, ...(readNames(request, "additional-properties") ?? [])];
  const filterNames = Object.keys(filters);
  const items: Properties[] = [];
  for (const object of hmc.inventory.list(objectClass)) {
    if (!canSee(request.session.user, object)) continue;
    if (matches(listItem(object, filterNames, hmc))) items.push(listItem(object, names, hmc));
  }
  return items;
}

/** The API features, by name expression where asked for; exists since API 4.10 (section 2). */
export function listFeatures(request: SessionRequest, hmc: HmcState): ApiReply {
  const { level } = hmc.settings;
  const exists = level.apiMajorVersion > 4 || (level.apiMajorVersion === 4 && level.apiMinorVersion >= 10);
  if (!exists) throw notFound(request.path);
  readFilters(request, { name: "pattern" });
  const expressions = request.query.getAll("name").map(wholeMatch);
  const isWanted = (name: string) => expressions.length === 0 || expressions.some((one) => one.test(name));
  return ok(level.apiFeatures.filter(isWanted));
}

function readLog(log: "audit" | "security") {
  return (request: SessionRequest, hmc: HmcState): ApiReply => {
    requireTask(request.session, log === "audit" ? "Audit and Log Management" : "View Security Logs");
    readFilters(request, { "begin-time": "exact", "end-time": "exact" });
    const limit = (name: string, fallback: number) => {
      const value = Number(request.query.get(name) ?? fallback);
      if (Number.isNaN(value)) throw new HmcApiError(400, 14, `The value of '${name}' is not an integer.`);
      return value;
    };
    const begin = limit("begin-time", 0);
    const end = limit("end-time", Number.MAX_SAFE_INTEGER);
    const isInRange = (entry: Properties) => Number(entry["event-time"]) >= begin && Number(entry["event-time"]) <= end;
    return ok(hmc.notifications.logEntries(log).filter(isInRange));
  };
}

function shutdownOrRestart(isRestart: boolean) {
  return (request: SessionRequest, hmc: HmcState): ApiReply => {
    requireTask(request.session, "Shutdown or Restart");
    readFields(request, { optional: { force: "boolean" } });
    hmc.requestShutdown(isRestart);
    return accepted;
  };
}

export const consoleRoutes: readonly Route[] = [
  route("GET", "/api/console", (request, hmc) => readObject(hmc.inventory.console, request, hmc)),

  route("GET", "/api/console/operations/list-features", listFeatures),

  route("GET", "/api/console/operations/list-permitted-partitions", (request, hmc) => {
    const names = ["object-uri", "name", "type", "status", "has-unacceptable-status"];
    const cpcNames = ["cpc-name", "cpc-object-uri", "se-version"];
    return ok({ partitions: permittedList(request, hmc, "partition", PARTITION_FILTERS, [...names, ...cpcNames]) });
  }),

  route("GET", "/api/console/operations/list-permitted-logical-partitions", (request, hmc) => {
    const names = ["object-uri", "name", "activation-mode", "status", "has-unacceptable-status"];
    const cpcNames = ["cpc-name", "cpc-object-uri", "se-version"];
    const items = permittedList(request, hmc, "logical-partition", LPAR_FILTERS, [...names, ...cpcNames]);
    return ok({ "logical-partitions": items });
  }),

  route("GET", "/api/console/operations/list-unmanaged-cpcs", (request) => {
    readFilters(request, { name: "pattern" });
    return ok({ cpcs: [] });
  }),

  route("GET", "/api/console/operations/get-audit-log", readLog("audit")),
  route("GET", "/api/console/operations/get-security-log", readLog("security")),
  route("POST", "/api/console/operations/restart", shutdownOrRestart(true)),
  route("POST", "/api/console/operations/shutdown", shutdownOrRestart(false)),

  route("POST", "/api/services/inventory", (request, hmc) => {
    const { resources } = readFields(request, { optional: { resources: "array" } });
    const wanted = inventoryClasses(Array.isArray(resources) ? resources.map(String) : undefined);
    const objects = wanted.flatMap((objectClass) => hmc.inventory.list(objectClass));
    return ok(objects.filter((object) => canSee(request.session.user, object)).map((object) => object.properties));
  }),
];

const INVENTORY_CATEGORIES: Readonly<Record<string, readonly FakeObject["class"][]>> = {
  "dpm-resources": ["partition"],
  "core-resources": ["cpc", "logical-partition"],
  "console-resources": ["console"],
};

function inventoryClasses(resources: readonly string[] | undefined): FakeObject["class"][] {
  const known = Object.values(INVENTORY_CATEGORIES).flat();
  if (resources === undefined) return known;
  return resources.flatMap((resource) => {
    const category = INVENTORY_CATEGORIES[resource];
    if (category !== undefined) return [...category];
    const single = known.find((objectClass) => objectClass === resource);
    if (single === undefined) throw new HmcApiError(400, 7, `'${resource}' is not a class or category of resources.`);
    return [single];
  });
}
