import fc from "fast-check";
import { expect, test } from "vitest";
import { wbemPathSchema, wbemValueSchema } from "@/contracts/wbem/values";
import { className, keyBinding } from "@/server/protocols/wbem/model/builders";
import { integerOfType } from "@/server/protocols/wbem/model/integers";
import type { CimInstanceName } from "@/server/protocols/wbem/model/objects";
import { parseScalar } from "@/server/protocols/wbem/model/scalars";
import { integerTypes } from "@/server/protocols/wbem/model/types";
import { arbitraryInstanceName, arbitraryInteger } from "@/server/protocols/wbem/testing/arbitrary-objects";
import { propertiesFromGiven } from "./given";
import { pathFromWire, pathToWire, valueToWire } from "./wire";

/** As a browser gets it and sends it back. */
const travelled = (path: CimInstanceName) =>
  pathFromWire(wbemPathSchema.parse(JSON.parse(JSON.stringify(pathToWire(path)))));

test("paths come back as they went, with keys of every type", () => {
  fc.assert(
    fc.property(arbitraryInstanceName(), (path) => {
      // JSON has one zero, and no bigint.
      const plain = (one: CimInstanceName): unknown =>
        JSON.parse(JSON.stringify(one, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value)));
      expect(plain(travelled(path))).toEqual(plain(path));
    }),
  );
});

test("paths of classes as keys, and reals without an end, come back too", () => {
  const path: CimInstanceName = {
    kind: "instance-name",
    className: "C",
    keyBindings: [
      keyBinding("Class", className("CIM_Foo", { namespace: "root/cimv2" }), "reference"),
      keyBinding("Real", Number.NEGATIVE_INFINITY, "real32"),
    ],
    namespace: "root/cimv2",
    host: null,
  };
  expect(travelled(path)).toEqual(path);
});

test("integers of 64 bits reach the browser and come back exactly", async () => {
  const given = { name: "N", isArray: false, embeddedObject: null };
  for (const type of integerTypes) {
    await fc.assert(
      fc.asyncProperty(arbitraryInteger(type), async (value) => {
        const sent = wbemValueSchema.parse(JSON.parse(JSON.stringify(valueToWire(value))));
        if (typeof sent !== "string" && typeof sent !== "number") throw new Error("This is no number.");
        const [read] = await propertiesFromGiven([{ ...given, type, value: sent }], "changes", async () => null);
        expect(read?.value).toBe(integerOfType(type, BigInt(value)));
      }),
      { numRuns: 20 },
    );
  }
  expect(valueToWire(18446744073709551615n)).toBe("18446744073709551615");
  expect(parseScalar("uint64", "18446744073709551615")).toBe(18446744073709551615n);
});

test("keys that are no values of their types are refused, so that they name nothing else", () => {
  const pathWith = (type: "boolean" | "string", value: string | number) =>
    wbemPathSchema.parse({ className: "C", namespace: "root/cimv2", keys: [{ name: "K", type, value }] });
  expect(() => pathFromWire(pathWith("boolean", "maybe"))).toThrow(
    expect.objectContaining({
      code: "invalid_request",
      errors: [expect.objectContaining({ path: "path.keys.0.value" })],
    }),
  );
  expect(pathFromWire(pathWith("boolean", "TRUE")).keyBindings[0]?.value).toBe(true);
  expect(pathFromWire(pathWith("string", 5)).keyBindings[0]?.value).toBe("5");
});
