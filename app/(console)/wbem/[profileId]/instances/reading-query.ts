export const FILTER_LANGUAGE = "DMTF:FQL";

/** True where not all is asked for that a class has. */
export function isNarrowed({ properties, deep, filter }: ReturnType<typeof readingOptions>): boolean {
  return properties !== null || deep === "0" || filter !== "";
}

/** What is asked of the server beside the class; it stands in the address. */
export function readingOptions(params: { get: (name: string) => string | null }) {
  return {
    /** Names separated by commas; null for all, empty for none. */
    properties: params.get("properties"),
    deep: params.get("deep") === "0" ? ("0" as const) : ("1" as const),
    filter: (params.get("filter") ?? "").trim(),
    filterLanguage: params.get("filterLanguage") ?? FILTER_LANGUAGE,
  };
}
