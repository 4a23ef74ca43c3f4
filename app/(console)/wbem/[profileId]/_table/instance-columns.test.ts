import { expect, test } from "vitest";
import type { ReadRow } from "@/app/_client/wbem-reader";
import type { WbemColumn } from "@/contracts/wbem/instances";
import type { WbemValue } from "@/contracts/wbem/values";
import { instanceColumns, learnColumns, noFacts } from "./instance-columns";

const column = (name: string, more: Partial<WbemColumn> = {}): WbemColumn => ({
  name,
  type: "string",
  isArray: false,
  isKey: false,
  units: null,
  valueMap: null,
  ...more,
});
const row = (index: number, ...values: WbemValue[]): ReadRow => ({ index, path: null, className: "CIM_Disk", values });

const columns = [
  column("Caption"),
  column("SystemName", { isKey: true }),
  column("DeviceID", { isKey: true }),
  column("Empty"),
  column("Late"),
];
const rows = [row(0, "a", "array1", "disk0", null), row(1, "b", "array1", "disk1", null, "here")];

function shown(facts: ReturnType<typeof learnColumns>) {
  return instanceColumns({ columns, facts, hasClasses: false, hasNamespaces: false, onUnfold: () => undefined })
    .filter(({ isHiddenAtFirst }) => isHiddenAtFirst !== true)
    .map(({ id }) => id);
}

test("keys stand first, empty columns and repeated systems start hidden, also where a column comes later", () => {
  expect(shown(learnColumns(rows[0], rows, noFacts))).toEqual(["_path", "DeviceID", "Caption", "Late"]);
});

test("the system is shown as soon as there are two", () => {
  const before = learnColumns(rows[0], rows, noFacts);
  const after = learnColumns(rows[0], [row(2, "c", "array2", "disk0", null)], before);
  expect(shown(after)).toContain("SystemName");
});

test("nothing new leaves the facts as they are, so that rows are not drawn again", () => {
  const facts = learnColumns(rows[0], rows, noFacts);
  expect(learnColumns(rows[0], rows, facts)).toBe(facts);
});

test("an export as JSON keeps values as they are, a cell shows them in words", () => {
  const health = column("Health", { type: "uint16", valueMap: [{ from: "5", to: "5", text: "OK" }] });
  const [, , , only] = instanceColumns({
    columns: [health],
    facts: noFacts,
    hasClasses: false,
    hasNamespaces: false,
    onUnfold: () => undefined,
  });
  expect(only?.json?.(row(0, 5))).toBe(5);
  expect(only?.value(row(0, 5))).toBe("OK (5)");
});

test("a row of a query is named by its keys, or by its place", () => {
  const named = (...of: WbemColumn[]) =>
    instanceColumns({
      columns: of,
      facts: noFacts,
      hasClasses: false,
      hasNamespaces: false,
      onUnfold: () => undefined,
    })[0];
  expect(named(...columns)?.value(row(4, "a", "array1", "disk0"))).toBe("disk0");
  expect(named(column("Caption"))?.value(row(4, "a"))).toBe("CIM_Disk 5");
});
