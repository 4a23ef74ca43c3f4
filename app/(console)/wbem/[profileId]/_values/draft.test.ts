import { expect, test } from "vitest";
import type { CimTypeName, WbemPath } from "@/contracts/wbem/values";
import { choicesOf, type Declared, draftOf, emptyItem, givenOf, isSameDraft, judgeDraft } from "./draft";

const declared = (type: CimTypeName, more: Partial<Declared> = {}): Declared => ({
  name: "Value",
  type,
  isArray: false,
  arraySize: null,
  embeddedClass: null,
  valueMap: null,
  ...more,
});
const typed = (text: string, type: CimTypeName, more: Partial<Declared> = {}) =>
  judgeDraft({ isNull: false, items: [{ isNull: false, text, path: null }] }, declared(type, more));

test.each<[CimTypeName, string]>([
  ["uint8", "255"],
  ["sint8", "-128"],
  ["uint64", "18446744073709551615"],
  ["sint64", "-9223372036854775808"],
  ["real64", "1.5E-3"],
  ["real32", "-INF"],
  ["datetime", "20240229235959.123456-300"],
  ["datetime", "00000012040506.789000:000"],
  ["char16", "x"],
  ["string", ""],
])("takes a %s of %s", (type, text) => {
  expect(typed(text, type)).toBeNull();
});

test.each<[CimTypeName, string, RegExp]>([
  ["uint8", "256", /between 0 and 255/],
  ["sint8", "-129", /between -128 and 127/],
  ["uint64", "18446744073709551616", /between/],
  ["uint32", "1.5", /whole number/],
  ["uint32", "", /whole number/],
  ["real64", "1,5", /number is needed/],
  ["datetime", "2024-02-29", /datetime is needed/],
  ["char16", "ab", /One character/],
  ["reference", "root/cimv2:CIM_Foo", /Choose an instance/],
])("refuses a %s of %s", (type, text, why) => {
  expect(typed(text, type)).toMatch(why);
});

test("NULL needs nothing, and an array names the item that is wrong", () => {
  expect(judgeDraft(draftOf(null, { type: "uint8", isArray: false }), declared("uint8"))).toBeNull();
  const draft = draftOf([1, null, 2], { type: "uint8", isArray: true });
  expect(judgeDraft(draft, declared("uint8", { isArray: true }))).toBeNull();
  draft.items.push({ ...emptyItem("uint8"), text: "300" });
  expect(judgeDraft(draft, declared("uint8", { isArray: true }))).toMatch(/^Item 4: /);
  expect(judgeDraft(draft, declared("uint8", { isArray: true, arraySize: 3 }))).toBe("At most 3 items fit.");
});

test("integers of 64 bits and times are sent as texts, shorter numbers as numbers", () => {
  const given = (text: string, type: CimTypeName) =>
    givenOf({ isNull: false, items: [{ isNull: false, text, path: null }] }, declared(type)).value;
  expect(given("18446744073709551615", "uint64")).toBe("18446744073709551615");
  expect(given(" 12 ", "uint32")).toBe(12);
  expect(given("1E3", "real64")).toBe(1000);
  expect(given("NaN", "real64")).toBe("NaN");
  expect(given("true", "boolean")).toBe(true);
  expect(given(" padded ", "string")).toBe(" padded ");
});

test("an array keeps its NULL items, a reference is sent as its path", () => {
  const array = declared("string", { isArray: true });
  expect(givenOf(draftOf(["a", null], array), array).value).toEqual(["a", null]);
  expect(givenOf(draftOf([], array), array).value).toEqual([]);
  expect(givenOf(draftOf(null, array), array).value).toBeNull();
  const path: WbemPath = { className: "CIM_Foo", namespace: "root/cimv2", keys: [] };
  const reference = declared("reference");
  expect(givenOf(draftOf({ reference: { path, uri: "/root/cimv2:CIM_Foo" } }, reference), reference).value).toEqual(
    path,
  );
});

test("a draft is the same until its value changes", () => {
  const shape = declared("string", { isArray: true });
  const draft = draftOf(["a"], shape);
  expect(isSameDraft(draft, draftOf(["a"], shape))).toBe(true);
  expect(isSameDraft(draft, draftOf(["a", "b"], shape))).toBe(false);
  expect(isSameDraft(draft, draftOf(null, shape))).toBe(false);
  expect(isSameDraft(draftOf(null, shape), draftOf(null, shape))).toBe(true);
});

test("only single values of a value map can be chosen", () => {
  expect(
    choicesOf([
      { from: "1", to: "1", text: "On" },
      { from: "2", to: "9", text: "Reserved" },
      { from: null, to: null, text: "Other" },
    ]),
  ).toEqual([{ value: "1", text: "On (1)" }]);
});
