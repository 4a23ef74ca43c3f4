import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { className, instanceName, keyBinding } from "../model/builders";
import { isSamePath, keyOfPath } from "../model/equality";
import { integerWithoutType } from "../model/integers";
import type { CimInstanceName } from "../model/objects";
import type { CimType } from "../model/types";
import type { ToleratedDeviation } from "../operations";
import { arbitraryHost, arbitraryInstanceName } from "../testing/arbitrary-objects";
import { longestWbemUri, parseClassUri, parseInstanceUri, parseWbemUri, WbemUriError } from "./parse";
import { printWbemUri, type WbemUriFormat, wbemUriFormats } from "./print";

const foo = instanceName("CIM_Foo", { Name: "x", Id: 5 }, { namespace: "root/CIMv2", host: "ACME.com:5989" });

const fault = (text: string): WbemUriError => {
  try {
    parseWbemUri(text);
  } catch (error) {
    if (error instanceof WbemUriError) return error;
    throw error;
  }
  throw new Error("It was accepted.");
};

describe("printing", () => {
  it.each<[WbemUriFormat, string, string]>([
    ["standard", '//ACME.com:5989/root/CIMv2:CIM_Foo.Id=5,Name="x"', '/:CIM_Foo.Id=5,Name="x"'],
    ["canonical", '//acme.com:5989/root/cimv2:cim_foo.id=5,name="x"', '/:cim_foo.id=5,name="x"'],
    ["cimobject", 'root/CIMv2:CIM_Foo.Id=5,Name="x"', ':CIM_Foo.Id=5,Name="x"'],
    ["historical", '//ACME.com:5989/root/CIMv2:CIM_Foo.Id=5,Name="x"', 'CIM_Foo.Id=5,Name="x"'],
  ])("%s", (format, whole, bare) => {
    expect(printWbemUri(foo, format)).toBe(whole);
    expect(printWbemUri({ ...foo, namespace: null, host: null }, format)).toBe(bare);
  });

  it.each<[WbemUriFormat, string, string]>([
    ["standard", "/root/CIMv2:CIM_Foo", "/:CIM_Foo"],
    ["canonical", "/root/cimv2:cim_foo", "/:cim_foo"],
    ["cimobject", "root/CIMv2:CIM_Foo", ":CIM_Foo"],
    ["historical", "root/CIMv2:CIM_Foo", "CIM_Foo"],
  ])("%s of a class", (format, withNamespace, bare) => {
    expect(printWbemUri(className("CIM_Foo", { namespace: "root/CIMv2" }), format)).toBe(withNamespace);
    expect(printWbemUri(className("CIM_Foo"), format)).toBe(bare);
  });

  it.each([
    [keyBinding("K", 'a "b" \\c'), '"a \\"b\\" \\\\c"'],
    [keyBinding("K", "'", "char16"), "'\\''"],
    [keyBinding("K", true), "TRUE"],
    [keyBinding("K", 18446744073709551615n, "uint64"), "18446744073709551615"],
    [keyBinding("K", 1, "real64"), "1.0"],
    [keyBinding("K", 1e21, "real32"), "1.0e+21"],
    [keyBinding("K", 1.5), "1.5"],
    [keyBinding("K", -0, "real32"), "-0.0"],
    [keyBinding("K", Number.NEGATIVE_INFINITY, "real32"), "-INF"],
    [keyBinding("K", Number.NaN, "real32"), "NaN"],
    [keyBinding("K", "20240229120000.000000+000", "datetime"), '"20240229120000.000000+000"'],
    [keyBinding("K", instanceName("B", { N: 'q"' }, { namespace: "root" })), '"/root:B.N=\\"q\\\\\\"\\""'],
  ])("the value of key %#", (key, text) => {
    expect(printWbemUri(instanceName("C", [key]))).toBe(`/:C.K=${text}`);
  });
});

describe("parsing", () => {
  it.each([
    ["/root/cimv2:CIM_Foo", className("CIM_Foo", { namespace: "root/cimv2" })],
    ["root/cimv2:CIM_Foo", className("CIM_Foo", { namespace: "root/cimv2" })],
    ["/:CIM_Foo", className("CIM_Foo")],
    [":CIM_Foo", className("CIM_Foo")],
    ["CIM_Foo", className("CIM_Foo")],
    ["/CIM_Foo", className("CIM_Foo")],
    ["//acme/CIM_Foo", className("CIM_Foo", { host: "acme" })],
    ["https://acme.com:5989/root:CIM_Foo", className("CIM_Foo", { namespace: "root", host: "acme.com:5989" })],
    ["http:/root:CIM_Foo", className("CIM_Foo", { namespace: "root" })],
    ["//storage-array-7/root:C", className("C", { namespace: "root", host: "storage-array-7" })],
    ["//[fe80::1%25eth0]:5988/root:C", className("C", { namespace: "root", host: "[fe80::1%25eth0]:5988" })],
    ["//user:secret@acme/root:C", className("C", { namespace: "root", host: "acme" })],
    ["//us@er:p@ss@acme/root:C", className("C", { namespace: "root", host: "acme" })],
    ["root/a-b/:C", className("C", { namespace: "root/a-b" })],
    ["  /root:C\n", className("C", { namespace: "root" })],
    ['CIM_Foo.Name="x"', instanceName("CIM_Foo", { Name: "x" })],
    ['/root:C.="x"', instanceName("C", { "": "x" }, { namespace: "root" })],
    ["/root:C.", instanceName("C", {}, { namespace: "root" })],
  ])("%s", (text, path) => {
    expect(parseWbemUri(text)).toEqual(path);
  });

  it.each<[string, CimType | null, unknown]>([
    ['"a\\"b\\\\c\\d"', "string", 'a"b\\cd'],
    ['""', "string", ""],
    ["'c'", "char16", "c"],
    ["'\\''", "char16", "'"],
    ["true", "boolean", true],
    ["False", "boolean", false],
    ["5", null, 5],
    ["-5", null, -5],
    ["+5", null, 5],
    ["0x1F", null, 31],
    ["-0x1F", null, -31],
    ["101b", null, 5],
    ["017", null, 15],
    ["18446744073709551615", null, 18446744073709551615n],
    ["1.5E+3", null, 1500],
    ["-.5", null, -0.5],
    ["INF", null, Number.POSITIVE_INFINITY],
    ["-inf", null, Number.NEGATIVE_INFINITY],
    ["NaN", null, Number.NaN],
  ])("the key value %s", (text, type, value) => {
    const { keyBindings } = parseInstanceUri(`/root:C.K=${text},L=1`);
    expect(keyBindings).toEqual([
      { name: "K", type, value },
      { name: "L", type: null, value: 1 },
    ]);
  });

  it("takes quoted datetimes and instance paths for what they look like, and other text for text", () => {
    const value = (text: string) => parseInstanceUri(`C.K="${text}"`).keyBindings[0];
    expect(value("20240229120000.000000+000")).toMatchObject({ type: "datetime", value: { kind: "timestamp" } });
    expect(value('/root:B.N=\\"x\\"')).toEqual({
      name: "K",
      type: "reference",
      value: instanceName("B", { N: "x" }, { namespace: "root" }),
    });
    for (const text of ["/root:B", "B", "B.", "a.b", "20240230120000.000000+000"]) {
      expect(value(text)).toEqual({ name: "K", type: "string", value: text });
    }
  });

  it("believes the class about the types of keys", () => {
    const types: Record<string, CimType> = {
      s: "string",
      n: "uint64",
      r: "reference",
      b: "sint8",
      f: "real32",
      c: "char16",
    };
    const keyTypes = (name: string) => types[name];
    const parsed = (keys: string) => parseInstanceUri(`C.${keys}`, { keyTypes }).keyBindings.map(({ value }) => value);
    expect(parsed('s="20240229120000.000000+000"')).toEqual(["20240229120000.000000+000"]);
    expect(parsed('s="B.N=1"')).toEqual(["B.N=1"]);
    expect(parsed("n=5,b=-128,f=2")).toEqual([5n, -128, 2]);
    expect(parsed('c="x"')).toEqual(["x"]);
    expect(parsed('r="/root:B"')).toEqual([className("B", { namespace: "root" })]);
    for (const wrong of ["n=-1", "b=128", "s=5", 'n="5"', "n=1.5", 'r="?"', 'c="xy"', "r=5"]) {
      expect(() => parsed(wrong), wrong).toThrow(WbemUriError);
    }
  });

  it("tells what it tolerated", () => {
    const notes: ToleratedDeviation[] = [];
    const path = parseInstanceUri("ftp://acme/root:C.T=20240229120000.000000+000", {
      onTolerated: (note) => notes.push(note),
    });
    expect(path.keyBindings[0]?.type).toBe("datetime");
    expect(notes.map(({ code }) => code)).toEqual(["uri-scheme", "uri-datetime"]);
  });

  it.each([
    ["", 0, "namespace or a class"],
    ["/", 1, "namespace"],
    ["/root/cimv2", 11, "colon"],
    ["/root:", 6, "class name"],
    ["/root:C-D", 7, "dot"],
    ["/root//x:C", 1, "empty parts"],
    ["//ho st/root:C", 0, "host"],
    ["//acme:port/root:C", 0, "host"],
    ["/root:C.K", 9, "name=value"],
    ["/root:C.K=", 10, "neither quoted"],
    ["/root:C.K=abc", 10, "neither quoted"],
    ["/root:C.K=08", 10, "neither quoted"],
    ["/root:C.K=(uint8)5", 10, "without their type"],
    ['/root:C.K="a', 10, "not closed"],
    ["/root:C.K='ab'", 10, "exactly one"],
    ["/root:C.K=''", 10, "exactly one"],
    ['/root:C.K="a"x', 13, "comma"],
    ["/root:C.K=1,k=2", 12, "twice"],
    ["/root:C.K=1,", 12, "name=value"],
  ])("refuses %s", (text, position, message) => {
    const error = fault(text);
    expect(error.message).toContain(message);
    expect(error.position).toBe(position);
    expect(error.message).toContain(`(at character ${position + 1})`);
  });

  it("never repeats a password", () => {
    for (const text of ["//user:hunter2@/root:C", "//user:hun/ter2@acme/root:C", "https://user:hunter2@acme"]) {
      expect(fault(text).message).not.toMatch(/hun|ter2/);
    }
  });

  it("keeps classes and instances apart where asked", () => {
    expect(() => parseInstanceUri("/root:C")).toThrow("after the class name");
    expect(() => parseClassUri("/root:C.K=1")).toThrow("ends with the class name");
    expect(parseClassUri("/root:C").className).toBe("C");
  });

  it("refuses what is too long, at once", () => {
    expect(() => parseWbemUri(`C.K="${"\\".repeat(longestWbemUri)}"`)).toThrow("at most");
  });
});

/** What a path is when its URI is read without knowing its class: keys in order of their names, numbers without a width. */
function asRead(path: CimInstanceName): CimInstanceName {
  const keyBindings = [...path.keyBindings]
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map((key) => {
      const { value } = key;
      if (typeof value === "number") return { ...key, type: null };
      if (typeof value === "bigint") return { ...key, type: null, value: integerWithoutType(value) };
      if (typeof value === "object" && value.kind === "instance-name") return { ...key, value: asRead(value) };
      return key;
    });
  return { ...path, keyBindings };
}

describe("round trips", () => {
  it.each(wbemUriFormats)("%s", (format) => {
    fc.assert(
      fc.property(arbitraryInstanceName(), fc.option(arbitraryHost), (bare, host) => {
        const path = { ...bare, host };
        const read = parseInstanceUri(printWbemUri(path, format));
        const expected = format === "cimobject" ? { ...path, host: null } : path;
        expect(isSamePath(read, expected)).toBe(true);
        if (format !== "canonical") expect(read).toEqual(asRead(expected));
      }),
    );
  });

  it("print the same canonical text for equal paths", () => {
    fc.assert(
      fc.property(arbitraryInstanceName(), (path) => {
        const other = {
          ...path,
          className: path.className.toUpperCase(),
          keyBindings: [...path.keyBindings].reverse(),
        };
        expect(keyOfPath(other)).toBe(keyOfPath(path));
        expect(printWbemUri(other, "canonical")).toBe(printWbemUri(path, "canonical"));
      }),
    );
  });

  it("never end otherwise than with a path or a WbemUriError", () => {
    const pieces = fc.constantFrom(
      "/",
      ":",
      ".",
      "=",
      ",",
      '"',
      "'",
      "\\",
      "//",
      "root",
      "C",
      "5",
      "(",
      "http:",
      "@",
      "[",
      "]",
      " ",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => {
        try {
          parseWbemUri(parts.join(""));
        } catch (error) {
          expect(error).toBeInstanceOf(WbemUriError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
