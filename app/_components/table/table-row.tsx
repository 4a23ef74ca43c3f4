"use client";

import { memo, type ReactNode, useEffect, useRef } from "react";
import { cellText, type DataTableColumn } from "./column";

interface TableRowProps<TRow> {
  row: TRow;
  index: number;
  /** Row of the grid, counted from 1 with the heading rows. */
  rowIndex: number;
  columns: readonly DataTableColumn<TRow>[];
  label: string;
  href: string | null;
  isActive: boolean;
  /** Null where rows cannot be selected. */
  isSelected: boolean | null;
  onSelect: (index: number, isRange: boolean) => void;
}

export function cellClassName<TRow>(column: DataTableColumn<TRow>, position: number): string | undefined {
  const names = [
    column.align === "end" ? "sb-table__cell--end" : "",
    column.isSortable === false ? "sb-table__cell--controls" : "",
    column.isMonospaced ? "sb-table__cell--mono" : "",
    position === 0 ? "sb-table__cell--sticky" : "",
  ].filter(Boolean);
  return names.length > 0 ? names.join(" ") : undefined;
}

function cellContent<TRow>(column: DataTableColumn<TRow>, row: TRow): ReactNode {
  return column.cell ? column.cell(row) : cellText(column.value(row));
}

function TableRowBase<TRow>(props: TableRowProps<TRow>) {
  const { row, index, columns, isActive, isSelected, href } = props;
  const tabIndex = isActive ? 0 : -1;
  const line = useRef<HTMLTableRowElement>(null);
  const focused = useRef<Element | null>(null);
  // A button that has the focus may go when the row changes: the row takes it then, so that it is not lost.
  useEffect(() => {
    if (focused.current?.isConnected === false) {
      focused.current = null;
      if (document.activeElement === document.body) {
        line.current?.focus();
      }
    }
  });
  return (
    <tr
      ref={line}
      onFocus={(event) => {
        focused.current = event.target;
      }}
      onBlur={() => {
        focused.current = null;
      }}
      data-index={index}
      data-openable={href !== null}
      aria-rowindex={props.rowIndex}
      aria-selected={isSelected ?? undefined}
      tabIndex={tabIndex}
    >
      {isSelected === null ? null : (
        <td className="sb-table__cell--select">
          <input
            type="checkbox"
            className="sb-table__checkbox"
            aria-label={`Select ${props.label}`}
            checked={isSelected}
            tabIndex={tabIndex}
            onChange={(event) =>
              props.onSelect(index, event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)
            }
          />
        </td>
      )}
      {columns.map((column, position) => {
        const content = cellContent(column, row);
        const text = column.title ? (column.title(row) ?? "") : cellText(column.value(row));
        return (
          <td key={column.id} className={cellClassName(column, position)} title={text === "" ? undefined : text}>
            {position === 0 && href !== null ? (
              <a className="sb-table__link" href={href} tabIndex={tabIndex}>
                {content}
              </a>
            ) : (
              content
            )}
          </td>
        );
      })}
    </tr>
  );
}

/** One row; drawn again only when something of it changed, which keeps scrolling smooth. */
export const TableRow = memo(TableRowBase) as typeof TableRowBase;
