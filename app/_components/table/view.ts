/** What the reader chose to see of a table; all of it may stand in the address. */
export interface TableView {
  search: string;
  sort: { column: string; isDescending: boolean } | null;
  /** Filter text by column id. */
  filters: Readonly<Record<string, string>>;
  /** Columns shown although hidden at first, and hidden although shown at first. */
  shown: readonly string[];
  hidden: readonly string[];
}

export const emptyView: TableView = { search: "", sort: null, filters: {}, shown: [], hidden: [] };

const maxTextLength = 200;
const filterPrefix = "f.";

function readList(text: string | null): string[] {
  return text ? [...new Set(text.split(",").filter(Boolean))] : [];
}

/**
 * Reads a view from a query string. Unknown columns are left to the table to ignore; over-long texts are cut, because
 * an address may come from anywhere. `prefix` keeps several tables of one page apart.
 */
export function parseView(params: URLSearchParams, prefix = ""): TableView {
  const sort = params.get(`${prefix}sort`) ?? "";
  const filters: Record<string, string> = {};
  for (const [key, value] of params) {
    if (key.startsWith(prefix + filterPrefix) && value !== "") {
      filters[key.slice(prefix.length + filterPrefix.length)] = value.slice(0, maxTextLength);
    }
  }
  const isDescending = sort.startsWith("-");
  const column = isDescending ? sort.slice(1) : sort;
  return {
    search: (params.get(`${prefix}q`) ?? "").slice(0, maxTextLength),
    sort: column === "" ? null : { column, isDescending },
    filters,
    shown: readList(params.get(`${prefix}show`)),
    hidden: readList(params.get(`${prefix}hide`)),
  };
}

/** Writes a view into a query string and leaves every other parameter as it is. */
export function writeView(params: URLSearchParams, view: TableView, prefix = ""): URLSearchParams {
  const result = new URLSearchParams(params);
  for (const key of [...result.keys()]) {
    const own = key.slice(prefix.length);
    if (key.startsWith(prefix) && (["q", "sort", "show", "hide"].includes(own) || own.startsWith(filterPrefix))) {
      result.delete(key);
    }
  }
  if (view.search !== "") {
    result.set(`${prefix}q`, view.search);
  }
  if (view.sort) {
    result.set(`${prefix}sort`, `${view.sort.isDescending ? "-" : ""}${view.sort.column}`);
  }
  for (const [column, text] of Object.entries(view.filters)) {
    if (text !== "") {
      result.set(`${prefix}${filterPrefix}${column}`, text);
    }
  }
  if (view.shown.length > 0) {
    result.set(`${prefix}show`, view.shown.join(","));
  }
  if (view.hidden.length > 0) {
    result.set(`${prefix}hide`, view.hidden.join(","));
  }
  return result;
}

/** True if the column is to be seen. */
export function isColumnVisible(view: TableView, column: { id: string; isHiddenAtFirst?: boolean }): boolean {
  return column.isHiddenAtFirst ? view.shown.includes(column.id) : !view.hidden.includes(column.id);
}

/** The view with one column shown or hidden. */
export function withColumn(
  view: TableView,
  column: { id: string; isHiddenAtFirst?: boolean },
  isVisible: boolean,
): TableView {
  const without = (list: readonly string[]) => list.filter((id) => id !== column.id);
  if (column.isHiddenAtFirst) {
    return { ...view, shown: isVisible ? [...without(view.shown), column.id] : without(view.shown) };
  }
  return { ...view, hidden: isVisible ? without(view.hidden) : [...without(view.hidden), column.id] };
}

/** The next order of a column's header: ascending, descending, none. */
export function nextSort(view: TableView, column: string): TableView["sort"] {
  if (view.sort?.column !== column) {
    return { column, isDescending: false };
  }
  return view.sort.isDescending ? null : { column, isDescending: true };
}
