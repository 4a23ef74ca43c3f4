"use client";

import { type ReactNode, useState } from "react";
import { Button } from "../carbon";
import { ScrollEdges } from "../scroll-edges";
import type { DataTableColumn } from "./column";
import { describeCount } from "./describe-count";
import { PlaceholderBody, TableBody } from "./table-body";
import { TableHead } from "./table-head";

import { type TableDownload, TableToolbar } from "./table-toolbar";
import { useRowSelection } from "./use-row-selection";
import { useTableModel } from "./use-table-model";
import { emptyView, type TableView } from "./view";

export interface TableSelection {
  selectedIds: ReadonlySet<string>;
  onChange: (ids: ReadonlySet<string>) => void;
  /** Buttons for the selected rows. */
  actions: ReactNode;
}

export interface DataTableProps<TRow extends object> {
  /** What the rows are, in the plural: "partitions". Names the table and its search. */
  label: string;
  /** Keep it stable: at module scope or memoized. */
  columns: readonly DataTableColumn<TRow>[];
  /** Keep it stable while nothing changed. */
  rows: readonly TRow[];
  rowId: (row: TRow) => string;
  /** Where Enter and a click on the row lead. */
  rowHref?: (row: TRow) => string;
  view: TableView;
  onViewChange: (view: TableView) => void;
  isLoading: boolean;
  /** Shown when there are no rows at all: say what to do. */
  emptyState: ReactNode;
  selection?: TableSelection;
  /** False where the screen has a search of its own, which reaches further than the rows at hand. */
  hasSearch?: boolean;
  /** Further buttons of the toolbar. */
  toolbar?: ReactNode;
  /** Called when the reader comes close to the last row; for lists that go on. Keep it stable. */
  onNearEnd?: () => void;
  /** Name of exported files, without extension. */
  exportName: string;
  /** Files that the server makes, offered beside those of the rows shown. */
  downloads?: readonly TableDownload[];
}

/**
 * A table for up to tens of thousands of rows: only what is in sight is in the document, and assistive technology is
 * told the true row count and positions. Widths and spacer heights are attributes, which a strict style policy allows.
 */
export function DataTable<TRow extends object>(props: DataTableProps<TRow>) {
  const { columns, rows, rowId, view, onViewChange, selection, label } = props;
  // State, not a ref: the body mounts before the element that scrolls it is known, and has to hear of it.
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const [showsFilters, setShowsFilters] = useState(() => Object.keys(view.filters).length > 0);
  const { visibleColumns, visibleRows } = useTableModel(columns, rows, rowId, view);
  const onSelect = useRowSelection(visibleRows, selection);
  const headRows = showsFilters ? 2 : 1;
  const selectedCount = selection ? visibleRows.filter((row) => selection.selectedIds.has(row.id)).length : 0;
  const isFirstLoad = props.isLoading && rows.length === 0;

  function toggleFilters() {
    if (showsFilters) {
      onViewChange({ ...view, filters: {} });
    }
    setShowsFilters(!showsFilters);
  }

  async function exportRows(format: "csv" | "json") {
    const { saveFile, toCsv, toJson } = await import("./export");
    const shown = visibleRows.map((row) => row.original);
    if (format === "csv") {
      saveFile(`${props.exportName}.csv`, "text/csv;charset=utf-8", toCsv(visibleColumns, shown));
    } else {
      saveFile(`${props.exportName}.json`, "application/json", toJson(visibleColumns, shown));
    }
  }

  return (
    <div className="sb-table">
      <TableToolbar
        label={label}
        columns={columns}
        view={view}
        onViewChange={onViewChange}
        hasSearch={props.hasSearch ?? true}
        count={isFirstLoad ? `Loading ${label}` : describeCount(visibleRows.length, rows.length, label)}
        hasFilters={showsFilters}
        onToggleFilters={toggleFilters}
        onExport={(format) => void exportRows(format)}
        downloads={props.downloads}
      >
        {props.toolbar}
      </TableToolbar>
      {selection && selection.selectedIds.size > 0 ? (
        <div className="sb-table__selection">
          <span role="status">{selection.selectedIds.size} selected</span>
          {selection.actions}
          <Button kind="ghost" size="sm" onClick={() => selection.onChange(new Set())}>
            Select none
          </Button>
        </div>
      ) : null}
      <ScrollEdges onScroller={setScroller} className="sb-table__scroll">
        <table
          className="sb-table__grid"
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows are walked and opened by keyboard, which makes it a grid
          role="grid"
          aria-label={label}
          aria-rowcount={visibleRows.length + headRows}
          aria-multiselectable={selection ? true : undefined}
          aria-busy={props.isLoading}
        >
          <colgroup>
            {selection ? <col width={44} /> : null}
            {visibleColumns.map((column) => (
              <col key={column.id} width={column.width ?? 160} />
            ))}
          </colgroup>
          <TableHead
            columns={visibleColumns}
            rows={rows}
            view={view}
            onViewChange={onViewChange}
            hasFilters={showsFilters}
            selectAll={
              selection
                ? {
                    state: selectedCount === 0 ? "none" : selectedCount === visibleRows.length ? "all" : "some",
                    onToggle: () =>
                      selection.onChange(
                        selectedCount === visibleRows.length ? new Set() : new Set(visibleRows.map((row) => row.id)),
                      ),
                  }
                : null
            }
          />
          {isFirstLoad ? (
            <PlaceholderBody columnCount={visibleColumns.length + (selection ? 1 : 0)} />
          ) : (
            <TableBody
              scroller={scroller}
              rows={visibleRows}
              columns={visibleColumns}
              nameColumn={columns[0]}
              rowHref={props.rowHref}
              selectedIds={selection?.selectedIds ?? null}
              onSelect={onSelect}
              headRows={headRows}
              onNearEnd={props.onNearEnd}
            />
          )}
        </table>
        {!isFirstLoad && visibleRows.length === 0 ? (
          <div className="sb-table__empty">
            {rows.length === 0 ? (
              props.emptyState
            ) : (
              <div className="sb-cluster">
                <span>None of the {describeCount(rows.length, rows.length, label)} matches.</span>
                <Button
                  kind="ghost"
                  size="sm"
                  onClick={() => onViewChange({ ...view, search: emptyView.search, filters: emptyView.filters })}
                >
                  Clear search and filters
                </Button>
              </div>
            )}
          </div>
        ) : null}
      </ScrollEdges>
    </div>
  );
}
