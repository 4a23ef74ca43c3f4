import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WbemClient } from "../client";
import type { CimInstance, CimInstanceName, CimProperty } from "../model/objects";
import { dataTypes } from "../model/types";
import { answerOf, intrinsicReply, methodReply, scriptedExchange } from "../testing/answers";
import {
  arbitraryParameterValue,
  arbitraryPlacedName,
  arbitraryXmlClass,
  arbitraryXmlInstance,
  arbitraryXmlQualifierDeclaration,
} from "../testing/arbitrary-elements";
import { arbitraryInstanceName, arbitraryScalar } from "../testing/arbitrary-objects";
import {
  writeClass,
  writeInstance,
  writeNamedInstance,
  writeParameterValue,
  writeQualifierDeclaration,
  writeTypedValue,
} from "./write-objects";
import { writePath } from "./write-paths";

/** Asks a server that answers with this element, in pieces of odd sizes. */
function clientFor(operation: string, element: string, pieceBytes = 13): WbemClient {
  const reply = intrinsicReply(operation, `<IRETURNVALUE>${element}</IRETURNVALUE>`);
  return new WbemClient({ exchange: scriptedExchange(answerOf(reply, { pieceBytes })).exchange });
}

/** Reals of single precision as the same real, however many digits were written. */
function single(value: unknown): unknown {
  return typeof value === "number" ? Math.fround(value) : Array.isArray(value) ? value.map(single) : value;
}

function settled(object: unknown): unknown {
  if (Array.isArray(object)) return object.map(settled);
  if (typeof object !== "object" || object === null) return object;
  const entries = Object.entries(object).map(([name, value]) => [name, settled(value)] as const);
  const result = Object.fromEntries(entries);
  return result.type === "real32" ? { ...result, value: single(result.value) } : result;
}

const target: CimInstanceName = {
  kind: "instance-name",
  className: "C",
  keyBindings: [],
  namespace: "root/cimv2",
  host: null,
};

const pieces = fc.integer({ min: 1, max: 200 });

const bare = (className: string): CimInstance => ({
  kind: "instance",
  className,
  properties: [],
  qualifiers: [],
  path: null,
});

const embedding = (embedded: CimInstance): CimInstance => ({
  ...embedded,
  className: "Outer",
  properties: [
    {
      name: "Inner",
      type: "string",
      value: embedded,
      isArray: false,
      arraySize: null,
      referenceClass: null,
      embeddedObject: "instance",
      classOrigin: null,
      isPropagated: null,
      qualifiers: [],
    } satisfies CimProperty,
  ],
});

describe("what is written is read again, whatever it is", () => {
  it("instances with values of every type, arrays, NULL, references and embedded objects", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryXmlInstance(), arbitraryInstanceName(), pieces, async (object, name, size) => {
        const path = { ...name, namespace: "root/cimv2" };
        const element = writeNamedInstance({ ...object, path }, "I", {});
        const [read] = await clientFor("EnumerateInstances", element, size).EnumerateInstances("C");
        expect(settled(read)).toEqual(settled({ ...object, path }));
      }),
      { numRuns: 100 },
    );
  });

  it("instances embedded in one another", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryXmlInstance(0), async (object) => {
        const outer = embedding(embedding(object));
        const element = `<VALUE.OBJECT>${writeInstance(outer, "I")}</VALUE.OBJECT>`;
        const [read] = await clientFor("ExecQuery", element).ExecQuery("WQL", "select");
        expect(settled({ ...read, path: null })).toEqual(settled(outer));
      }),
      { numRuns: 50 },
    );
  });

  it("classes with methods, parameters and qualifiers", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryXmlClass, async (object) => {
        const read = await clientFor("GetClass", writeClass(object, "C")).GetClass(object.className);
        expect(settled({ ...read, path: null })).toEqual(settled(object));
      }),
      { numRuns: 50 },
    );
  });

  it("qualifier declarations", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryXmlQualifierDeclaration, async (object) => {
        const element = writeQualifierDeclaration(object, "Q", {});
        const read = await clientFor("GetQualifier", element).GetQualifier("Q");
        expect(settled(read)).toEqual(settled(object));
      }),
      { numRuns: 50 },
    );
  });

  it("paths with all that is known of their place", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryPlacedName, async (name) => {
        const path = { ...name, host: name.host ?? "acme.com:5989" };
        const element = `<OBJECTPATH>${writePath(path, "P")}</OBJECTPATH>`;
        const read = await clientFor("AssociatorNames", element).AssociatorNames(path);
        expect(settled(read)).toEqual(settled([path]));
      }),
      { numRuns: 50 },
    );
  });

  it("output parameters in every form", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryParameterValue, { maxLength: 3 }), pieces, async (parameters, pieceBytes) => {
        const reply = methodReply("Run", parameters.map((one) => writeParameterValue(one, {})).join(""));
        const { exchange } = scriptedExchange(answerOf(reply, { pieceBytes }));
        const { outputParameters } = await new WbemClient({ exchange }).InvokeMethod("Run", target);
        expect(settled(outputParameters)).toEqual(settled(parameters));
      }),
      { numRuns: 100 },
    );
  });

  it.each(dataTypes)("return values and single properties of type %s", async (type) => {
    await fc.assert(
      fc.asyncProperty(arbitraryScalar(type), async (value) => {
        const element = writeTypedValue({ type, value }, "V", {});
        const reply = methodReply("Run", `<RETURNVALUE PARAMTYPE="${type}">${element}</RETURNVALUE>`);
        const { returnValue } = await new WbemClient(scriptedExchange(reply)).InvokeMethod("Run", target);
        const read = await clientFor("GetProperty", element).GetProperty(target, "P", { type });
        expect(
          settled([
            { type, value: returnValue },
            { type, value: read },
          ]),
        ).toEqual(
          settled([
            { type, value },
            { type, value },
          ]),
        );
      }),
      { numRuns: 25 },
    );
  });

  it("objects whose names are those of every JavaScript object", async () => {
    const names = ["__proto__", "constructor", "prototype", "toString"];
    const properties = names.map((name) => ({ ...(embedding(bare("X")).properties[0] as CimProperty), name }));
    const keyBindings = names.map((name) => ({ name, type: "string" as const, value: name }));
    const path: CimInstanceName = {
      kind: "instance-name",
      className: "__proto__",
      keyBindings,
      namespace: "root/cimv2",
      host: null,
    };
    const object = { ...bare("__proto__"), properties, path };
    const element = writeNamedInstance(object, "I", {});
    expect(await clientFor("EnumerateInstances", element).EnumerateInstances("C")).toEqual([object]);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
