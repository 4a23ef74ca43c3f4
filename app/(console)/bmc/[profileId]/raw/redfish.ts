/** Where every Redfish service begins. */
export const SERVICE_ROOT = "/redfish/v1";
/** Header of a session, with a placeholder for its token. */
export const SESSION_HEADER = "X-Auth-Token: <TOKEN>";

/** What is wrong with the path, as a sentence; null if nothing. The server judges again. */
export function pathProblem(uri: string): string | null {
  if (!/^\/(redfish(\/|$)|ibm\/v1\/)/.test(uri)) return "The path starts with /redfish/ or /ibm/v1/.";
  if (/[\s\\#]/.test(uri)) return "A path has no blanks, backslashes or number signs; write %20 for a blank.";
  const path = uri.split("?")[0] ?? "";
  if (/\/\.{1,2}(\/|$)|%2e|%2f|%5c|\/\//i.test(path)) return "The path may not lead upwards or hide slashes.";
  return null;
}

/** A stretch of an answer's text: words, or a link to another resource. */
export type Piece = string | { text: string; uri: string };

const LINKED = /("((?:[^"\\]|\\.)*)": )?"(\/(?:redfish|ibm\/v1)[^"\\\s]*)"/g;

/**
 * An indented JSON text with its links apart. A link is any text that is a path of the service, but not the target of an
 * action, which is no resource.
 */
export function linkedPieces(json: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of json.matchAll(LINKED)) {
    const [whole, key = "", name, path = ""] = match;
    const uri = path.split("#")[0] ?? path;
    if (name === "target" || pathProblem(uri) !== null) continue;
    const start = match.index + key.length + 1;
    pieces.push(json.slice(end, start), { text: path, uri });
    end = match.index + whole.length - 1;
  }
  pieces.push(json.slice(end));
  return pieces;
}

/** An action a resource offers. */
export interface RedfishAction {
  name: string;
  target: string;
  /** Description of its parameters, where the service has one. */
  infoUri: string | null;
  parameters: readonly { name: string; allowed: readonly string[] }[];
}

const SUFFIX = "@Redfish.AllowableValues";
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function readAction(name: string, value: unknown): RedfishAction[] {
  if (!isRecord(value) || typeof value.target !== "string") return [];
  const info = value["@Redfish.ActionInfo"];
  const parameters = Object.entries(value).flatMap(([key, allowed]) =>
    key.endsWith(SUFFIX) && Array.isArray(allowed)
      ? [{ name: key.slice(0, -SUFFIX.length), allowed: allowed.filter((entry) => typeof entry === "string") }]
      : [],
  );
  return [
    { name: name.replace(/^#/, ""), target: value.target, infoUri: typeof info === "string" ? info : null, parameters },
  ];
}

/** The actions of a resource, those of its maker among them; none for a text that is no resource. */
export function actionsOf(body: string): RedfishAction[] {
  let resource: unknown;
  try {
    resource = JSON.parse(body);
  } catch {
    return [];
  }
  const actions = isRecord(resource) ? resource.Actions : undefined;
  if (!isRecord(actions)) return [];
  const { Oem: oem, ...standard } = actions;
  return [...Object.entries(standard), ...(isRecord(oem) ? Object.entries(oem) : [])].flatMap(([name, value]) =>
    readAction(name, value),
  );
}

/** A body to begin with: the first allowed value of each parameter. */
export function bodyFor({ parameters }: Pick<RedfishAction, "parameters">): string {
  const body = Object.fromEntries(parameters.map(({ name, allowed }) => [name, allowed[0] ?? ""]));
  return JSON.stringify(body, null, 2);
}

/** The path and everything above it, each with where it leads; the root stands as one. */
export function crumbsOf(uri: string): { label: string; uri: string }[] {
  const path = (uri.split("?")[0] ?? "").replace(/\/+$/, "");
  const isRedfish = path === SERVICE_ROOT || path.startsWith(`${SERVICE_ROOT}/`);
  if (!isRedfish) return [{ label: path, uri: path }];
  const crumbs = [{ label: "Service root", uri: SERVICE_ROOT }];
  let above = SERVICE_ROOT;
  for (const segment of path.slice(SERVICE_ROOT.length + 1).split("/")) {
    if (segment === "") continue;
    above += `/${segment}`;
    crumbs.push({ label: segment, uri: above });
  }
  return crumbs;
}
