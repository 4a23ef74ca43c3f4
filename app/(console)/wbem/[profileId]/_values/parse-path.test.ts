import { expect, test } from "vitest";
import type { WbemPath } from "@/contracts/wbem/values";
import { parsePath } from "./parse-path";

const path: WbemPath = {
  className: "CIM_SystemDevice",
  namespace: "root/cimv2",
  keys: [
    {
      name: "PartComponent",
      type: "reference",
      value: { className: "CIM_Disk", namespace: null, keys: [{ name: "DeviceID", type: "uint32", value: 3 }] },
    },
  ],
};

test("reads a path that stands in an address", () => {
  expect(parsePath(JSON.stringify(path))).toEqual(path);
});

test.each([
  null,
  "",
  "{",
  "[]",
  '"CIM_Foo"',
  '{"className":"","namespace":null,"keys":[]}',
  '{"className":"A","namespace":1,"keys":[]}',
  '{"className":"A","namespace":null,"keys":[{"name":"B","type":null,"value":{}}]}',
  '{"className":"A","namespace":null,"keys":[null]}',
])("takes %s for no path", (text) => {
  expect(parsePath(text)).toBeNull();
});
