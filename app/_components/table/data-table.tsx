"use client";

import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { useRouter } from "next/navigation";
import { Fragment, type MouseEvent, type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { Button } from "../carbon";
import { cellText, type DataTableColumn } from "./column";
import { saveFile, toCsv, toJson } from "./export";
import { TableHead } from "./table-head";
import { TableRow } from "./table-row";
import { TableToolbar } from "./table-toolbar";
import { useRowNavigation } from "./use-row-navigation";
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
  /** Further buttons of the toolbar. */
  toolbar?: ReactNode;
  /** Name of exported files, without extension. */
  exportName: string;
}

const fallbackRowHeight = 36;
const overscan = 8;
const placeholderRows = [0, 1, 2, 3, 4, 5, 6, 7];
// What the server draws before the browser has measured anything.
const firstRect = { width: 1200, height: 720 };

function useRowHeight(): number {
  const [height, setHeight] = useState(fallbackRowHeight);
  useEffect(() => {
    setHeight(2.25 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
  }, []);
  return height;
}

function describeCount(shown: number, all: number, label: string): string {
  const format = (count: number) => count.toLocaleString("en");
  return shown === all ? `${format(all)} ${label}` : `${format(shown)} of ${format(all)} ${label}`;
}

/**
 * A table for up to tens of thousands of rows: only what is in sight is in the document, and assistive technology is
 * told the true row count and positions. Widths and spacer heights are attributes, which a strict style policy allows.
 */
export function DataTable<TRow extends object>(props: DataTableProps<TRow>) {
  const { columns, rows, rowId, rowHref, view, onViewChange, selection, label } = props;
  const router = useRouter();
  const scroller = useRef<HTMLDivElement>(null);
  const [showsFilters, setShowsFilters] = useState(() => Object.keys(view.filters).length > 0);
  const rangeAnchor = useRef<number | null>(null);
  const rowHeight = useRowHeight();
  const { visibleColumns, visibleRows } = useTableModel(columns, rows, rowId, view);
  const headRows = showsFilters ? 2 : 1;

  const open = (index: number) => {
    const row = visibleRows[index];
    if (row && rowHref) {
      router.push(rowHref(row.original));
    }
  };

  const latest = useRef({ selection, visibleRows });
  latest.current = { selection, visibleRows };
  const select = useCallback((index: number, isRange: boolean) => {
    const { selection: current, visibleRows: shown } = latest.current;
    const row = shown[index];
    if (!current || !row) {
      return;
    }
    const ids = new Set(current.selectedIds);
    const isSelected = !ids.has(row.id);
    const anchor = isRange && rangeAnchor.current !== null ? rangeAnchor.current : index;
    for (const { id } of shown.slice(Math.min(anchor, index), Math.max(anchor, index) + 1)) {
      if (isSelected) {
        ids.add(id);
      } else {
        ids.delete(id);
      }
    }
    rangeAnchor.current = index;
    current.onChange(ids);
  }, []);

  const activeRow = useRef(0);
  const virtualizer = useVirtualizer({
    count: visibleRows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => visibleRows[index]?.id ?? index,
    overscan,
    initialRect: firstRect,
    scrollPaddingStart: headRows * (rowHeight + 4),
    // The row with the focus stays in the document however far the reader scrolls.
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range);
      return activeRow.current < range.count && !indexes.includes(activeRow.current)
        ? [...indexes, activeRow.current].sort((a, b) => a - b)
        : indexes;
    },
  });
  useEffect(() => {
    if (rowHeight !== fallbackRowHeight) {
      virtualizer.measure();
    }
  }, [rowHeight, virtualizer]);

  const navigation = useRowNavigation({
    scroller,
    rowCount: visibleRows.length,
    pageSize: 15,
    scrollToRow: (index) => virtualizer.scrollToIndex(index, { align: "auto" }),
    onOpen: open,
    onToggleSelection: selection ? (index) => select(index, false) : undefined,
  });
  activeRow.current = navigation.activeIndex;

  function onClick(event: MouseEvent<HTMLElement>) {
    const target = event.target instanceof Element ? event.target : null;
    const row = target?.closest<HTMLElement>("tr[data-index]");
    if (!row || !target || target.closest("a, button, input, select, label")) {
      return;
    }
    const index = Number(row.dataset.index);
    navigation.setActiveIndex(index);
    if (window.getSelection()?.toString() === "") {
      open(index);
    }
  }

  function exportRows(format: "csv" | "json") {
    const shown = visibleRows.map((row) => row.original);
    if (format === "csv") {
      saveFile(`${props.exportName}.csv`, "text/csv;charset=utf-8", toCsv(visibleColumns, shown));
    } else {
      saveFile(`${props.exportName}.json`, "application/json", toJson(visibleColumns, shown));
    }
  }

  const selectedCount = selection ? visibleRows.filter((row) => selection.selectedIds.has(row.id)).length : 0;
  const columnCount = visibleColumns.length + (selection ? 1 : 0);
  const isFirstLoad = props.isLoading && rows.length === 0;
  const firstColumn = columns[0];
  const items = isFirstLoad ? [] : virtualizer.getVirtualItems();
  const lastEnd = items.at(-1)?.end ?? 0;
  const restHeight = Math.round(virtualizer.getTotalSize() - lastEnd);

  return (
    <div className="sb-table">
      <TableToolbar
        label={label}
        columns={columns}
        view={view}
        onViewChange={onViewChange}
        count={isFirstLoad ? `Loading ${label}` : describeCount(visibleRows.length, rows.length, label)}
        hasFilters={showsFilters}
        onToggleFilters={() => {
          if (showsFilters) {
            onViewChange({ ...view, filters: {} });
          }
          setShowsFilters(!showsFilters);
        }}
        onExport={exportRows}
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
      <div ref={scroller} className="sb-table__scroll">
        <table
          className="sb-table__grid"
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows are walked and opened by keyboard, which makes it a grid
          role="grid"
          aria-label={label}
          aria-rowcount={visibleRows.length + headRows}
          aria-multiselectable={selection ? true : undefined}
          aria-busy={props.isLoading}
          onKeyDown={navigation.onKeyDown}
          onClick={onClick}
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
          <tbody>
            {isFirstLoad
              ? placeholderRows.map((number) => (
                  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row of a grid takes focus only with a tabindex
                  <tr key={number} aria-hidden="true">
                    {Array.from({ length: columnCount }, (_, position) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
                      <td key={position}>
                        <span className="sb-table__placeholder" />
                      </td>
                    ))}
                  </tr>
                ))
              : null}
            {items.map((item, position) => {
              const row = visibleRows[item.index];
              const gap = Math.round(item.start - (items[position - 1]?.end ?? 0));
              return row ? (
                <Fragment key={row.id}>
                  {gap > 0 ? <Spacer height={gap} columnCount={columnCount} /> : null}
                  <TableRow
                    row={row.original}
                    index={item.index}
                    rowIndex={item.index + headRows + 1}
                    columns={visibleColumns}
                    label={firstColumn ? cellText(firstColumn.value(row.original)) : row.id}
                    href={rowHref ? rowHref(row.original) : null}
                    isActive={item.index === navigation.activeIndex}
                    isSelected={selection ? selection.selectedIds.has(row.id) : null}
                    onSelect={select}
                  />
                </Fragment>
              ) : null;
            })}
            {restHeight > 0 && items.length > 0 ? <Spacer height={restHeight} columnCount={columnCount} /> : null}
          </tbody>
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
      </div>
    </div>
  );
}

function Spacer({ height, columnCount }: { height: number; columnCount: number }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row of a grid takes focus only with a tabindex
    <tr className="sb-table__space" aria-hidden="true">
      <td colSpan={columnCount} height={height} />
    </tr>
  );
}
