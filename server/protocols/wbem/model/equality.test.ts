import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryClass, arbitraryInstance, arbitraryInstanceName } from "../testing/arbitrary-objects";
import {
  cimClass,
  className,
  instance,
  instanceName,
  keyBinding,
  method,
  parameter,
  property,
  qualifier,
  qualifierDeclaration,
  withoutHost,
} from "./builders";
import {
  changedProperties,
  isSameClass,
  isSameInstance,
  isSamePath,
  isSameQualifierDeclaration,
  isSameValue,
  keyOfPath,
} from "./equality";
import type { CimInstanceName } from "./objects";

const upperCase = (path: CimInstanceName): CimInstanceName => ({
  ...path,
  className: path.className.toUpperCase(),
  namespace: path.namespace?.toUpperCase() ?? null,
  keyBindings: path.keyBindings.map((key) => ({ ...key, name: key.name.toUpperCase() })).reverse(),
});

describe("paths", () => {
  it("are the same whatever the case of names and the order of keys", () => {
    fc.assert(
      fc.property(arbitraryInstanceName(), (path) => {
        expect(isSamePath(path, upperCase(path))).toBe(true);
        expect(keyOfPath(upperCase(path))).toBe(keyOfPath(path));
      }),
    );
  });

  it("differ in class, namespace, host, kind, or a key", () => {
    const keys = { Name: "a", Number: 1 };
    const path = instanceName("CIM_Foo", keys, { namespace: "root/cimv2", host: "acme" });
    const others = [
      instanceName("CIM_Bar", keys, path),
      instanceName("CIM_Foo", keys, { ...path, namespace: "root" }),
      instanceName("CIM_Foo", keys, { ...path, host: null }),
      instanceName("CIM_Foo", { ...keys, Name: "A" }, path),
      instanceName("CIM_Foo", { ...keys, Number: 2 }, path),
      instanceName("CIM_Foo", { ...keys, Number: "1" }, path),
      instanceName("CIM_Foo", { Name: "a" }, path),
      className("CIM_Foo", path),
    ];
    expect(others.filter((other) => isSamePath(path, other))).toEqual([]);
    expect(isSamePath(path, { ...path, host: "ACME" })).toBe(true);
  });

  it("know the same number as a number and as a bigint, and 64 bits exactly", () => {
    const path = (value: number | bigint) => instanceName("C", { K: value });
    expect(isSamePath(path(5), path(5n))).toBe(true);
    expect(isSamePath(path(18446744073709551615n), path(18446744073709551614n))).toBe(false);
    expect(isSamePath(path(2 ** 60), path(2n ** 60n))).toBe(true);
  });

  it("compare datetimes by the time they denote, and never with text", () => {
    const path = (key: ReturnType<typeof keyBinding>) => instanceName("C", [key]);
    const [utc, local] = ["20240229120000.000000+000", "20240229130000.000000+060"];
    expect(isSamePath(path(keyBinding("K", utc, "datetime")), path(keyBinding("k", local, "datetime")))).toBe(true);
    expect(isSamePath(path(keyBinding("K", utc, "datetime")), path(keyBinding("K", utc)))).toBe(false);
  });

  it("lose the host in reference keys too", () => {
    const inner = instanceName("B", { K: 1 }, { namespace: "root", host: "acme" });
    const outer = instanceName("A", { Ref: inner, Name: "x" }, { namespace: "root", host: "acme" });
    expect(withoutHost(outer)).toEqual(
      instanceName("A", { Ref: { ...inner, host: null }, Name: "x" }, { namespace: "root" }),
    );
    expect(withoutHost(className("A", { host: "acme" }))).toEqual(className("A"));
  });
});

describe("values", () => {
  it.each([
    [1, 1n, true],
    [9007199254740993n, 9007199254740992, false],
    [Number.NaN, Number.NaN, true],
    [0, -0, true],
    [1, "1", false],
    [true, "true", false],
    ["a", "A", false],
    [null, null, true],
    [null, "", false],
    [null, [], false],
    [[], [], true],
    [[null, "a"], [null, "a"], true],
    [["a", null], [null, "a"], false],
    [["a"], "a", false],
  ])("%s and %s", (one, other, isSame) => {
    expect(isSameValue(one, other)).toBe(isSame);
    expect(isSameValue(other, one)).toBe(isSame);
  });

  it("may be paths and embedded objects", () => {
    expect(isSameValue(instanceName("A", { K: 1 }), instanceName("a", { k: 1n }))).toBe(true);
    expect(isSameValue(instance("A", []), instance("a", []))).toBe(true);
    expect(isSameValue(instance("A", []), cimClass("A"))).toBe(false);
    expect(isSameValue(cimClass("A"), cimClass("a"))).toBe(true);
  });
});

describe("instances and classes", () => {
  it("are the same in another order and other cases", () => {
    fc.assert(
      fc.property(arbitraryInstance, (one) => {
        const properties = [...one.properties].reverse().map((item) => ({ ...item, name: item.name.toLowerCase() }));
        expect(isSameInstance(one, { ...one, className: one.className.toLowerCase(), properties })).toBe(true);
      }),
    );
    fc.assert(
      fc.property(arbitraryClass, (one) => {
        const other = {
          ...one,
          properties: [...one.properties].reverse(),
          methods: [...one.methods].reverse().map((item) => ({ ...item, parameters: [...item.parameters].reverse() })),
          qualifiers: [...one.qualifiers].reverse(),
        };
        expect(isSameClass(one, other)).toBe(true);
      }),
    );
  });

  it("differ in any part of a class", () => {
    const key = qualifier("Key", "boolean", true, { isOverridable: false });
    const one = cimClass("C", {
      superClass: "B",
      properties: [property("P", "uint64", 5, { qualifiers: [key] })],
      methods: [method("M", "uint32", { parameters: [parameter("In", "string")] })],
    });
    const change = (more: Partial<typeof one>) => isSameClass(one, { ...one, ...more });
    expect(change({})).toBe(true);
    expect(change({ superClass: null })).toBe(false);
    expect(change({ superClass: "b" })).toBe(true);
    expect(change({ properties: [] })).toBe(false);
    expect(change({ properties: [property("P", "uint64", 6, { qualifiers: [key] })] })).toBe(false);
    expect(change({ properties: [property("P", "uint64", 5)] })).toBe(false);
    expect(
      change({ properties: [property("P", "uint64", 5, { qualifiers: [{ ...key, isOverridable: null }] })] }),
    ).toBe(false);
    expect(
      change({ methods: [method("M", "uint32", { parameters: [parameter("In", "string", { isArray: true })] })] }),
    ).toBe(false);
    expect(change({ methods: [method("M", "string", { parameters: [parameter("In", "string")] })] })).toBe(false);
    expect(change({ path: className("C") })).toBe(false);
  });

  it("compare qualifier declarations with scopes in any order", () => {
    const one = qualifierDeclaration("Key", "boolean", { value: false, scopes: ["property", "reference"] });
    expect(isSameQualifierDeclaration(one, { ...one, name: "KEY", scopes: ["reference", "property"] })).toBe(true);
    expect(isSameQualifierDeclaration(one, { ...one, scopes: ["reference", "class"] })).toBe(false);
    expect(isSameQualifierDeclaration(one, { ...one, value: null })).toBe(false);
  });
});

describe("changes of an instance", () => {
  it("name what was changed, added and removed", () => {
    const before = instance("C", [
      property("Same", "string", "x"),
      property("Changed", "uint64", 1),
      property("Gone", "boolean", true),
    ]);
    const after = instance("c", [
      property("New", "string", null),
      property("changed", "uint64", 2),
      property("SAME", "string", "x"),
    ]);
    const changes = changedProperties(before, after);
    expect(changes.map(({ name }) => name)).toEqual(["New", "changed", "Gone"]);
    expect(changes.map((change) => [change.before?.value ?? null, change.after?.value ?? null])).toEqual([
      [null, null],
      [1n, 2n],
      [true, null],
    ]);
    expect(changes.map((change) => [change.before === null, change.after === null])).toEqual([
      [true, false],
      [false, false],
      [false, true],
    ]);
  });

  it("are none for the same instance, and none are lost", () => {
    fc.assert(
      fc.property(arbitraryInstance, arbitraryInstance, (one, other) => {
        expect(changedProperties(one, one)).toEqual([]);
        const changes = changedProperties(one, other);
        const isSame = isSameInstance(one, { ...other, className: one.className });
        if (changes.length > 0) expect(isSame).toBe(false);
        expect(changes.filter(({ after }) => after !== null).length).toBeLessThanOrEqual(other.properties.length);
      }),
    );
  });
});
