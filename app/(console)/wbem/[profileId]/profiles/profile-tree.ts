import type { WbemRegisteredProfile } from "@/contracts/wbem/server";
import { pathIdentity } from "../_values/value-text";

/** A profile with those that it builds on. */
export interface ProfileNode {
  registered: WbemRegisteredProfile;
  components: readonly ProfileNode[];
}

/**
 * Profiles by what they build on, those first that no other one builds on; a component of several stands below each. Empty
 * where the server tells of no profile that it builds on another. Profiles that build on each other end where one of them
 * comes again.
 */
export function buildProfileTree(profiles: readonly WbemRegisteredProfile[]): ProfileNode[] {
  const components = new Map<string, WbemRegisteredProfile[]>();
  for (const profile of profiles) {
    for (const identity of new Set(profile.scopedBy.map(pathIdentity))) {
      components.set(identity, [...(components.get(identity) ?? []), profile]);
    }
  }
  if (components.size === 0) return [];
  const reached = new Set<string>();
  const nodeOf = (registered: WbemRegisteredProfile, above: ReadonlySet<string>): ProfileNode => {
    const identity = pathIdentity(registered.path);
    reached.add(identity);
    const way = new Set([...above, identity]);
    const below = (components.get(identity) ?? []).filter(({ path }) => !way.has(pathIdentity(path)));
    return { registered, components: below.map((component) => nodeOf(component, way)) };
  };
  const top = profiles.filter(({ scopedBy }) => scopedBy.length === 0).map((profile) => nodeOf(profile, new Set()));
  const circles: ProfileNode[] = [];
  for (const profile of profiles) {
    if (!reached.has(pathIdentity(profile.path))) circles.push(nodeOf(profile, new Set()));
  }
  return [...top, ...circles];
}
