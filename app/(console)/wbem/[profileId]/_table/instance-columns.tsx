import type { ReadRow } from "@/app/_client/wbem-reader";
import { Button } from "@/app/_components/carbon";
import type { DataTableColumn } from "@/app/_components/table/column";
import type { WbemColumn } from "@/contracts/wbem/instances";
import type { WbemValue } from "@/contracts/wbem/values";
import {
  cellValue,
  isScopingKey,
  mappedText,
  originalText,
  pathLabel,
  type Shape,
  valueText,
} from "../_values/value-text";
import { InstanceLink } from "../instance-link";

/** A value that is too much for a cell. */
export interface Unfolded {
  name: string;
  row: string;
  value: WbemValue;
  shape: Shape;
}

const numeric = /^[us]int|^real/;
const widths: Partial<Record<WbemColumn["type"], number>> = {
  boolean: 110,
  datetime: 210,
  string: 200,
  reference: 220,
  // Twenty digits: a number that is cut short looks like another one.
  uint64: 210,
  sint64: 210,
};

/** A short name of a row: by its path, or where a query gave none by its keys, or by its place in the list. */
function labelOf(row: ReadRow, columns: readonly WbemColumn[]): string {
  if (row.path !== null) return pathLabel(row.path);
  const keys = columns.flatMap((column, index) => {
    const text = column.isKey && !isScopingKey(column.name) ? valueText(row.values[index], column) : "";
    return text === "" ? [] : [text];
  });
  return keys.length > 0 ? keys.join(", ") : `${row.className} ${row.index + 1}`;
}

function isLarge(value: WbemValue): boolean {
  if (Array.isArray(value)) return value.length > 1 || value.some((item) => item !== null && typeof item === "object");
  return value !== null && typeof value === "object" && "embedded" in value;
}

function Cell({ value, shape, onUnfold }: { value: WbemValue | undefined; shape: Shape; onUnfold: () => void }) {
  if (value === null || value === undefined) return null;
  const text = valueText(value, shape);
  if (isLarge(value)) {
    return (
      <Button kind="ghost" size="sm" className="sb-table__text-button" onClick={onUnfold}>
        {text}
      </Button>
    );
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return <span className="sb-muted">(empty array)</span>;
    return <Cell value={value[0]} shape={shape} onUnfold={onUnfold} />;
  }
  if (typeof value === "object") {
    return "reference" in value && value.reference.path !== null ? (
      <InstanceLink path={value.reference.path} uri={value.reference.uri} />
    ) : (
      text
    );
  }
  const mapped = mappedText(value, shape.valueMap);
  if (mapped === null) return text;
  return (
    <>
      {mapped} <span className="sb-muted">{String(value)}</span>
    </>
  );
}

/** What is known of a column from its rows. */
export interface ColumnFacts {
  /** Positions of columns in which some row has a value. */
  filled: ReadonlySet<number>;
  /** Positions of columns whose values differ from row to row. */
  varied: ReadonlySet<number>;
}

export const noFacts: ColumnFacts = { filled: new Set(), varied: new Set() };

/** The facts with those of further rows; the same object where nothing new is known. */
export function learnColumns(first: ReadRow | undefined, rows: readonly ReadRow[], known: ColumnFacts): ColumnFacts {
  const filled = new Set(known.filled);
  const varied = new Set(known.varied);
  for (const { values } of rows) {
    for (const [index, value] of values.entries()) {
      if (value !== null) filled.add(index);
      if (!varied.has(index) && value !== first?.values[index]) varied.add(index);
    }
  }
  return filled.size === known.filled.size && varied.size === known.varied.size ? known : { filled, varied };
}

interface ColumnOptions {
  columns: readonly WbemColumn[];
  facts: ColumnFacts;
  /** True where rows are of more than one class. */
  hasClasses: boolean;
  /** True where rows are of more than one namespace. */
  hasNamespaces: boolean;
  onUnfold: (unfolded: Unfolded) => void;
}

/**
 * Columns of a table of instances: what names an instance, its class, the keys, then the other properties. Those in
 * which nobody has a value start hidden, and so do keys that only repeat the system and class of all rows.
 */
export function instanceColumns({
  columns,
  facts,
  hasClasses,
  hasNamespaces,
  onUnfold,
}: ColumnOptions): DataTableColumn<ReadRow>[] {
  const nameOf = (row: ReadRow) => labelOf(row, columns);
  const ofProperty = columns.map((column, index): DataTableColumn<ReadRow> & { isKey: boolean } => ({
    id: column.name,
    header: column.units === null ? column.name : `${column.name} (${column.units})`,
    value: (row) => cellValue(row.values[index], column),
    title: (row) => originalText(row.values[index], column),
    json: (row) => row.values[index] ?? null,
    cell: (row) => (
      <Cell
        value={row.values[index]}
        shape={column}
        onUnfold={() =>
          onUnfold({ name: column.name, row: nameOf(row), value: row.values[index] ?? null, shape: column })
        }
      />
    ),
    align: numeric.test(column.type) && column.valueMap === null && !column.isArray ? "end" : "start",
    filter: column.type === "boolean" || column.valueMap !== null ? "choice" : "text",
    width: widths[column.type] ?? 140,
    isHiddenAtFirst: !facts.filled.has(index) || (isScopingKey(column.name) && !facts.varied.has(index)),
    isKey: column.isKey,
  }));
  return [
    { id: "_path", header: "Instance", value: nameOf, json: (row) => row.path, width: 240 },
    {
      id: "_class",
      header: "Class",
      value: (row) => row.className,
      filter: "choice",
      width: 220,
      isHiddenAtFirst: !hasClasses,
    },
    {
      id: "_namespace",
      header: "Namespace",
      value: (row) => row.path?.namespace ?? null,
      filter: "choice",
      width: 160,
      isHiddenAtFirst: !hasNamespaces,
    },
    ...ofProperty.filter(({ isKey }) => isKey),
    ...ofProperty.filter(({ isKey }) => !isKey),
  ];
}
