import { expect, test } from "vitest";
import { wbemUriItems } from "./palette-objects";

const profiles = [
  { id: "p1", name: "ARRAY1" },
  { id: "p2", name: "ARRAY2" },
];

test.each([
  'root/cimv2:CIM_Foo.Name="a b"',
  '/root/cimv2:CIM_Foo.Name="a"',
  '//host:5989/root/cimv2:CIM_Foo.Name="a",N=3',
  "root/cimv2:CIM_Foo",
])("%s leads to each WBEM server", (uri) => {
  const items = wbemUriItems(profiles, uri);
  expect(items.map(({ note }) => note)).toEqual(["ARRAY1", "ARRAY2"]);
  expect(new URL(items[0]?.href ?? "", "http://console").searchParams.get("uri")).toBe(uri);
});

test.each(["CIM_Foo", "array one", "stop: now", "10:30"])("%s is no WBEM URI", (text) => {
  expect(wbemUriItems(profiles, text)).toEqual([]);
});
