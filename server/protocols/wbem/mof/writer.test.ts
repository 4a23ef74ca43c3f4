import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cimClass,
  instance,
  instanceName,
  method,
  parameter,
  property,
  qualifier,
  qualifierDeclaration,
} from "../model/builders";
import { isSameClass, isSameInstance, isSameQualifierDeclaration } from "../model/equality";
import type { CimClass, CimInstance, CimQualifier, CimQualifierDeclaration } from "../model/objects";
import {
  arbitraryClass,
  arbitraryInstance,
  arbitraryQualifierDeclaration,
  arbitraryText,
} from "../testing/arbitrary-objects";
import { type CompiledMof, compileMof, type KnownDeclarations } from "./compiler";
import { lineWidth } from "./layout";
import { parseMof } from "./parser";
import { mofDocument, tomof } from "./writer";

const compile = (text: string, known?: KnownDeclarations): CompiledMof[] => compileMof(parseMof(text), known);

function onlyClass(text: string, known?: KnownDeclarations): CimClass {
  const [compiled] = compile(text, known);
  if (compiled?.kind !== "class") throw new Error("This is no class.");
  return compiled.class;
}

function lastInstance(text: string, known?: KnownDeclarations): CimInstance {
  const compiled = compile(text, known).at(-1);
  if (compiled?.kind !== "instance") throw new Error("This is no instance.");
  return compiled.instance;
}

describe("writing", () => {
  it("writes an instance", () => {
    const foo = instance("CIM_Foo", [
      property("Name", "string", "x"),
      property("Numbers", "uint16", [1, 2]),
      property("Empty", "uint16", []),
      property("Nothing", "string", null),
      property("Some", "string", ["a", null]),
      property("On", "boolean", true),
      property("Letter", "char16", "'"),
      property("Ratio", "real32", 1),
      property("Big", "uint64", 18446744073709551615n),
      property("At", "datetime", "20240229120000.000000+000"),
      property("Ref", "reference", instanceName("B", { K: 'q"' }, { namespace: "root" })),
    ]);
    expect(tomof(foo)).toBe(`instance of CIM_Foo {
   Name = "x";
   Numbers = { 1, 2 };
   Empty = { };
   Nothing = NULL;
   Some = { "a", NULL };
   On = true;
   Letter = '\\'';
   Ratio = 1.0;
   Big = 18446744073709551615;
   At = "20240229120000.000000+000";
   Ref = "/root:B.K=\\"q\\\\\\"\\"";
};
`);
  });

  it("writes a class", () => {
    const text = "text ".repeat(20);
    const foo = cimClass("CIM_Foo", {
      superClass: "CIM_Base",
      qualifiers: [qualifier("Version", "string", "1.0"), qualifier("Description", "string", text)],
      properties: [
        property("Name", "string", null, { qualifiers: [qualifier("Key", "boolean", true)] }),
        property("Other", "reference", null, { referenceClass: "CIM_Bar" }),
        property("Numbers", "uint16", [1, 2], { arraySize: 4 }),
      ],
      methods: [
        method("Reset", "uint32", {
          qualifiers: [qualifier("Values", "string", ["OK", "Failed"])],
          parameters: [
            parameter("Force", "boolean", { qualifiers: [qualifier("IN", "boolean", true)] }),
            parameter("Target", "reference", { referenceClass: "CIM_Foo" }),
          ],
        }),
        method("Stop", "uint32"),
      ],
    });
    expect(tomof(foo)).toBe(`   [Version ( "1.0" ),
    Description (
       "${"text ".repeat(14)}"
       "${"text ".repeat(6)}" )]
class CIM_Foo : CIM_Base {

      [Key ( true )]
   string Name;

   CIM_Bar REF Other;

   uint16 Numbers[4] = { 1, 2 };

      [Values { "OK", "Failed" }]
   uint32 Reset(
         [IN ( true )]
      boolean Force,
      CIM_Foo REF Target);

   uint32 Stop();

};
`);
  });

  it("writes a qualifier declaration", () => {
    const key = qualifierDeclaration("Key", "boolean", {
      value: false,
      scopes: ["reference", "property"],
      isOverridable: false,
      toSubclass: true,
    });
    expect(tomof(key)).toBe(`Qualifier Key : boolean = false,
    Scope(property, reference),
    Flavor(DisableOverride, ToSubclass);
`);
    const open = qualifierDeclaration("Values", "string", { isArray: true, scopes: ["class"] });
    expect(tomof(open)).toBe("Qualifier Values : string[],\n    Scope(class);\n");
  });

  it("escapes what MOF escapes, and splits no escape", () => {
    const text = `a\b\t\n\f\r"'\\\u0001${"\\".repeat(200)}`;
    const mof = tomof(instance("C", [property("P", "string", text)]));
    expect(mof).toContain(`"a\\b\\t\\n\\f\\r\\"\\'\\\\\\x0001`);
    expect(lastInstance(`class C { string P; };\n${mof}`).properties[0]?.value).toBe(text);
  });

  it("writes an embedded instance as its MOF in quotes", () => {
    const inner = instance("Inner", [property("Text", "string", 'a "b"')]);
    const outer = instance("Outer", [property("In", "string", inner)]);
    const declarations = 'class Inner { string Text; }; class Outer { [EmbeddedInstance("Inner")] string In; };';
    const read = lastInstance(`${declarations}\n${tomof(outer)}`);
    expect(isSameInstance(read, outer)).toBe(true);
  });

  it("puts several objects of a namespace into one file", () => {
    const objects = [
      cimClass("A", { properties: [property("P", "string", null)] }),
      instance("A", [property("P", "string", "x")]),
    ];
    const text = mofDocument(objects, { namespace: "root/cimv2" });
    expect(text.startsWith('#pragma namespace ("root/cimv2")\n')).toBe(true);
    expect(compile(text).map(({ kind, namespace }) => [kind, namespace])).toEqual([
      ["class", "root/cimv2"],
      ["instance", "root/cimv2"],
    ]);
  });
});

/** Qualifiers by one name have one type, as their declaration says it. */
function withDeclarableNames(qualifiers: readonly CimQualifier[]): CimQualifier[] {
  return qualifiers.map((each, index) => ({
    ...each,
    name: `Q${index}_${each.type}${Array.isArray(each.value) ? "_A" : ""}`,
  }));
}

function declarable(made: CimClass): CimClass {
  return {
    ...made,
    qualifiers: withDeclarableNames(made.qualifiers),
    properties: made.properties.map((each) => ({ ...each, qualifiers: withDeclarableNames(each.qualifiers) })),
    methods: made.methods.map((each) => ({
      ...each,
      qualifiers: withDeclarableNames(each.qualifiers),
      parameters: each.parameters.map((item) => ({ ...item, qualifiers: withDeclarableNames(item.qualifiers) })),
    })),
  };
}

function findQualifier(name: string): CimQualifierDeclaration | undefined {
  const [, type, array] = name.split("_");
  return qualifierDeclaration(name, type as CimQualifier["type"], { isArray: array !== undefined });
}

describe("round trips", () => {
  it("keep instances", () => {
    fc.assert(
      fc.property(arbitraryInstance, (made) => {
        const findClass = () =>
          cimClass(made.className, { properties: made.properties.map((each) => ({ ...each, value: null })) });
        const mof = tomof(made);
        expect(isSameInstance(lastInstance(mof, { findClass }), made)).toBe(true);
        expect(tomof(lastInstance(mof, { findClass }))).toBe(mof);
      }),
      { numRuns: 200 },
    );
  });

  it("keep classes", () => {
    fc.assert(
      fc.property(arbitraryClass.map(declarable), (made) => {
        const mof = tomof(made);
        const read = onlyClass(mof, { findQualifier });
        expect(isSameClass(read, made)).toBe(true);
        expect(tomof(read)).toBe(mof);
      }),
      { numRuns: 200 },
    );
  });

  it("keep qualifier declarations", () => {
    fc.assert(
      fc.property(arbitraryQualifierDeclaration, (made) => {
        const [read] = compile(tomof(made));
        expect(read?.kind === "qualifier" && isSameQualifierDeclaration(read.declaration, made)).toBe(true);
      }),
    );
  });

  it("keep lines as narrow as they can be", () => {
    fc.assert(
      fc.property(arbitraryText, fc.array(arbitraryText, { maxLength: 6 }), (text, texts) => {
        const mof = tomof(instance("C", [property("Text", "string", text), property("Texts", "string", texts)]));
        for (const line of mof.split("\n")) expect(line.length).toBeLessThanOrEqual(lineWidth);
      }),
    );
  });
});
