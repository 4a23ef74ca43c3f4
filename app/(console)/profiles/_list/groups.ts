import type { Profile } from "@/contracts/profile";
import { noGroup } from "./profile-columns";

/** Groups with the number of their profiles, by name; those without a group last. */
export function countGroups(profiles: readonly Pick<Profile, "group">[]): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { group } of profiles) counts.set(group || noGroup, (counts.get(group || noGroup) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => Number(a.name === noGroup) - Number(b.name === noGroup) || a.name.localeCompare(b.name, "en"));
}
