const singulars: Readonly<Record<string, string>> = { people: "person" };

/** "3 teams", "1 team", "1 of 3 teams"; `label` is what is counted, in the plural. */
export function describeCount(shown: number, all: number, label: string): string {
  const format = (count: number) => count.toLocaleString("en");
  const counted = all === 1 ? (singulars[label] ?? label.replace(/s$/, "")) : label;
  return shown === all ? `${format(all)} ${counted}` : `${format(shown)} of ${format(all)} ${counted}`;
}
