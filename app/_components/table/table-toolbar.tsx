"use client";

import type { ReactNode } from "react";
import { Button } from "../carbon";
import { ColumnIcon, DownloadIcon, FilterIcon } from "../icons";
import { SearchBox } from "../search-box";
import { useDisclosure } from "../use-disclosure";
import type { DataTableColumn } from "./column";
import { isColumnVisible, type TableView, withColumn } from "./view";

interface TableToolbarProps<TRow> {
  label: string;
  columns: readonly DataTableColumn<TRow>[];
  view: TableView;
  onViewChange: (view: TableView) => void;
  hasSearch: boolean;
  count: string;
  hasFilters: boolean;
  onToggleFilters: () => void;
  onExport: (format: "csv" | "json") => void;
  downloads?: readonly TableDownload[];
  children?: ReactNode;
}

/** A file that the server makes of everything, not of the rows shown. */
export interface TableDownload {
  label: string;
  href: string;
}

function ColumnChooser<TRow>({ columns, view, onViewChange }: TableToolbarProps<TRow>) {
  const { isOpen, rootProps, triggerProps, panelProps } = useDisclosure();
  const visibleCount = columns.filter((column) => isColumnVisible(view, column)).length;
  return (
    <div {...rootProps} className="sb-popup">
      <Button {...triggerProps} kind="ghost" size="sm" renderIcon={ColumnIcon}>
        Columns
      </Button>
      <div {...panelProps} className="sb-popup__panel">
        {isOpen ? (
          <fieldset className="sb-table__chooser">
            <legend className="sb-menu__heading">Columns shown</legend>
            {columns.map((column) => {
              const isVisible = isColumnVisible(view, column);
              return (
                <label key={column.id}>
                  <input
                    type="checkbox"
                    className="sb-table__checkbox"
                    checked={isVisible}
                    disabled={isVisible && visibleCount === 1}
                    onChange={() => onViewChange(withColumn(view, column, !isVisible))}
                  />
                  {column.header}
                </label>
              );
            })}
          </fieldset>
        ) : null}
      </div>
    </div>
  );
}

function ExportMenu({ onExport, downloads = [] }: Pick<TableToolbarProps<unknown>, "onExport" | "downloads">) {
  const { isOpen, close, rootProps, triggerProps, panelProps } = useDisclosure();
  return (
    <div {...rootProps} className="sb-popup">
      <Button {...triggerProps} kind="ghost" size="sm" renderIcon={DownloadIcon}>
        Export
      </Button>
      <div {...panelProps} className="sb-popup__panel">
        {isOpen ? (
          <ul className="sb-menu">
            {(["csv", "json"] as const).map((format) => (
              <li key={format}>
                <button
                  type="button"
                  className="sb-menu__item"
                  onClick={() => {
                    close();
                    onExport(format);
                  }}
                >
                  Rows shown as {format.toUpperCase()}
                </button>
              </li>
            ))}
            {downloads.map(({ label, href }) => (
              <li key={href}>
                <a className="sb-menu__item" href={href} download onClick={close}>
                  {label}
                </a>
              </li>
            ))}
          </ul>
        ) : null}
      </div>
    </div>
  );
}

/** Search, count, filters, columns, export, and what the screen adds. */
export function TableToolbar<TRow>(props: TableToolbarProps<TRow>) {
  const { label, view, onViewChange } = props;
  return (
    <div className="sb-table__toolbar">
      {props.hasSearch ? (
        <div className="sb-table__search">
          <SearchBox
            label={`Search ${label}`}
            value={view.search}
            onChange={(search) => onViewChange({ ...view, search })}
          />
        </div>
      ) : null}
      <span className="sb-table__count" role="status">
        {props.count}
      </span>
      <div className="sb-table__tools">
        {props.children}
        <Button
          kind="ghost"
          size="sm"
          renderIcon={FilterIcon}
          aria-pressed={props.hasFilters}
          onClick={props.onToggleFilters}
        >
          Filters
        </Button>
        <ColumnChooser {...props} />
        <ExportMenu onExport={props.onExport} downloads={props.downloads} />
      </div>
    </div>
  );
}
