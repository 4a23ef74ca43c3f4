import { expect, test } from "vitest";
import type { WbemClassSummary } from "@/contracts/wbem/classes";
import {
  ancestorsOf,
  anyTraits,
  buildClassTree,
  type ClassFilter,
  countFilters,
  everyClass,
  findTyped,
  parentLine,
  schemasIn,
  type TreeLine,
  visibleLines,
} from "./tree-model";

const summary = (name: string, superClass: string | null, more: Partial<WbemClassSummary> = {}): WbemClassSummary => ({
  name,
  superClass,
  description: null,
  version: null,
  isAssociation: false,
  isIndication: false,
  isAbstract: false,
  isExperimental: false,
  isDeprecated: false,
  ...more,
});

const tree = buildClassTree([
  summary("CIM_LogicalElement", "CIM_ManagedElement"),
  summary("CIM_ManagedElement", null),
  summary("CIM_Disk10", "cim_logicalelement"),
  summary("CIM_Disk2", "CIM_LogicalElement", { isDeprecated: true }),
  summary("CIM_Dependency", null, { isAssociation: true }),
  summary("ACME_Lost", "ACME_NotSent"),
]);
const none = new Set<string>();
const all = everyClass;
const shown = ({ lines }: { lines: readonly TreeLine[] }) => lines.map(({ name, level }) => `${level} ${name}`);

test("a folded tree shows its roots by name, also those whose superclass was not sent", () => {
  expect(shown(visibleLines(tree, all, none))).toEqual(["1 ACME_Lost", "1 CIM_Dependency", "1 CIM_ManagedElement"]);
});

test("expanded classes show those below them, numbered as people count", () => {
  const { lines } = visibleLines(tree, all, new Set(["cim_managedelement", "cim_logicalelement"]));
  expect(shown({ lines }).slice(2)).toEqual([
    "1 CIM_ManagedElement",
    "2 CIM_LogicalElement",
    "3 CIM_Disk2",
    "3 CIM_Disk10",
  ]);
  expect(lines[4]).toMatchObject({ position: 1, siblings: 2, hasChildren: false });
  expect(parentLine(lines, 5)).toBe(3);
  expect(parentLine(lines, 0)).toBe(0);
});

test("a search shows what matches with what it inherits from, and counts matches only", () => {
  const result = visibleLines(tree, { ...all, text: "disk 1" }, none);
  expect(shown(result)).toEqual(["1 CIM_ManagedElement", "2 CIM_LogicalElement", "3 CIM_Disk10"]);
  expect(result.matchCount).toBe(1);
  expect(result.lines.map(({ isMatch }) => isMatch)).toEqual([false, false, true]);
});

test("traits narrow the tree both ways", () => {
  const only = visibleLines(tree, { ...all, traits: { ...anyTraits, association: "only" } }, none);
  expect(shown(only)).toEqual(["1 CIM_Dependency"]);
  const leaves = visibleLines(
    tree,
    { ...all, text: "cim", traits: { ...anyTraits, leaf: "only", deprecated: "without" } },
    none,
  );
  expect(leaves.lines.filter(({ isMatch }) => isMatch).map(({ name }) => name)).toEqual([
    "CIM_Dependency",
    "CIM_Disk10",
  ]);
});

const matched = (filter: Partial<ClassFilter>, of = tree) =>
  visibleLines(of, { ...all, ...filter }, none)
    .lines.filter(({ isMatch }) => isMatch)
    .map(({ name }) => name);

test("a schema, a version and a class above narrow the tree, whatever their case", () => {
  expect(matched({ schema: "acme" })).toEqual(["ACME_Lost"]);
  expect(matched({ below: " cim_managedelement " })).toEqual(["CIM_LogicalElement", "CIM_Disk2", "CIM_Disk10"]);
  expect(matched({ below: "CIM_Disk2" })).toEqual([]);
  expect(matched({ schema: "CIM", below: "CIM_LogicalElement", text: "10" })).toEqual(["CIM_Disk10"]);
  expect(countFilters({ ...all, text: "x", schema: "CIM", since: " " })).toBe(1);
});

test("versions are compared by their numbers, and a class without one is older than all", () => {
  const versions = buildClassTree([
    summary("A", null, { version: "2.9.0" }),
    summary("B", null, { version: "2.10.0" }),
    summary("C", null, { version: "2.10.1" }),
    summary("D", null),
  ]);
  expect(matched({ since: "2.10" }, versions)).toEqual(["B", "C"]);
  expect(matched({ since: "2.10.1" }, versions)).toEqual(["C"]);
  expect(matched({ since: "3" }, versions)).toEqual([]);
});

test("schemas are named once, as they are first spelled", () => {
  const names = ["CIM_A", "cim_b", "SBX_C", "_Private", "NoSchema"].map((name) => summary(name, null));
  expect(schemasIn(names)).toEqual(["CIM", "SBX"]);
});

test("typing finds the next class, with or without its schema", () => {
  const { lines } = visibleLines(tree, { ...all, text: "cim" }, none);
  const names = lines.map(({ name }) => name);
  expect(names[findTyped(lines, "disk1", 0)]).toBe("CIM_Disk10");
  expect(names[findTyped(lines, "cim_l", 0)]).toBe("CIM_LogicalElement");
  expect(names[findTyped(lines, "d", names.indexOf("CIM_Disk10"))]).toBe("CIM_Dependency");
  expect(findTyped(lines, "x", 0)).toBe(-1);
});

test("names what has to be expanded for a class to be seen", () => {
  expect(ancestorsOf(tree, "cim_DISK2")).toEqual(["cim_logicalelement", "cim_managedelement"]);
  expect(ancestorsOf(tree, "CIM_Unknown")).toEqual([]);
});

test("classes that inherit from each other do no harm", () => {
  const circle = buildClassTree([summary("A", "B"), summary("B", "A"), summary("C", null)]);
  expect(shown(visibleLines(circle, { ...all, text: "a" }, none))).toEqual([]);
  expect(ancestorsOf(circle, "A")).toEqual(["b", "a"]);
});
