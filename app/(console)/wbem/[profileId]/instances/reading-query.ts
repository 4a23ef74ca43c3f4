export const FILTER_LANGUAGE = "DMTF:FQL";

/** True where not all is asked for that a class has. */
export function isNarrowed({ properties, namesOnly, deep, filter }: ReturnType<typeof readingOptions>): boolean {
  return namesOnly || properties !== "" || deep === "0" || filter !== "";
}

/** What is asked of the server beside the class; it stands in the address. */
export function readingOptions(params: { get: (name: string) => string | null }) {
  return {
    /** Names separated by commas; empty for all. */
    properties: (params.get("properties") ?? "").trim(),
    namesOnly: params.get("names") === "1",
    deep: params.get("deep") === "0" ? ("0" as const) : ("1" as const),
    filter: (params.get("filter") ?? "").trim(),
    filterLanguage: params.get("filterLanguage") ?? FILTER_LANGUAGE,
  };
}
