import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CimInstance, CimScalar, CimValue } from "../model/objects";
import {
  arbitraryParameterValue,
  arbitraryPlacedName,
  arbitraryXmlClass,
  arbitraryXmlInstance,
  arbitraryXmlQualifierDeclaration,
} from "../testing/arbitrary-elements";
import { defaultLimits } from "../xml/limits";
import { ToleranceNotes } from "../xml/notes";
import { ReadContext } from "../xml/read-context";
import * as ours from "../xml/read-objects";
import { readParameterValue } from "../xml/read-parameters";
import { readInstancePath } from "../xml/read-paths";
import { parseTree } from "../xml/tree-reader";
import { writeClass, writeInstance, writeParameterValue, writeQualifierDeclaration } from "../xml/write-objects";
import { writePath } from "../xml/write-paths";
import { findInvalidity } from "./dtd";
import * as theirs from "./object-reader";
import * as fake from "./object-writer";
import { noQuirks } from "./quirks";
import { isList } from "./values";
import { readXml } from "./xml-reader";

const context = { quirks: noQuirks(), serverName: "other" };
const runs = { numRuns: 60 };

/** What both say the same of: single precision as it is, NaN as a text. */
function settled(object: unknown): unknown {
  if (typeof object === "bigint") return `${object}n`;
  if (typeof object === "number") return Object.is(object, -0) ? 0 : Number.isNaN(object) ? "NaN" : Math.fround(object);
  if (Array.isArray(object)) return object.map(settled);
  if (typeof object !== "object" || object === null) return object;
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, settled(value)]));
}

/** Our reader; deviations would show that one of the two is wrong. */
function read<Result>(xml: string, map: (root: ReturnType<typeof parseTree>, context: ReadContext) => Result): Result {
  const notes = new ToleranceNotes();
  const result = map(
    parseTree(xml, { operation: "x", limits: defaultLimits, notes }),
    new ReadContext("x", defaultLimits, notes),
  );
  expect(notes.list()).toEqual([]);
  return result;
}

describe("what the client writes is valid, and the simulator's own reader finds the same in it", () => {
  it("instances", () => {
    fc.assert(
      fc.property(arbitraryXmlInstance(), (object) => {
        const root = readXml(writeInstance(object, "I"));
        expect(findInvalidity(root)).toBeNull();
        expect(settled(theirs.readInstance(root))).toEqual(settled(object));
      }),
      runs,
    );
  });

  it("classes", () => {
    fc.assert(
      fc.property(arbitraryXmlClass, (object) => {
        const root = readXml(writeClass(object, "C"));
        expect(findInvalidity(root)).toBeNull();
        expect(settled(theirs.readClass(root))).toEqual(settled(object));
      }),
      runs,
    );
  });

  it("qualifier declarations", () => {
    fc.assert(
      fc.property(arbitraryXmlQualifierDeclaration, (object) => {
        const root = readXml(writeQualifierDeclaration(object, "Q", {}));
        expect(findInvalidity(root)).toBeNull();
        expect(settled(theirs.readQualifierDeclaration(root))).toEqual(settled(object));
      }),
      runs,
    );
  });

  it("paths", () => {
    fc.assert(
      fc.property(arbitraryPlacedName, (path) => {
        const root = readXml(writePath(path, "P"));
        expect(findInvalidity(root)).toBeNull();
        expect(settled(theirs.readInstanceName(root))).toEqual(settled(path));
      }),
      runs,
    );
  });

  it("parameters", () => {
    fc.assert(
      fc.property(arbitraryParameterValue, (parameter) => {
        const root = readXml(writeParameterValue(parameter, {}));
        expect(findInvalidity(root)).toBeNull();
        expect(settled(theirs.readParameterValue(root))).toEqual(settled(parameter));
      }),
      runs,
    );
  });
});

/** The simulator says nothing of qualifiers of instances, as servers do. */
function bareValue(value: CimValue): CimValue {
  return isList(value) ? value.map((item) => item && bareScalar(item)) : value && bareScalar(value);
}

function bareScalar(value: CimScalar): CimScalar {
  return typeof value === "object" && value.kind === "instance" ? withoutQualifiers(value) : value;
}

function withoutQualifiers(instance: CimInstance): CimInstance {
  const properties = instance.properties.map((one) => ({ ...one, qualifiers: [], value: bareValue(one.value) }));
  return { ...instance, qualifiers: [], properties };
}

describe("what the simulator writes, the client reads as it was meant, and finds nothing to tolerate", () => {
  it("instances", () => {
    fc.assert(
      fc.property(arbitraryXmlInstance().map(withoutQualifiers), (object) => {
        expect(settled(read(fake.writeInstance(object, context), ours.readInstance))).toEqual(settled(object));
      }),
      runs,
    );
  });

  it("classes", () => {
    fc.assert(
      fc.property(arbitraryXmlClass, (object) => {
        expect(settled(read(fake.writeClass(object, context), ours.readClass))).toEqual(settled(object));
      }),
      runs,
    );
  });

  it("qualifier declarations", () => {
    fc.assert(
      fc.property(arbitraryXmlQualifierDeclaration, (object) => {
        const xml = fake.writeQualifierDeclaration(object, context);
        expect(settled(read(xml, ours.readQualifierDeclaration))).toEqual(settled(object));
      }),
      runs,
    );
  });

  it("paths", () => {
    fc.assert(
      fc.property(arbitraryPlacedName, (path) => {
        expect(settled(read(fake.writePath(path, context), readInstancePath))).toEqual(settled(path));
      }),
      runs,
    );
  });

  it("parameters", () => {
    fc.assert(
      fc.property(arbitraryParameterValue, (given) => {
        const parameter = { ...given, value: bareValue(given.value) };
        expect(settled(read(fake.writeOutput(parameter, context), readParameterValue))).toEqual(settled(parameter));
      }),
      runs,
    );
  });
});
