export const FILTER_LANGUAGE = "DMTF:FQL";

/** What is asked of the server beside the class; it stands in the address. */
export function readingOptions(params: { get: (name: string) => string | null }) {
  return {
    deep: params.get("deep") === "0" ? ("0" as const) : ("1" as const),
    filter: (params.get("filter") ?? "").trim(),
    filterLanguage: params.get("filterLanguage") ?? FILTER_LANGUAGE,
  };
}
