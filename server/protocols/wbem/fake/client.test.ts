import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { WbemConnection } from "../connection";
import { wbemKind } from "../connector";
import { withDeclaredTypes } from "../method-types";
import { findByName } from "../model/names";
import type { CimInstance } from "../model/objects";
import { targetOfWbem, WbemBench } from "../testing/test-wbem";
import type { FakeWbem } from "./fake-wbem";
import { noQuirks, type Quirks } from "./quirks";

const bench = new WbemBench();
let wbem: FakeWbem;
let connection: WbemConnection;
beforeAll(async () => {
  wbem = await bench.start();
  connection = await wbemKind.signOn(targetOfWbem(wbem));
});
afterEach(() => {
  Object.assign(wbem.quirks, noQuirks());
  wbem.faults.clear();
});
afterAll(async () => {
  connection.destroy();
  await bench.closeAll();
});

const valuesOf = (instances: readonly CimInstance[]) =>
  instances.map(({ className, properties }) => [className, properties.map(({ name, value }) => [name, value])]);

describe("the console's client reads the simulator", () => {
  it.each<Partial<Quirks>>([
    { embeddedSpelling: "EMBEDDEDOBJECT" },
    { embeddedSpelling: "both" },
    { hasLanguages: true },
    { hasLowerCaseBooleans: true },
    { hasHexadecimalIntegers: true },
    { hasNoXmlDeclaration: true },
    { hasByteOrderMark: true },
    { isPrettyPrinted: true },
    { hasUnknownElements: true },
    { hasUnknownAttributes: true },
    { contentType: "text/xml" },
    { contentType: 'text/xml;charset="UTF-8"' },
    { contentType: null },
    { hasNoCimHeaders: true },
    { hasPaddedLength: true },
    { isAlwaysChunked: true },
    { keyTypes: "none" },
    { keyTypes: "empty" },
    { versions: { cim: "2.8", dtd: "2.4", protocol: "1.4" } },
  ])("with %o as without", async (quirks) => {
    const { operations } = connection;
    const names = ["SBX_StorageSystem", "SBX_FCPort"];
    const read = async () => {
      const lists = [];
      for (const name of names) lists.push(valuesOf(await operations.EnumerateInstances(name)));
      return lists;
    };
    const expected = await read();
    expect(expected.map((list) => list.length)).toEqual([1, 8]);
    Object.assign(wbem.quirks, quirks);
    expect(await read()).toEqual(expected);
  });

  it.each<Partial<Quirks>>([{ outputType: "TYPE" }, { outputType: "none" }, { hasOutputsFirst: true }])(
    "and its methods with %o as without",
    async (quirks) => {
      const [service] = await connection.operations.EnumerateInstanceNames("SBX_DiagnosticService");
      if (service === undefined) throw new Error("There is no service.");
      const parameter = (
        name: string,
        type: "boolean" | "uint64" | "sint32",
        value: boolean | bigint | (number | null)[],
      ) => ({
        name,
        type,
        value,
        isArray: Array.isArray(value),
        embeddedObject: null,
      });
      const given = [
        parameter("Flag", "boolean", false),
        parameter("Number", "uint64", 18_446_744_073_709_551_615n),
        parameter("Numbers", "sint32", [-1, null, 7]),
      ];
      const echo = () => connection.operations.InvokeMethod("Echo", service, given);
      Object.assign(wbem.quirks, quirks);
      const { outputParameters } = await echo();
      const found = (name: string) => findByName(outputParameters, name)?.value;
      expect(String(found("OutFlag")).toLowerCase()).toBe("false");
      expect(String(found("OutNumber"))).toBe("18446744073709551615");
      expect(String(found("OutNumbers"))).toBe("-1,,7");
      const declared = findByName((await connection.operations.GetClass(service.className)).methods, "Echo");
      if (declared === undefined) throw new Error("There is no such method.");
      const typed = withDeclaredTypes({ returnValue: null, outputParameters }, declared).outputParameters;
      expect(given.map(({ name }) => findByName(typed, `Out${name}`))).toMatchObject(
        given.map(({ type, value }) => ({ type, value })),
      );
    },
  );

  it.each<[Partial<Quirks>, number]>([
    [{ pulls: "fewer" }, 100],
    [{ pulls: "more" }, 100],
    [{ pulls: "none-first" }, 100],
    [{}, 100],
  ])("to the end with %o", async (quirks, count) => {
    Object.assign(wbem.quirks, quirks);
    let read = 0;
    for await (const portion of connection.operations.IterEnumerateInstances("SBX_Generated", { MaxObjectCount: 30 })) {
      read += portion.length;
    }
    expect(read).toBe(count);
    expect(wbem.sessions.count).toBe(0);
  });

  it("and closes what it does not read to the end", async () => {
    const { closed } = wbem.sessions;
    for await (const portion of connection.operations.IterEnumerateInstances("SBX_Generated", { MaxObjectCount: 5 })) {
      if (portion.length > 0) break;
    }
    expect(wbem.sessions.closed).toBe(closed + 1);
  });
});
