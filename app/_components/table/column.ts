import type { ReactNode } from "react";

/** What a cell is compared, searched, filtered and exported by. */
export type CellValue = string | number | boolean | null;

/** One column of a `DataTable`. */
export interface DataTableColumn<TRow> {
  /** Stands in URLs: short, lower-case, stable. */
  id: string;
  header: string;
  value: (row: TRow) => CellValue;
  /** How the cell looks; by default its value as text. */
  cell?: (row: TRow) => ReactNode;
  /** What pointing at the cell tells, where that is not its value. */
  title?: (row: TRow) => string | null;
  /** What a JSON export holds, where that is more than the value. */
  json?: (row: TRow) => unknown;
  /** Starting width in pixels; columns share what is left over. Default 160. */
  width?: number;
  align?: "start" | "end";
  isMonospaced?: boolean;
  /** `text`: contains; `choice`: equals one of the values that occur; `none`: no filter. Default `text`. */
  filter?: "text" | "choice" | "none";
  /** False for columns of buttons and links, which have no order. */
  isSortable?: false;
  /** Starts hidden; the reader can show it. */
  isHiddenAtFirst?: boolean;
}

/** A cell's value as the text that is searched and exported. */
export function cellText(value: CellValue): string {
  if (value === null) {
    return "";
  }
  return typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Orders two cells: numbers by size, texts by their natural order (CPC2 before CPC10), nothing last. */
export function compareCells(a: CellValue, b: CellValue): number {
  if (a === b) {
    return 0;
  }
  if (a === null || b === null) {
    return a === null ? 1 : -1;
  }
  return typeof a === "number" && typeof b === "number" ? a - b : collator.compare(cellText(a), cellText(b));
}
