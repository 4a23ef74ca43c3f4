"use client";

import { useMemo } from "react";
import { ArrowDownIcon, ArrowsVerticalIcon, ArrowUpIcon } from "../icons";
import { cellText, compareCells, type DataTableColumn } from "./column";
import { cellClassName } from "./table-row";
import { nextSort, type TableView } from "./view";

interface TableHeadProps<TRow> {
  columns: readonly DataTableColumn<TRow>[];
  rows: readonly TRow[];
  view: TableView;
  onViewChange: (view: TableView) => void;
  hasFilters: boolean;
  /** Null where rows cannot be selected. */
  selectAll: { state: "all" | "some" | "none"; onToggle: () => void } | null;
}

function distinctValues<TRow>(column: DataTableColumn<TRow>, rows: readonly TRow[]): string[] {
  const values = new Set(rows.map((row) => cellText(column.value(row))));
  values.delete("");
  return [...values].sort(compareCells);
}

function ColumnFilter<TRow>({
  column,
  rows,
  value,
  onChange,
}: {
  column: DataTableColumn<TRow>;
  rows: readonly TRow[];
  value: string;
  onChange: (value: string) => void;
}) {
  const choices = useMemo(() => (column.filter === "choice" ? distinctValues(column, rows) : []), [column, rows]);
  const label = `Filter ${column.header}`;
  if (column.filter === "choice") {
    return (
      <select
        className="sb-table__filter"
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="">All</option>
        {/* A value that no longer occurs stays choosable while it is chosen. */}
        {(value === "" || choices.includes(value) ? choices : [...choices, value]).map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </select>
    );
  }
  return (
    <input
      type="text"
      className="sb-table__filter"
      aria-label={label}
      value={value}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

/** Headings that sort, and below them, on request, one filter a column. */
export function TableHead<TRow>(props: TableHeadProps<TRow>) {
  const { columns, rows, view, onViewChange, selectAll } = props;
  return (
    <thead>
      <tr aria-rowindex={1}>
        {selectAll ? (
          <th className="sb-table__cell--select" scope="col">
            <input
              type="checkbox"
              className="sb-table__checkbox"
              aria-label="Select all rows shown"
              checked={selectAll.state === "all"}
              ref={(input) => {
                if (input) {
                  input.indeterminate = selectAll.state === "some";
                }
              }}
              onChange={selectAll.onToggle}
            />
          </th>
        ) : null}
        {columns.map((column, position) => {
          const order = column.isSortable !== false && view.sort?.column === column.id ? view.sort : null;
          const Icon = order === null ? ArrowsVerticalIcon : order.isDescending ? ArrowDownIcon : ArrowUpIcon;
          return (
            <th
              key={column.id}
              scope="col"
              className={cellClassName({ ...column, isMonospaced: false }, position)}
              aria-sort={order === null ? undefined : order.isDescending ? "descending" : "ascending"}
            >
              {column.isSortable === false ? (
                column.header
              ) : (
                <button
                  type="button"
                  className="sb-table__sort"
                  title={column.header}
                  onClick={() => onViewChange({ ...view, sort: nextSort(view, column.id) })}
                >
                  <span>{column.header}</span>
                  <Icon />
                </button>
              )}
            </th>
          );
        })}
      </tr>
      {props.hasFilters ? (
        <tr className="sb-table__filters" aria-rowindex={2}>
          {selectAll ? <td /> : null}
          {columns.map((column, position) => (
            <td key={column.id} className={position === 0 ? "sb-table__cell--sticky" : undefined}>
              {column.filter === "none" ? null : (
                <ColumnFilter
                  column={column}
                  rows={rows}
                  value={view.filters[column.id] ?? ""}
                  onChange={(value) => onViewChange({ ...view, filters: { ...view.filters, [column.id]: value } })}
                />
              )}
            </td>
          ))}
        </tr>
      ) : null}
    </thead>
  );
}
