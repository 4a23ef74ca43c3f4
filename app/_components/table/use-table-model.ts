import {
  type ColumnDef,
  columnFilteringFeature,
  columnVisibilityFeature,
  createFilteredRowModel,
  createSortedRowModel,
  globalFilteringFeature,
  type Row,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useMemo } from "react";
import { type CellValue, cellText, compareCells, type DataTableColumn } from "./column";
import { isColumnVisible, type TableView } from "./view";

const features = tableFeatures({
  rowSortingFeature,
  columnFilteringFeature,
  globalFilteringFeature,
  columnVisibilityFeature,
  sortedRowModel: createSortedRowModel(),
  filteredRowModel: createFilteredRowModel(),
});
type Features = typeof features;

export interface TableRowModel<TRow> {
  id: string;
  original: TRow;
}

function toDefinition<TRow extends object>(column: DataTableColumn<TRow>): ColumnDef<Features, TRow, unknown> {
  const valueIn = (row: Row<Features, TRow>) => row.getValue<CellValue | undefined>(column.id) ?? null;
  return {
    id: column.id,
    header: column.header,
    // Undefined is kept last in both directions, null would not be.
    accessorFn: (row) => column.value(row) ?? undefined,
    sortUndefined: "last",
    sortFn: (a, b) => compareCells(valueIn(a), valueIn(b)),
    filterFn: (row, _columnId, wanted: string) => {
      const text = cellText(valueIn(row));
      return column.filter === "choice"
        ? text === wanted
        : text.toLocaleLowerCase().includes(wanted.toLocaleLowerCase());
    },
  };
}

function matchesSearch<TRow extends object>(row: Row<Features, TRow>, columnId: string, search: string): boolean {
  const value = row.getValue<CellValue | undefined>(columnId) ?? null;
  return cellText(value).toLocaleLowerCase().includes(search.toLocaleLowerCase());
}

/** Applies a view to rows: which columns are seen, and which rows in which order. */
export function useTableModel<TRow extends object>(
  columns: readonly DataTableColumn<TRow>[],
  rows: readonly TRow[],
  rowId: (row: TRow) => string,
  view: TableView,
): { visibleColumns: DataTableColumn<TRow>[]; visibleRows: TableRowModel<TRow>[] } {
  const definitions = useMemo(() => columns.map((column) => toDefinition(column)), [columns]);
  const data = useMemo(() => [...rows], [rows]);
  const state = useMemo(() => {
    const known = new Set(columns.map((column) => column.id));
    const sortable = new Set(columns.flatMap((column) => (column.isSortable === false ? [] : [column.id])));
    return {
      sorting:
        view.sort && sortable.has(view.sort.column) ? [{ id: view.sort.column, desc: view.sort.isDescending }] : [],
      columnFilters: Object.entries(view.filters)
        .filter(([id, value]) => known.has(id) && value !== "")
        .map(([id, value]) => ({ id, value })),
      globalFilter: view.search.trim(),
      columnVisibility: Object.fromEntries(columns.map((column) => [column.id, isColumnVisible(view, column)])),
    };
  }, [columns, view]);

  const table = useTable<Features, TRow>({
    features,
    columns: definitions,
    data,
    getRowId: rowId,
    state,
    globalFilterFn: matchesSearch,
    getColumnCanGlobalFilter: () => true,
  });

  const visibleColumns = useMemo(
    () => columns.filter((column) => state.columnVisibility[column.id] !== false),
    [columns, state],
  );
  return { visibleColumns, visibleRows: table.getRowModel().rows };
}
