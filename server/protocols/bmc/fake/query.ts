/** Query parameters of reads (BMC reference, section 8). */
import { refuse } from "./messages";
import { isObject, type JsonObject, type JsonValue } from "./model";
import type { FakeBmcSettings } from "./options";
import type { ResourceTree } from "./tree";

const SELECT_LIMIT = 10;
const MOST_LEVELS = 3;
/** Where the firmware expands, although the service root advertises it for everything. */
const EXPANDABLE = /^\/redfish\/v1\/(?:Systems\/system|Chassis|Cables)(?:\/|$)/;
const KNOWN = new Set(["$expand", "$select", "$top", "$skip", "$filter"]);

type Tree = Pick<ResourceTree, "get">;

function expand(value: JsonValue | undefined, tree: Tree, levels: number): JsonValue | undefined {
  if (Array.isArray(value)) return value.map((item) => expand(item, tree, levels) ?? null);
  if (!isObject(value)) return value;
  const keys = Object.keys(value);
  const target = keys.length === 1 ? value["@odata.id"] : undefined;
  if (typeof target === "string") {
    const found = tree.get(target);
    return found === undefined || levels === 0 ? value : expandMembers(found, tree, levels - 1);
  }
  return Object.fromEntries(keys.map((key) => [key, expand(value[key], tree, levels)]));
}

/** `.` leaves out what stands under `Links`. */
function expandMembers(resource: JsonObject, tree: Tree, levels: number): JsonObject {
  return Object.fromEntries(
    Object.entries(resource).map(([name, value]) => [name, name === "Links" ? value : expand(value, tree, levels)]),
  );
}

/** What an answer to this read holds; refuses what the service does not support. */
export function applyQuery(
  path: string,
  query: URLSearchParams,
  resource: JsonObject,
  tree: Tree,
  features: FakeBmcSettings["features"],
): JsonObject {
  for (const name of query.keys()) {
    if (name.startsWith("$") && !KNOWN.has(name)) throw refuse(501, "QueryNotSupported");
  }
  const expansion = query.get("$expand");
  const selection = query.get("$select");
  if (query.has("$filter") && !features.filter) throw refuse(501, "QueryNotSupported");
  if (expansion !== null && selection !== null) throw refuse(400, "QueryNotSupported");
  if (query.has("only") && features.only) return onlyMember(resource, tree);
  if (expansion !== null) {
    if (!features.expand) throw refuse(501, "QueryNotSupported");
    const [, levels = "1"] = /^[.*~](?:\(\$levels=(\d+)\))?$/.exec(expansion) ?? [expansion, "99"];
    if (Number(levels) > MOST_LEVELS || !EXPANDABLE.test(path)) {
      throw refuse(400, "QueryParameterValueFormatError", expansion, "$expand");
    }
    return expandMembers(resource, tree, Number(levels));
  }
  if (selection === null) return resource;
  const names = selection.split(",");
  if (names.length > SELECT_LIMIT) throw refuse(400, "QueryParameterValueFormatError", selection, "$select");
  return Object.fromEntries(
    Object.entries(resource).filter(([name]) => name.startsWith("@odata.") || names.includes(name)),
  );
}

function onlyMember(resource: JsonObject, tree: Tree): JsonObject {
  const members = resource.Members;
  if (!Array.isArray(members)) throw refuse(400, "QueryNotSupported");
  const [first] = members;
  const target = members.length === 1 && isObject(first) ? first["@odata.id"] : undefined;
  return (typeof target === "string" ? tree.get(target) : undefined) ?? resource;
}
