import { type BmcPart, paths, type WbemPart } from "@/app/_client/paths";
import { queries } from "@/app/_client/queries";
import type { useQueryClient } from "@/app/_client/use-query";
import { type PaletteItem, searchPalette } from "@/app/_components/shell/palette-search";
import type { HmcInventory } from "@/contracts/hmc";
import type { Profile } from "@/contracts/profile";

/** CPCs and partitions of one HMC as entries of the command palette. */
function inventoryItems(profile: { id: string; name: string }, inventory: HmcInventory): PaletteItem[] {
  const item = (group: string, object: { uri: string; name: string }, note: string): PaletteItem => ({
    id: `${profile.id}${object.uri}`,
    group,
    label: object.name,
    note,
    href: paths.hmcObject(profile.id, object.uri),
  });
  return [
    ...inventory.cpcs.map((cpc) => item("CPCs", cpc, profile.name)),
    ...inventory.partitions.map((partition) => item("Partitions", partition, `${partition.cpcName}, ${profile.name}`)),
  ];
}

const bmcPages: readonly (readonly [BmcPart, string])[] = [
  ["log", "event log"],
  ["sensors", "sensors"],
  ["inventory", "inventory"],
  ["firmware", "firmware"],
  ["tasks", "tasks"],
  ["sessions", "sessions"],
  ["certificates", "certificates"],
  ["network", "network"],
  ["raw", "Redfish"],
];

/** The pages of one BMC as entries of the command palette. */
function bmcItems({ id, name, host }: { id: string; name: string; host: string }): PaletteItem[] {
  const group = "BMC pages";
  return [
    { id: `${id}/bmc`, group, label: `${name} overview`, note: host, href: paths.bmc(id) },
    ...bmcPages.map(([part, title]) => ({
      id: `${id}/${part}`,
      group,
      label: `${name} ${title}`,
      note: host,
      href: paths.bmcPart(id, part),
    })),
  ];
}

const wbemPages: readonly (readonly [WbemPart, string])[] = [
  ["classes", "classes"],
  ["query", "query"],
  ["profiles", "registered profiles"],
  ["indications", "indications"],
  ["recording", "recording"],
  ["statistics", "statistics"],
  ["mof", "MOF"],
  ["raw", "CIM-XML"],
];

/** The pages of one WBEM server as entries of the command palette. */
function wbemItems({ id, name, host }: { id: string; name: string; host: string }): PaletteItem[] {
  const group = "WBEM pages";
  return [
    { id: `${id}/wbem`, group, label: `${name} server and namespaces`, note: host, href: paths.wbem(id) },
    ...wbemPages.map(([part, title]) => ({
      id: `${id}/${part}`,
      group,
      label: `${name} ${title}`,
      note: host,
      href: paths.wbemPart(id, part),
    })),
  ];
}

/** A class after a colon, and what names an instance of it behind a sign (DSP0207). */
const WBEM_URI = /^\S*:[A-Za-z]\w*(?:[.=@].*)?$/;

/** What a WBEM URI leads to on each WBEM server; nothing for other texts. */
export function wbemUriItems(profiles: readonly { id: string; name: string }[], text: string): PaletteItem[] {
  const uri = text.trim();
  if (!WBEM_URI.test(uri)) return [];
  return profiles.map(({ id, name }) => ({
    id,
    group: "WBEM URI",
    label: uri,
    note: name,
    href: paths.wbemOpen(id, { uri }),
  }));
}

/** What devices have that answers to the words: CPCs and partitions of HMCs that answer, pages of BMCs and WBEM servers. */
export async function findPaletteObjects(
  client: ReturnType<typeof useQueryClient>,
  profiles: readonly Profile[],
  query: string,
): Promise<PaletteItem[]> {
  const readable = profiles.filter(({ kind, reachability }) => kind === "hmc" && reachability.state === "reachable");
  // What one HMC does not answer must not hide what the others have.
  const inventories = await Promise.allSettled(
    readable.map(async (profile) =>
      inventoryItems(profile, await client.ensureQueryData(queries.hmcInventory(profile.id))),
    ),
  );
  const objects = inventories.flatMap((result) => (result.status === "fulfilled" ? result.value : []));
  const wbemServers = profiles.filter(({ kind }) => kind === "wbem");
  const pages = [...profiles.filter(({ kind }) => kind === "bmc").flatMap(bmcItems), ...wbemServers.flatMap(wbemItems)];
  return [...wbemUriItems(wbemServers, query), ...searchPalette([...objects, ...pages], query)];
}
