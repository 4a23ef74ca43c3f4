import { type BmcPart, paths, type WbemPart } from "@/app/_client/paths";
import type { PaletteItem } from "@/app/_components/shell/palette-search";
import type { HmcInventory } from "@/contracts/hmc";

/** CPCs and partitions of one HMC as entries of the command palette. */
export function inventoryItems(profile: { id: string; name: string }, inventory: HmcInventory): PaletteItem[] {
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
export function bmcItems({ id, name, host }: { id: string; name: string; host: string }): PaletteItem[] {
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
  ["raw", "CIM-XML"],
];

/** The pages of one WBEM server as entries of the command palette. */
export function wbemItems({ id, name, host }: { id: string; name: string; host: string }): PaletteItem[] {
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
