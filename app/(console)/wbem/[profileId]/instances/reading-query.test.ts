import { expect, test } from "vitest";
import { isNarrowed, readingOptions } from "./reading-query";

const given = (address: string) => readingOptions(new URLSearchParams(address));

test("an address without options asks for everything", () => {
  expect(given("class=CIM_System")).toEqual({
    everywhere: false,
    properties: "",
    namesOnly: false,
    deep: "1",
    filter: "",
    filterLanguage: "DMTF:FQL",
  });
  expect(isNarrowed(given("class=CIM_System&deep=1"))).toBe(false);
});

test.each(["names=1", "everywhere=1", "properties=Name,HealthState", "deep=0", "filter=Name%20%3D%20%27a%27"])(
  "%s asks for something else",
  (address) => {
    expect(isNarrowed(given(address))).toBe(true);
  },
);
