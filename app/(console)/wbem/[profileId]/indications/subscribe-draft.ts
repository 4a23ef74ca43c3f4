import type { FieldProblem } from "@/contracts/problem";
import { hasUserInfo } from "@/contracts/web-address";

/** A subscription as it is being written. */
export interface SubscribeDraft {
  name: string;
  queryLanguage: string;
  query: string;
  sourceNamespaces: string[];
  destination: "console" | "url";
  url: string;
}

export const LANGUAGES = ["WQL", "DMTF:CQL"] as const;
export const LIMITS = { name: 100, queryLanguage: 40, query: 8_000, url: 500 } as const;
const NAME = /^[\w.-]+$/;

/** A query to begin with. */
export interface QueryExample extends Pick<SubscribeDraft, "queryLanguage" | "query"> {
  label: string;
}

export const queryExamples: readonly QueryExample[] = [
  { label: "Every alert", queryLanguage: "WQL", query: "SELECT * FROM CIM_AlertIndication" },
  {
    label: "Severe alerts",
    queryLanguage: "WQL",
    query: "SELECT * FROM CIM_AlertIndication WHERE PerceivedSeverity >= 5",
  },
  {
    label: "Changes of volumes",
    queryLanguage: "WQL",
    query: "SELECT * FROM CIM_InstModification WHERE SourceInstance ISA CIM_StorageVolume",
  },
  {
    label: "New systems",
    queryLanguage: "WQL",
    query: "SELECT * FROM CIM_InstCreation WHERE SourceInstance ISA CIM_ComputerSystem",
  },
  {
    label: "Disks whose state changes",
    queryLanguage: "DMTF:CQL",
    query:
      "SELECT * FROM CIM_InstModification WHERE SourceInstance ISA CIM_DiskDrive AND SourceInstance.CIM_DiskDrive::OperationalStatus <> PreviousInstance.CIM_DiskDrive::OperationalStatus",
  },
];

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol);
}

/** What is wrong with it, by field. */
export function draftProblems(draft: SubscribeDraft): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const report = (path: keyof SubscribeDraft, message: string) => problems.push({ path, message });
  if (draft.name.trim() === "") report("name", "A name is needed.");
  else if (!NAME.test(draft.name.trim())) report("name", "Letters, digits, points, dashes and underscores only.");
  if (draft.queryLanguage.trim() === "") report("queryLanguage", "A language is needed.");
  if (draft.query.trim() === "") report("query", "A query is needed.");
  if (draft.sourceNamespaces.length === 0) report("sourceNamespaces", "Choose at least one namespace.");
  if (draft.destination === "url" && !isWebAddress(draft.url.trim())) {
    report("url", "This is not an http or https address, such as https://listener.example:5989/.");
  } else if (draft.destination === "url" && hasUserInfo(draft.url.trim())) {
    report("url", "Leave out user and password: whoever may view the server sees the address.");
  }
  return problems;
}
