import { expect, test } from "vitest";
import type { WbemInstance, WbemProperty } from "@/contracts/wbem/instances";
import type { WbemValue } from "@/contracts/wbem/values";
import { draftOf } from "../_values/draft";
import { changesBetween, declarationOf, editableProperties, initialDrafts, isChanged, rebase } from "./edit-changes";

const property = (name: string, value: WbemValue, isArray = false): WbemProperty => ({
  name,
  type: "string",
  isArray,
  value,
  classOrigin: null,
  declaration: null,
});
const instance = (...properties: WbemProperty[]): WbemInstance => ({
  path: { className: "CIM_Foo", namespace: "root/cimv2", keys: [{ name: "ID", type: "string", value: "1" }] },
  uri: '/root/cimv2:CIM_Foo.ID="1"',
  className: "CIM_Foo",
  lineage: [],
  properties,
  methods: [],
  mof: "",
  xml: "",
  notes: [],
});
const before = instance(property("id", "1"), property("Caption", "a"), property("Tags", ["x"], true));

test("keys are not changed, whatever their case", () => {
  expect(editableProperties(before).map(({ name }) => name)).toEqual(["Caption", "Tags"]);
});

test("only drafts that differ from what was read are changes", () => {
  const properties = editableProperties(before);
  const drafts = { ...initialDrafts(properties), Tags: draftOf(["x", "y"], { type: "string", isArray: true }) };
  const changed = properties.filter((one) => {
    const draft = drafts[one.name as keyof typeof drafts];
    return draft !== undefined && isChanged(properties)(draft, declarationOf(one));
  });
  expect(changed.map(({ name }) => name)).toEqual(["Tags"]);
});

test("tells what another person changed meanwhile", () => {
  const now = instance(
    property("ID", "1"),
    property("caption", "b"),
    property("Tags", ["x"], true),
    property("New", "n"),
  );
  expect(changesBetween(before, now)).toMatchObject([
    { name: "caption", before: "a", now: "b" },
    { name: "New", before: null, now: "n" },
  ]);
  expect(changesBetween(before, before)).toEqual([]);
});

test("another person's change stays where nothing was edited here", () => {
  const properties = editableProperties(before);
  const mine = { ...initialDrafts(properties), Caption: draftOf("mine", { type: "string", isArray: false }) };
  const now = [property("Caption", "theirs"), property("Tags", ["theirs"], true)];
  expect(rebase(mine, properties, now)).toEqual({
    Caption: draftOf("mine", { type: "string", isArray: false }),
    Tags: draftOf(["theirs"], { type: "string", isArray: true }),
  });
});
