import { expect, test } from "vitest";
import type { WbemPath } from "@/contracts/wbem/values";
import { buildProfileTree, type ProfileNode } from "./profile-tree";

const pathOf = (name: string): WbemPath => ({
  className: "CIM_RegisteredProfile",
  namespace: "interop",
  keys: [{ name: "InstanceID", type: "string", value: name }],
});
const registered = (name: string, ...scopedBy: string[]) => ({
  path: pathOf(name),
  organization: "SNIA",
  name,
  version: "1.0.0",
  scopedBy: scopedBy.map(pathOf),
});
const shown = (nodes: readonly ProfileNode[]): unknown[] =>
  nodes.map(({ registered: { name }, components }) => (components.length === 0 ? name : [name, shown(components)]));

test("a profile stands below each one that builds on it", () => {
  const profiles = [
    registered("Array"),
    registered("Blocks", "Array", "NAS"),
    registered("Disk", "Blocks"),
    registered("NAS"),
  ];
  expect(shown(buildProfileTree(profiles))).toEqual([
    ["Array", [["Blocks", ["Disk"]]]],
    ["NAS", [["Blocks", ["Disk"]]]],
  ]);
});

test("there is no tree where the server does not tell", () => {
  expect(buildProfileTree([registered("Array"), registered("NAS")])).toEqual([]);
});

test("profiles that build on each other are shown once, and end", () => {
  expect(shown(buildProfileTree([registered("A", "B"), registered("B", "A"), registered("C")]))).toEqual([
    "C",
    ["A", ["B"]],
  ]);
});
