export const FILTER_LANGUAGE = "DMTF:FQL";

/** True where something else is asked for than everything of one namespace. */
export function isNarrowed({
  everywhere,
  properties,
  namesOnly,
  deep,
  filter,
}: ReturnType<typeof readingOptions>): boolean {
  return everywhere || namesOnly || properties !== "" || deep === "0" || filter !== "";
}

/** What is asked of the server beside the class; it stands in the address. */
export function readingOptions(params: { get: (name: string) => string | null }) {
  return {
    everywhere: params.get("everywhere") === "1",
    /** Names separated by commas; empty for all. */
    properties: (params.get("properties") ?? "").trim(),
    namesOnly: params.get("names") === "1",
    deep: params.get("deep") === "0" ? ("0" as const) : ("1" as const),
    filter: (params.get("filter") ?? "").trim(),
    filterLanguage: params.get("filterLanguage") ?? FILTER_LANGUAGE,
  };
}
