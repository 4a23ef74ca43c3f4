import { expect, test } from "vitest";
import type { WbemNeighbour } from "@/contracts/wbem/instances";
import { groupNeighbours, pickForDrawing } from "./neighbour-groups";

const neighbour = (associationClass: string, resultRole: string, name: string): WbemNeighbour => ({
  associationClass,
  associationPath: null,
  role: "Antecedent",
  resultRole,
  neighbour: {
    path: { className: "CIM_Foo", namespace: "root/cimv2", keys: [{ name: "Name", type: "string", value: name }] },
    uri: name,
  },
});
const uris = (list: readonly WbemNeighbour[]) => list.map(({ neighbour: { uri } }) => uri);

const groups = groupNeighbours([
  neighbour("CIM_SystemDevice", "PartComponent", "disk1"),
  neighbour("CIM_HostedService", "Dependent", "service1"),
  neighbour("cim_systemdevice", "partcomponent", "disk2"),
  neighbour("CIM_SystemDevice", "PartComponent", "disk3"),
]);

test("groups by association and role, whatever their case", () => {
  expect(groups.map(({ associationClass, neighbours }) => [associationClass, uris(neighbours)])).toEqual([
    ["CIM_HostedService", ["service1"]],
    ["CIM_SystemDevice", ["disk1", "disk2", "disk3"]],
  ]);
});

test("a drawing shows something of every association, and never more than fits", () => {
  expect(uris(pickForDrawing(groups, 3))).toEqual(["service1", "disk1", "disk2"]);
  expect(uris(pickForDrawing(groups, 99))).toHaveLength(4);
  expect(pickForDrawing([], 5)).toEqual([]);
});
