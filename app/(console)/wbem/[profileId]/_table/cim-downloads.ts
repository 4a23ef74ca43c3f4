import type { TableDownload } from "@/app/_components/table/table-toolbar";

/** What the table's menu offers to save of all `objects`, by the address of each format. */
export function cimDownloads(objects: string, hrefOf: (format: "mof" | "xml") => string): TableDownload[] {
  return [
    { label: `All ${objects} as MOF`, href: hrefOf("mof") },
    { label: `All ${objects} as CIM-XML`, href: hrefOf("xml") },
  ];
}
