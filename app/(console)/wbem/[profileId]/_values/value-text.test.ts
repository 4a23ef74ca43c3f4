import { expect, test } from "vitest";
import type { WbemPath } from "@/contracts/wbem/values";
import { cellValue, isSamePath, mappedText, originalText, pathLabel, valueText } from "./value-text";

const health = [
  { from: "0", to: "0", text: "Unknown" },
  { from: "5", to: "5", text: "OK" },
  { from: "10", to: "20", text: "Degraded" },
  { from: "32768", to: null, text: "Vendor Reserved" },
  { from: null, to: null, text: "DMTF Reserved" },
];

test.each([
  [5, "OK"],
  [0, "Unknown"],
  [12, "Degraded"],
  [40_000, "Vendor Reserved"],
  [7, "DMTF Reserved"],
  ["18446744073709551615", "Vendor Reserved"],
])("finds the text of %s", (value, text) => {
  expect(mappedText(value, health)).toBe(text);
});

test("a value that no entry covers has no text", () => {
  expect(mappedText(7, health.slice(0, 4))).toBeNull();
  expect(mappedText("On", [{ from: "Off", to: "Off", text: "Powered off" }])).toBeNull();
  expect(mappedText("Off", [{ from: "Off", to: "Off", text: "Powered off" }])).toBe("Powered off");
});

test("a table sorts numbers by size and shows texts with their number", () => {
  const plain = { type: "uint32" as const };
  expect(cellValue(12, plain)).toBe(12);
  expect(cellValue("18446744073709551615", { type: "uint64" })).toBe("18446744073709551615");
  expect(cellValue(5, { ...plain, valueMap: health })).toBe("OK (5)");
  expect(cellValue([5, null, 0], { ...plain, valueMap: health })).toBe("OK (5), NULL, Unknown (0)");
  expect(cellValue(undefined, plain)).toBeNull();
  expect(cellValue(false, { type: "boolean" })).toBe(false);
});

test("the original of a time stays at hand", () => {
  const shape = { type: "datetime" as const };
  const text = "00000012040506.000000:000";
  expect(valueText(text, shape)).toBe("12 d 04:05:06");
  expect(originalText(text, shape)).toBe(text);
});

const disk: WbemPath = {
  className: "CIM_DiskDrive",
  namespace: "root/cimv2",
  keys: [
    { name: "SystemCreationClassName", type: "string", value: "CIM_ComputerSystem" },
    { name: "SystemName", type: "string", value: "array1" },
    { name: "CreationClassName", type: "string", value: "CIM_DiskDrive" },
    { name: "DeviceID", type: "string", value: "disk0" },
  ],
};

test("an instance is named by the keys that tell it apart", () => {
  expect(pathLabel(disk)).toBe("disk0");
  expect(pathLabel({ className: "CIM_Setting", namespace: null, keys: [] })).toBe("CIM_Setting");
  const blank = { name: "InstanceID", type: "string", value: "" } as const;
  expect(pathLabel({ className: "CIM_Setting", namespace: null, keys: [blank] })).toBe('""');
  const association: WbemPath = {
    className: "CIM_SystemDevice",
    namespace: "root/cimv2",
    keys: [
      {
        name: "GroupComponent",
        type: "reference",
        value: { ...disk, className: "CIM_Pool", keys: disk.keys.slice(1, 2) },
      },
      { name: "PartComponent", type: "reference", value: disk },
    ],
  };
  expect(pathLabel(association)).toBe("GroupComponent array1, PartComponent disk0");
});

test("paths are the same whatever the case of names and the order of keys", () => {
  const spelled = { ...disk, className: "cim_diskdrive", keys: [...disk.keys].reverse() };
  expect(isSamePath(disk, spelled)).toBe(true);
  expect(isSamePath(disk, { ...disk, keys: disk.keys.slice(1) })).toBe(false);
  expect(isSamePath(disk, { ...disk, namespace: "interop" })).toBe(false);
});
