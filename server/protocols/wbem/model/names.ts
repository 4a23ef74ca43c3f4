/** CIM names: compared without regard to case, kept as spelled (DSP0004, section 5.2). */

/** The form of a name that is equal for all of its spellings. */
export function foldName(name: string): string {
  return name.toLowerCase();
}

/** True if both are spellings of one name. */
export function isSameName(one: string, other: string): boolean {
  return one === other || (one.length === other.length && foldName(one) === foldName(other));
}

/** The item of that name; the first where a server sent several. */
export function findByName<Item extends { name: string }>(items: readonly Item[], name: string): Item | undefined {
  return items.find((item) => isSameName(item.name, name));
}
