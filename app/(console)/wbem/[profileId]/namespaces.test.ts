import { expect, test } from "vitest";
import { isListedNamespace } from "./namespaces";

test.each([
  ["root/cimv2", true],
  ["Root/CIMv2", true],
  ["/root/cimv2/", true],
  ["root/cimv", false],
  ["", false],
])("%j among the namespaces of a server: %s", (namespace, isListed) => {
  expect(isListedNamespace(["interop", "root/cimv2"], namespace)).toBe(isListed);
});
