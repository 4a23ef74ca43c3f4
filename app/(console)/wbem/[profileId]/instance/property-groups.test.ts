import { expect, test } from "vitest";
import type { WbemInstance, WbemProperty } from "@/contracts/wbem/instances";
import type { WbemValue } from "@/contracts/wbem/values";
import { groupProperties } from "./property-groups";

const property = (name: string, value: WbemValue, classOrigin: string | null): WbemProperty => ({
  name,
  type: "string",
  isArray: false,
  value,
  classOrigin,
  declaration: null,
});
const instance: WbemInstance = {
  path: { className: "ACME_Disk", namespace: "root/cimv2", keys: [{ name: "deviceid", type: "string", value: "0" }] },
  uri: "",
  className: "ACME_Disk",
  lineage: ["ACME_Disk", "CIM_LogicalDevice", "CIM_ManagedElement"],
  properties: [
    property("Caption", "a disk", "CIM_ManagedElement"),
    property("DeviceID", "0", "CIM_LogicalDevice"),
    property("Vendor", "acme", "acme_disk"),
    property("Description", null, "CIM_ManagedElement"),
    property("Stray", "x", null),
  ],
  methods: [],
  mof: "",
  xml: "",
  notes: [],
};
const shown = (withNull: boolean) =>
  groupProperties(instance, withNull).map(({ title, properties }) => [title, properties.map(({ name }) => name)]);

test("keys first, then by the class that introduced them, the most particular one first", () => {
  expect(shown(false)).toEqual([
    ["Keys", ["DeviceID"]],
    ["From acme_disk", ["Vendor"]],
    ["From CIM_ManagedElement", ["Caption"]],
    ["Properties", ["Stray"]],
  ]);
});

test("properties without a value are shown when they are asked for", () => {
  expect(shown(true)[2]).toEqual(["From CIM_ManagedElement", ["Caption", "Description"]]);
});
