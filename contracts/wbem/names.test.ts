import { expect, test } from "vitest";
import { namePattern, namespacePattern } from "./names";

test.each(["CIM_Foo", "_x", "Zürich_Disk", "a-b%20;c"])("%s is a name", (name) => {
  expect(namePattern.test(name)).toBe(true);
});

test.each(["", "a b", "a\n", "a.b", 'a"b', "<b>", "a\u0000", "a\u202eb", "a\ud800"])("%j is no name", (name) => {
  expect(namePattern.test(name)).toBe(false);
});

test("namespaces are names with slashes between them", () => {
  expect(namespacePattern.test("root/cimv2")).toBe(true);
  for (const text of ["/root", "root/", "root//cimv2", "root\\cimv2", "root/../etc", "root/\u0000"]) {
    expect(namespacePattern.test(text)).toBe(false);
  }
});
