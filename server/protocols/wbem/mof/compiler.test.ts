import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instanceName } from "../model/builders";
import { findByName } from "../model/names";
import type { CimClass, CimInstance } from "../model/objects";
import { type CompiledMof, compileMof, type KnownDeclarations } from "./compiler";
import { MofError } from "./errors";
import { longestMof, parseMof } from "./parser";

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

describe("reading", () => {
  it("reads classes with everything they may have", () => {
    const read = onlyClass(`
      // a comment
      [Association, Version("2.0") : Restricted, MAXLEN(64), MinValue(-1), Values {"a" "b", "c"}, Weights{1.5, .5},
       Mark('x'), Huge(18446744073709551615) /* another
       comment */]
      CLASS Foo AS $Foo : Base {
        [Key, Description("one "
           "two")] String Name = "x" "y";
        UINT8 Hex = 0x1F; sint8 Bits = -101b; uint16 Octal = 017; sint64 Low = -9223372036854775808;
        real32 R = -1.5E+3; real64 S = 2; boolean B = TRUE; char16 C = '\\x41'; datetime D = "00000001000000.000000:000";
        string Many[] = {"a", NULL, "b"}; uint8 Four[4] = {}; Bar REF Other = "root:Bar.K=1"; Bar REF None = null;
        string Class; uint8 Scope; boolean Instance;
        uint32 Reset([IN, OUT(false)] boolean Force, Foo REF Target, Foo REF Targets[], string Names[3]);
        uint8 Stop();
      };
    `);
    expect(read).toMatchObject({ className: "Foo", superClass: "Base" });
    expect(Object.fromEntries(read.qualifiers.map(({ name, type, value }) => [name, [type, value]]))).toEqual({
      Association: ["boolean", true],
      Version: ["string", "2.0"],
      MAXLEN: ["uint32", 64],
      MinValue: ["sint64", -1n],
      Values: ["string", ["ab", "c"]],
      Weights: ["real64", [1.5, 0.5]],
      Mark: ["char16", "x"],
      Huge: ["uint64", 18446744073709551615n],
    });
    expect(findByName(read.qualifiers, "Version")).toMatchObject({ toSubclass: false, isOverridable: null });
    expect(Object.fromEntries(read.properties.map(({ name, value }) => [name, value]))).toMatchObject({
      Name: "xy",
      Hex: 31,
      Bits: -5,
      Octal: 15,
      Low: -9223372036854775808n,
      R: -1500,
      S: 2,
      B: true,
      C: "A",
      D: { kind: "interval" },
      Many: ["a", null, "b"],
      Four: [],
      Other: { className: "Bar" },
      None: null,
    });
    expect(read.properties.map(({ name }) => name).slice(-3)).toEqual(["Class", "Scope", "Instance"]);
    expect(
      read.methods.map(({ parameters }) =>
        parameters.map((each) => [each.name, each.type, each.isArray, each.arraySize]),
      ),
    ).toEqual([
      [
        ["Force", "boolean", false, null],
        ["Target", "reference", false, null],
        ["Targets", "reference", true, null],
        ["Names", "string", true, 3],
      ],
      [],
    ]);
  });

  it("takes types and flavors of qualifiers from their declarations", () => {
    const [, compiled] = compile(`
      Qualifier Rank : sint8 = 7, Scope(any), Flavor(DisableOverride, ToSubclass, Translatable);
      [Rank] class A { [Rank(3) : EnableOverride] string P; };
    `);
    if (compiled?.kind !== "class") throw new Error("This is no class.");
    expect(compiled.class.qualifiers).toEqual([
      {
        name: "Rank",
        type: "sint8",
        value: 7,
        isPropagated: null,
        isOverridable: false,
        toSubclass: true,
        toInstance: null,
        isTranslatable: true,
      },
    ]);
    expect(compiled.class.properties[0]?.qualifiers[0]).toMatchObject({
      value: 3,
      isOverridable: true,
      toSubclass: true,
    });
  });

  it("reads scopes, any of them too", () => {
    const [one] = compile("Qualifier Q : string[], Scope(Any);");
    if (one?.kind !== "qualifier") throw new Error("This is no qualifier.");
    expect(one.declaration.scopes).toHaveLength(7);
    expect(one.declaration).toMatchObject({ isArray: true, value: null, isOverridable: null });
  });

  it("gives instances the types and spelling of their class, inherited properties too, and a path", () => {
    const read = lastInstance(`
      #pragma namespace ("/root/cimv2/")
      class Base { [Key] string Id; uint64 Size; };
      class Foo : Base { [Key] uint16 Number; string Names[]; };
      instance of foo { ID = "x"; number = 5; size = 7; Names = {"a"}; };
    `);
    expect(read.properties.map(({ name, type, value }) => [name, type, value])).toEqual([
      ["Id", "string", "x"],
      ["Number", "uint16", 5],
      ["Size", "uint64", 7n],
      ["Names", "string", ["a"]],
    ]);
    expect(read.path).toEqual({
      ...instanceName("foo", [
        { name: "Id", type: "string", value: "x" },
        { name: "Number", type: "uint16", value: 5 },
      ]),
      namespace: "root/cimv2",
    });
  });

  it("follows aliases to paths", () => {
    const text = `
      class Foo { [Key] string Id; string Text; };
      class Link { [Key] Foo REF One; [Key] Foo REF Other; };
      instance of Foo as $A { Id = "a"; };
      instance of Foo as $B { Text = "no key"; };
    `;
    const read = lastInstance(`${text} instance of Link { One = $A; Other = "Foo.Id=\\"b\\""; };`);
    expect(read.properties.map(({ value }) => value)).toMatchObject([{ className: "Foo" }, { className: "Foo" }]);
    expect(read.path?.keyBindings).toHaveLength(2);
    expect(() => compile(`${text} instance of Link { One = $B; };`)).toThrow("does not give all of its keys");
    expect(() => compile(`${text} instance of Link { One = $C; };`)).toThrow("no $C before this");
    expect(() => compile(`${text} instance of Foo as $A { Id = "z"; };`)).toThrow("$A is given twice");
  });

  it("names the pragmas it ignores, and does not follow includes", () => {
    expect(parseMof('#pragma locale ("en_US")\n').ignoredPragmas).toEqual(["locale"]);
    expect(() => parseMof('#pragma include ("/etc/passwd")')).toThrow("#pragma include is not followed");
    expect(() => parseMof('#pragma namespace ("//host/root")')).toThrow("without its host");
  });

  it.each<[string, string, string]>([
    ["class", "1:6", "name of a class is expected, but the text ends"],
    ["class A {", "1:10", "type is expected, but the text ends"],
    ["class A { string };", "1:18", "name is expected"],
    ["class A { wombat P; };", "1:11", "not a type"],
    ["class A {\n  string P\n};", "3:1", "; is expected"],
    ["class A { string P; uint8 p; };", "1:27", "p is given twice"],
    ["class A { uint8 P = 256; };", "1:21", "not of its type uint8"],
    ['class A { uint8 P = "1"; };', "1:21", "not of its type uint8"],
    ['class A { string P = {"a"}; };', "1:22", "no array"],
    ['class A { string P[] = "a"; };', "1:24", "in braces"],
    ["class A { uint8 P[2] = {1,2,3}; };", "1:24", "at most 2 items"],
    ["class A { uint8 P[0]; };", "1:19", "size of 1 or more"],
    ['class A { datetime P = "x"; };', "1:24", "25 characters"],
    ['class A { B REF P = "?"; };', "1:21", "class name is expected"],
    ["class A { B REF P(); };", "1:17", "does not return a reference"],
    ["class A { string P = 08; };", "1:22", "not a number"],
    ["class A { string P = 'ab'; };", "1:22", "exactly one character"],
    ['class A { string P = "\\q"; };', "1:23", "no such escape"],
    ['class A { string P = "\\xg"; };', "1:23", "hexadecimal"],
    ['class A { string P = "a', "1:22", "quote is not closed"],
    ["/* class", "1:1", "comment is not closed"],
    ["class A { string P = wombat; };", "1:22", "a value is expected"],
    ["class A ? {};", "1:9", "no meaning"],
    ["struct A {};", "1:1", "class, instance, qualifier or #pragma"],
    ["#include", "1:2", "pragma is expected"],
    ["[A] Qualifier Q : string, Scope(any);", "1:5", "has no qualifiers"],
    ["Qualifier Q : string;", "1:11", "says its Scope"],
    ["Qualifier Q : wombat, Scope(any);", "1:15", "not a data type"],
    ["Qualifier Q : string, Scope(wombat);", "1:29", "not a scope"],
    ["Qualifier Q : string, Scope(any), Flavor(wombat);", "1:42", "not a flavor"],
    ["Qualifier Q : string, Wombat(any);", "1:23", "Scope or Flavor"],
    ["[A, a] class B {};", "1:5", "a is given twice"],
    ["instance of Nobody {};", "1:13", "Nobody is not known"],
    ["class A {}; instance of A { P = 1; };", "1:29", "has no property P"],
    ["class A { string P; }; instance of A { P = 1; P = 2; };", "1:47", "P is given twice"],
    ["class A { string P; }; instance A {};", "1:33", "the word of"],
    ['class A { [EmbeddedObject] string P; }; instance of A { P = "class"; };', "1:61", "In the object that P embeds"],
    ['class A { [EmbeddedObject] string P; }; instance of A { P = ""; };', "1:61", "embeds one instance or class"],
  ])("refuses %j", (text, place, message) => {
    let error: unknown;
    try {
      compile(text);
    } catch (thrown) {
      error = thrown;
    }
    if (!(error instanceof MofError)) throw new Error(`It threw ${String(error)}`);
    expect(error.message).toContain(message);
    expect(`${error.line}:${error.column}`).toBe(place);
    expect(error.excerpt.length).toBeLessThanOrEqual(100);
  });

  it("shows the line of a fault, without control characters", () => {
    const fault = (text: string) => {
      try {
        parseMof(text);
      } catch (error) {
        if (error instanceof MofError) return error;
      }
      throw new Error("It was accepted.");
    };
    expect(fault("class A {\n\tstring P =;\n};").excerpt).toBe(" string P =;");
    expect(fault(`class A { /*${"x".repeat(5000)}*/ ? };`).excerpt.length).toBeLessThanOrEqual(100);
  });

  it("is bounded in size and depth", () => {
    expect(() => parseMof(" ".repeat(longestMof + 1))).toThrow("at most");
    let text = "instance of A { };";
    for (let depth = 0; depth < 9; depth++) text = `instance of A { P = ${JSON.stringify(text)}; };`;
    expect(() => compile(`class A { [EmbeddedObject] string P; };\n${text}`)).toThrow("too deep");
  });

  it("takes time in proportion to the size", () => {
    const members = Array.from({ length: 20_000 }, (_, index) => `string P${index};`).join("\n");
    const long = `class A { ${members} string Long = "${"\\\\".repeat(500_000)}" ${'"a" '.repeat(50_000)}; };`;
    const started = performance.now();
    expect(onlyClass(long).properties).toHaveLength(20_001);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it("ends with an object or a MofError, whatever is changed in a text", () => {
    const whole = `[Version("1")] class A : B { [Key] string P = "x"; uint8 Q[2] = {1, 2}; uint32 M([IN] A REF R); };
      Qualifier K : boolean = false, Scope(any), Flavor(Restricted);
      instance of A as $X { P = "y"; Q = { 0x1 }; };`;
    const piece = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      "(",
      ")",
      '"',
      "'",
      ";",
      ",",
      "=",
      "$",
      "#",
      "\\",
      "-",
      "class",
      "/*",
      "\0",
      "0x",
    );
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(20), fc.array(piece, { maxLength: 3 }), (at, removed, added) => {
        try {
          compile(whole.slice(0, at) + added.join("") + whole.slice(at + removed));
        } catch (error) {
          expect(error).toBeInstanceOf(MofError);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

it("looks up the properties of long classes and instances without searching for each", () => {
  const names = Array.from({ length: 20_000 }, (_, at) => `P${at}`);
  const declared = `class CIM_Long { [Key] string Name; ${names.map((name) => `uint8 ${name};`).join(" ")} };`;
  const given = `instance of CIM_Long { Name = "x"; ${names.map((name) => `${name} = 1;`).join(" ")} };`;
  const startedAt = performance.now();
  const keys = `class CIM_Keys { ${names.map((name) => `[Key] uint8 ${name};`).join(" ")} };`;
  const without = "instance of CIM_Keys { P1 = 1; };".repeat(5_000);
  const compiled = compileMof(parseMof(`${declared} ${given} ${keys} ${without}`));
  expect(compiled[1]).toMatchObject({ kind: "instance", instance: { path: { keyBindings: [{ name: "Name" }] } } });
  expect(compiled.at(-1)).toMatchObject({ kind: "instance", instance: { path: null } });
  // A search for each took half a minute and more.
  expect(performance.now() - startedAt).toBeLessThan(8_000);
}, 60_000);
