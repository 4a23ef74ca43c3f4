import type { KindId } from "@/contracts/kind-ids";
import type { WbemPath } from "@/contracts/wbem/values";

function withQuery(path: string, query: Record<string, string | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== "") search.set(name, value);
  const text = search.toString();
  return text === "" ? path : `${path}?${text}`;
}

const id = encodeURIComponent;

/** Pages of a BMC beside its overview. */
export type BmcPart =
  | "log"
  | "sensors"
  | "inventory"
  | "firmware"
  | "tasks"
  | "sessions"
  | "certificates"
  | "network"
  | "raw";

/** Pages of a WBEM server beside its first one. */
export type WbemPart = "classes" | "mof" | "query" | "profiles" | "indications" | "recording" | "statistics" | "raw";

/** Names of one class; namespace and class stand in the address of all pages about it. */
interface WbemClassPlace {
  namespace: string;
  className: string;
}

const partsByPath: readonly [RegExp, BmcPart][] = [
  [/\/LogServices\//, "log"],
  [/\/EthernetInterfaces\//, "network"],
  [/\/Certificates\//, "certificates"],
  [/\/TaskService\//, "tasks"],
  [/\/SessionService\//, "sessions"],
  [/\/Sensors\//, "sensors"],
  [/\/FirmwareInventory\//, "firmware"],
];

/** The page of a BMC that shows a resource. */
function pageOfResource(profileId: string, uri: string): string {
  const part = partsByPath.find(([pattern]) => pattern.test(uri))?.[1];
  return part === undefined ? paths.bmc(profileId) : paths.bmcPart(profileId, part);
}

/** Every link of the console comes from here. */
export const paths = {
  overview: () => "/overview",
  profiles: (query: { q?: string } = {}) => withQuery("/profiles", query),
  newProfile: (kind: string) => `/profiles/new/${id(kind)}`,
  importProfiles: () => "/profiles/import",
  profile: (profileId: string) => `/profiles/${id(profileId)}`,
  profileConnection: (profileId: string, query: { field?: string } = {}) =>
    withQuery(`/profiles/${id(profileId)}/connection`, query),
  profileTest: (profileId: string, query: { run?: "1" } = {}) => withQuery(`/profiles/${id(profileId)}/test`, query),
  profileAccess: (profileId: string) => `/profiles/${id(profileId)}/access`,
  profileHistory: (profileId: string) => `/profiles/${id(profileId)}/history`,
  hmc: () => "/hmc",
  hmcSystems: (profileId: string) => `/hmc/${id(profileId)}`,
  hmcObject: (profileId: string, uri: string) => withQuery(`/hmc/${id(profileId)}/object`, { uri }),
  hmcRaw: (profileId: string, query: { uri?: string } = {}) => withQuery(`/hmc/${id(profileId)}/raw`, query),
  bmcs: () => "/bmc",
  bmc: (profileId: string) => `/bmc/${id(profileId)}`,
  bmcPart: (profileId: string, part: BmcPart) => `/bmc/${id(profileId)}/${part}`,
  bmcRaw: (profileId: string, query: { uri?: string } = {}) => withQuery(`/bmc/${id(profileId)}/raw`, query),
  wbems: () => "/wbem",
  wbem: (profileId: string, query: { namespace?: string } = {}) => withQuery(`/wbem/${id(profileId)}`, query),
  wbemPart: (profileId: string, part: WbemPart, query: { namespace?: string } = {}) =>
    withQuery(`/wbem/${id(profileId)}/${part}`, query),
  /** `query` says which view is shown, and what the classes beside it are narrowed down to. */
  wbemClass: (
    profileId: string,
    { namespace, className }: WbemClassPlace,
    query: Record<string, string | undefined> = {},
  ) => withQuery(`/wbem/${id(profileId)}/classes`, { namespace, class: className, ...query }),
  wbemInstances: (profileId: string, { namespace, className }: WbemClassPlace) =>
    withQuery(`/wbem/${id(profileId)}/instances`, { namespace, class: className }),
  wbemNewInstance: (profileId: string, { namespace, className }: WbemClassPlace) =>
    withQuery(`/wbem/${id(profileId)}/create`, { namespace, class: className }),
  wbemInstance: (profileId: string, path: WbemPath, query: { tab?: string } = {}) =>
    withQuery(`/wbem/${id(profileId)}/instance`, {
      namespace: path.namespace ?? undefined,
      path: JSON.stringify(path),
      ...query,
    }),
  /** Leads on to what a WBEM URI names. */
  wbemOpen: (profileId: string, query: { uri: string; namespace?: string }) =>
    withQuery(`/wbem/${id(profileId)}/open`, query),
  /** Where the device of a profile is shown. */
  device: (kind: KindId, profileId: string): string => {
    const home = { hmc: paths.hmcSystems, bmc: paths.bmc, wbem: (wbem: string) => paths.wbem(wbem) };
    return home[kind](profileId);
  },
  /** Where an object of a device is shown, by its path on the device. */
  deviceObject: (profileId: string, uri: string): string =>
    uri.startsWith("/api/") ? paths.hmcObject(profileId, uri) : pageOfResource(profileId, uri),
  notifications: (query: { profileId?: string; type?: string; objectUri?: string; text?: string } = {}) =>
    withQuery("/notifications", query),
  runs: (query: { profileId?: string; state?: string } = {}) => withQuery("/runs", query),
  run: (runId: string) => `/runs/${id(runId)}`,
  bundles: () => "/certificates/bundles",
  newBundle: () => "/certificates/bundles/new",
  bundle: (bundleId: string) => `/certificates/bundles/${id(bundleId)}`,
  identities: () => "/certificates/identities",
  newIdentity: () => "/certificates/identities/new",
  identity: (identityId: string) => `/certificates/identities/${id(identityId)}`,
  orders: (query: { q?: string } = {}) => withQuery("/certificates/orders", query),
  newOrder: (query: { profileId?: string } = {}) => withQuery("/certificates/orders/new", query),
  order: (orderId: string) => `/certificates/orders/${id(orderId)}`,
  requestTemplates: () => "/certificates/orders/templates",
  audit: (query: { text?: string } = {}) => withQuery("/audit", query),
  users: () => "/admin/users",
  teams: () => "/admin/teams",
  team: (teamId: string) => `/admin/teams/${id(teamId)}`,
  permissions: () => "/admin/permissions",
  account: () => "/account",
  signIn: (query: { next?: string } = {}) => withQuery("/sign-in", query),
} as const;
