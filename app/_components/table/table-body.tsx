"use client";

import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { useRouter } from "next/navigation";
import { Fragment, type MouseEvent, useCallback, useEffect, useRef, useState } from "react";
import { cellText, type DataTableColumn } from "./column";
import { TableRow } from "./table-row";
import { useRowNavigation } from "./use-row-navigation";
import type { TableRowModel } from "./use-table-model";

interface TableBodyProps<TRow> {
  scroller: HTMLElement | null;
  rows: readonly TableRowModel<TRow>[];
  columns: readonly DataTableColumn<TRow>[];
  /** The column whose text names a row to assistive technology. */
  nameColumn: DataTableColumn<TRow> | undefined;
  rowHref: ((row: TRow) => string) | undefined;
  /** Null where rows cannot be selected. */
  selectedIds: ReadonlySet<string> | null;
  onSelect: (index: number, isRange: boolean) => void;
  /** Rows of the head, which count in the positions told to assistive technology. */
  headRows: number;
  /** Called when the last rows come into sight. */
  onNearEnd: (() => void) | undefined;
}

const fallbackRowHeight = 36;
const rowsPerPage = 15;
const overscan = 8;
const nearEnd = 40;
// What the server draws before the browser has measured anything.
const firstRect = { width: 1200, height: 720 };

function useRowHeight(): number {
  const [height, setHeight] = useState(fallbackRowHeight);
  useEffect(() => {
    setHeight(2.25 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
  }, []);
  return height;
}

/** The rows in sight and a little beyond, with spacers for the rest. Scrolling draws this part of the table only. */
export function TableBody<TRow>(props: TableBodyProps<TRow>) {
  const { scroller, rows, columns, nameColumn, rowHref, selectedIds, headRows, onSelect, onNearEnd } = props;
  const router = useRouter();
  const rowHeight = useRowHeight();
  const activeRow = useRef(0);

  function open(index: number) {
    const row = rows[index];
    if (row && rowHref) {
      router.push(rowHref(row.original));
    }
  }

  // The virtualizer measures all rows anew when one of these functions is another one.
  const estimateSize = useCallback(() => rowHeight, [rowHeight]);
  const getItemKey = useCallback((index: number) => rows[index]?.id ?? index, [rows]);
  // The row with the focus stays in the document however far the reader scrolls.
  const rangeExtractor = useCallback((range: Range) => {
    const indexes = defaultRangeExtractor(range);
    return activeRow.current < range.count && !indexes.includes(activeRow.current)
      ? [...indexes, activeRow.current].sort((a, b) => a - b)
      : indexes;
  }, []);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller,
    estimateSize,
    getItemKey,
    rangeExtractor,
    overscan,
    initialRect: firstRect,
    scrollPaddingStart: headRows * (rowHeight + 4),
  });
  useEffect(() => {
    if (rowHeight !== fallbackRowHeight) {
      virtualizer.measure();
    }
  }, [rowHeight, virtualizer]);

  const navigation = useRowNavigation({
    scroller,
    rowCount: rows.length,
    pageSize: rowsPerPage,
    scrollToRow: (index) => virtualizer.scrollToIndex(index, { align: "auto" }),
    onOpen: open,
    onToggleSelection: selectedIds ? (index) => onSelect(index, false) : undefined,
  });
  activeRow.current = navigation.activeIndex;

  function onClick(event: MouseEvent<HTMLElement>) {
    const target = event.target instanceof Element ? event.target : null;
    const row = target?.closest<HTMLElement>("tr[data-index]");
    if (!row || !target) {
      return;
    }
    const index = Number(row.dataset.index);
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (target.closest("a.sb-table__link")) {
      // A plain anchor, because a router link in every row costs frames while scrolling.
      if (isPlain && rowHref) {
        event.preventDefault();
        open(index);
      }
      return;
    }
    if (target.closest("a, button, input, select, label")) {
      return;
    }
    navigation.setActiveIndex(index);
    if (isPlain && window.getSelection()?.toString() === "") {
      open(index);
    }
  }

  const columnCount = columns.length + (selectedIds ? 1 : 0);
  const items = virtualizer.getVirtualItems();
  const lastIndex = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (onNearEnd && lastIndex !== -1 && lastIndex >= rows.length - nearEnd) onNearEnd();
  }, [onNearEnd, lastIndex, rows.length]);
  const restHeight = Math.round(virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0));

  return (
    <tbody onKeyDown={navigation.onKeyDown} onClick={onClick}>
      {items.map((item, position) => {
        const row = rows[item.index];
        const gap = Math.round(item.start - (items[position - 1]?.end ?? 0));
        return row ? (
          <Fragment key={row.id}>
            {gap > 0 ? <Spacer height={gap} columnCount={columnCount} /> : null}
            <TableRow
              row={row.original}
              index={item.index}
              rowIndex={item.index + headRows + 1}
              columns={columns}
              label={nameColumn ? cellText(nameColumn.value(row.original)) : row.id}
              href={rowHref ? rowHref(row.original) : null}
              isActive={item.index === navigation.activeIndex}
              isSelected={selectedIds ? selectedIds.has(row.id) : null}
              onSelect={onSelect}
            />
          </Fragment>
        ) : null;
      })}
      {restHeight > 0 && items.length > 0 ? <Spacer height={restHeight} columnCount={columnCount} /> : null}
    </tbody>
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

const placeholders = [0, 1, 2, 3, 4, 5, 6, 7];

/** Stands for the rows while they load for the first time. */
export function PlaceholderBody({ columnCount }: { columnCount: number }) {
  return (
    <tbody aria-hidden="true">
      {placeholders.map((number) => (
        <tr key={number}>
          {Array.from({ length: columnCount }, (_, position) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
            <td key={position}>
              <span className="sb-table__placeholder" />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}
