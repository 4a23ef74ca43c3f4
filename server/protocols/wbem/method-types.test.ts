import { expect, it } from "vitest";
import { withDeclaredTypes } from "./method-types";
import { method, parameter } from "./model/builders";
import type { CimParameterValue, CimValue } from "./model/objects";
import type { CimDataType } from "./model/types";

const untyped = (name: string, value: CimValue): CimParameterValue => ({
  name,
  type: null,
  value,
  isArray: Array.isArray(value),
  embeddedObject: null,
});

it.each<[CimDataType, CimValue, CimValue]>([
  ["uint64", "18446744073709551615", 18446744073709551615n],
  ["uint64", 5, 5n],
  ["boolean", "false", false],
  ["string", 7, "7"],
  ["real64", "1.5", 1.5],
  ["uint8", "256", "256"],
  ["uint8", null, null],
])("a return value of type %s that came as %s without one is %s", (type, value, expected) => {
  const result = { returnValue: value, outputParameters: [] };
  expect(withDeclaredTypes(result, method("Run", type)).returnValue).toEqual(expected);
});

it("gives output parameters the types of their class, whatever the case of names, and leaves others alone", () => {
  const declared = method("Run", "uint32", {
    parameters: [parameter("Flags", "boolean", { isArray: true }), parameter("Job", "reference")],
  });
  const outputParameters = [
    untyped("FLAGS", ["TRUE", null, "false"]),
    untyped("Other", "1"),
    { ...untyped("Flags", "1"), type: "string" as const },
    untyped("Job", null),
  ];
  expect(withDeclaredTypes({ returnValue: 0, outputParameters }, declared).outputParameters).toMatchObject([
    { type: "boolean", value: [true, null, false] },
    { type: null, value: "1" },
    { type: "string", value: "1" },
    { type: "reference", value: null },
  ]);
});
