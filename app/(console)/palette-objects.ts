import { type BmcPart, paths } from "@/app/_client/paths";
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
