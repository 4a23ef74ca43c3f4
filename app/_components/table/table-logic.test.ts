import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareCells } from "./column";
import { describeCount } from "./describe-count";
import { csvCell, toCsv, toJson } from "./export";
import { emptyView, isColumnVisible, nextSort, parseView, type TableView, withColumn, writeView } from "./view";

describe("csvCell", () => {
  it.each([
    ["=1+1", '"\'=1+1"'],
    ["+cmd", '"\'+cmd"'],
    ["-2+3", '"\'-2+3"'],
    ["@SUM(A1)", '"\'@SUM(A1)"'],
    ["\t=1", '"\'\t=1"'],
    ["\r=1", '"\'\r=1"'],
    ['say "hi"', '"say ""hi"""'],
    ["a,b", '"a,b"'],
    ["two\nlines", '"two\nlines"'],
    ["plain", "plain"],
    ["", ""],
    [null, ""],
    [true, "yes"],
    [-5, "-5"],
  ])("%j becomes %j", (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });

  it("never lets a text start as a formula, and quotes so that the text can be read back", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const cell = csvCell(text);
        const content = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
        expect(content).not.toMatch(/^[=+\-@\t\r]/);
        expect(content.replace(/^'(?=[=+\-@\t\r])/, "")).toBe(text.replace(/^'(?=[=+\-@\t\r])/, ""));
        if (!cell.startsWith('"')) {
          expect(cell).not.toMatch(/[",\r\n]/);
        }
      }),
    );
  });
});

describe("toCsv and toJson", () => {
  const columns = [
    { id: "name", header: "Name", value: (row: { name: string; count: number }) => row.name },
    { id: "count", header: "Count", value: (row: { name: string; count: number }) => row.count },
  ];
  const rows = [{ name: "=A1", count: 2 }];

  it("writes a heading and one line a row", () => {
    expect(toCsv(columns, rows)).toBe('Name,Count\r\n"\'=A1",2\r\n');
  });

  it("keeps values as they are in JSON", () => {
    expect(JSON.parse(toJson(columns, rows))).toEqual([{ name: "=A1", count: 2 }]);
  });
});

describe("compareCells", () => {
  it("orders numbers by size, names naturally, and nothing last", () => {
    expect([10, 9, null, 100].sort(compareCells)).toEqual([9, 10, 100, null]);
    expect(["CPC10", "cpc2", null, "CPC1"].sort(compareCells)).toEqual(["CPC1", "cpc2", "CPC10", null]);
  });
});

describe("view in the address", () => {
  const view: TableView = {
    search: "db2 & co",
    sort: { column: "status", isDescending: true },
    filters: { cpc: "P0=1" },
    shown: ["uuid"],
    hidden: ["os"],
  };

  it("survives the address, beside parameters of others", () => {
    const params = writeView(new URLSearchParams("tab=all&q=old&f.gone=x"), view);
    expect(params.get("tab")).toBe("all");
    expect(params.has("f.gone")).toBe(false);
    expect(parseView(new URLSearchParams(params.toString()))).toEqual(view);
  });

  it("keeps two tables of one page apart", () => {
    const params = writeView(writeView(new URLSearchParams(), view, "a."), { ...emptyView, search: "b" }, "b.");
    expect(parseView(params, "a.")).toEqual(view);
    expect(parseView(params, "b.")).toEqual({ ...emptyView, search: "b" });
  });

  it("leaves no trace of an untouched table", () => {
    expect(writeView(new URLSearchParams(), emptyView).toString()).toBe("");
  });

  it("cuts what is too long", () => {
    expect(parseView(new URLSearchParams({ q: "x".repeat(5000) })).search).toHaveLength(200);
  });

  it("survives any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (search) => {
        const written = writeView(new URLSearchParams(), { ...emptyView, search }).toString();
        expect(parseView(new URLSearchParams(written)).search).toBe(search.slice(0, 200));
      }),
    );
  });
});

describe("columns and order", () => {
  it("shows and hides against the column's own default", () => {
    const late = { id: "uuid", isHiddenAtFirst: true };
    const usual = { id: "os" };
    expect(isColumnVisible(emptyView, late)).toBe(false);
    const shown = withColumn(emptyView, late, true);
    expect(isColumnVisible(shown, late)).toBe(true);
    expect(withColumn(shown, late, false)).toEqual(emptyView);
    const hidden = withColumn(emptyView, usual, false);
    expect(isColumnVisible(hidden, usual)).toBe(false);
    expect(withColumn(hidden, usual, true)).toEqual(emptyView);
  });

  it("cycles a header through ascending, descending and none", () => {
    let view = emptyView;
    const orders = Array.from({ length: 4 }, () => {
      view = { ...view, sort: nextSort(view, "name") };
      return view.sort;
    });
    expect(orders).toEqual([
      { column: "name", isDescending: false },
      { column: "name", isDescending: true },
      null,
      { column: "name", isDescending: false },
    ]);
  });
});

describe("describeCount", () => {
  it.each([
    [1, 1, "CA bundles", "1 CA bundle"],
    [0, 1, "people", "0 of 1 person"],
    [1, 2, "people", "1 of 2 people"],
    [0, 0, "teams", "0 teams"],
    [10_000, 10_000, "partitions", "10,000 partitions"],
  ])("%d of %d %s is %s", (shown, all, label, text) => {
    expect(describeCount(shown, all, label)).toBe(text);
  });
});
