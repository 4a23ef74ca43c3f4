import { type CellValue, cellText } from "./column";

interface ExportColumn<TRow> {
  id: string;
  header: string;
  value: (row: TRow) => CellValue;
  json?: (row: TRow) => unknown;
}

/**
 * A cell of a CSV file (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe in front
 * (SEC-E9); numbers are left alone, a negative one is no formula.
 */
export function csvCell(value: CellValue): string {
  if (typeof value === "number") {
    return String(value);
  }
  const text = cellText(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /["',\r\n\t;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows as CSV with a heading line, lines ended by CR LF. */
export function toCsv<TRow>(columns: readonly ExportColumn<TRow>[], rows: readonly TRow[]): string {
  const lines = [columns.map((column) => csvCell(column.header)).join(",")];
  for (const row of rows) {
    lines.push(columns.map((column) => csvCell(column.value(row))).join(","));
  }
  return `${lines.join("\r\n")}\r\n`;
}

/** Rows as a JSON list of objects keyed by column id. */
export function toJson<TRow>(columns: readonly ExportColumn<TRow>[], rows: readonly TRow[]): string {
  const objects = rows.map((row) =>
    Object.fromEntries(columns.map((column) => [column.id, (column.json ?? column.value)(row)])),
  );
  return `${JSON.stringify(objects, null, 2)}\n`;
}

/** Hands a text, or bytes, to the browser as a file to save. */
export function saveFile(name: string, mediaType: string, content: string | Uint8Array<ArrayBuffer>): void {
  const url = URL.createObjectURL(new Blob([content], { type: mediaType }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
