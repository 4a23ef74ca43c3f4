export interface PaletteItem {
  id: string;
  /** Heading under which the entry appears, e.g. "Pages", "Profiles", "Partitions". */
  group: string;
  label: string;
  /** Short second text: kind, parent system, address. */
  note?: string;
  href: string;
}

/** Ranks one entry: prefix of the label, then start of a word, then anywhere; -1 if a word of the query is missing. */
function rank(item: PaletteItem, words: readonly string[]): number {
  const label = item.label.toLocaleLowerCase();
  const text = `${label} ${item.note?.toLocaleLowerCase() ?? ""} ${item.group.toLocaleLowerCase()}`;
  if (words.some((word) => !text.includes(word))) {
    return -1;
  }
  const first = words[0] ?? "";
  if (label.startsWith(first)) {
    return 0;
  }
  return label.includes(` ${first}`) || label.includes(`-${first}`) ? 1 : 2;
}

/** Entries that contain every word of the query, best first, at most `limit`; without a query the first ones as given. */
export function searchPalette(items: readonly PaletteItem[], query: string, limit = 30): PaletteItem[] {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return items
    .map((item, index) => ({ item, index, rank: rank(item, words) }))
    .filter((entry) => entry.rank >= 0)
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .slice(0, limit)
    .map((entry) => entry.item);
}
