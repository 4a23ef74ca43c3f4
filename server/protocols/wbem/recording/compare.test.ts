import { describe, expect, it } from "vitest";
import { TransportError } from "@/server/transport/errors";
import type { WbemClient } from "../client";
import { cimClass, instance, instanceName, property } from "../model/builders";
import type { CimClass, CimInstance } from "../model/objects";
import { type Answerer, messageOf, recordCalls } from "../testing/recording";
import { writeClass, writeInstance } from "../xml/write-objects";
import { writeInstanceName } from "../xml/write-paths";
import { compareRecordings } from "./compare";

const intrinsic =
  (content: string): Answerer =>
  ({ operation, messageId }) =>
    messageOf(messageId, "IMETHODRESPONSE", operation, content);

const foo = (id: number, name: string) =>
  instance("CIM_Foo", [property("Id", "uint32", id), property("Name", "string", name)]);

function named(...instances: CimInstance[]): Answerer {
  const list = instances.map((each) => {
    const path = instanceName("CIM_Foo", { Id: Number(each.properties[0]?.value) });
    return `<VALUE.NAMEDINSTANCE>${writeInstanceName(path, "x")}${writeInstance(each, "x")}</VALUE.NAMEDINSTANCE>`;
  });
  return intrinsic(`<IRETURNVALUE>${list.join("")}</IRETURNVALUE>`);
}

const enumerate = (client: WbemClient) => client.EnumerateInstances("CIM_Foo");
const remove = (client: WbemClient) => client.DeleteInstance(instanceName("CIM_Foo", { Id: 1 }));

async function difference(
  first: Answerer,
  second: Answerer,
  call = enumerate as (client: WbemClient) => Promise<unknown>,
) {
  const [compared, ...more] = await compareRecordings(await recordCalls(first, call), await recordCalls(second, call));
  expect(more).toEqual([]);
  return compared?.difference;
}

describe("two recordings", () => {
  it("are the same where the answers say the same, in whatever order", async () => {
    expect(await difference(named(foo(1, "a"), foo(2, "b")), named(foo(2, "b"), foo(1, "a")))).toEqual({
      kind: "same",
    });
  });

  it("differ in instances: gone, new and changed", async () => {
    const found = await difference(named(foo(1, "a"), foo(2, "b")), named(foo(2, "c"), foo(3, "d")));
    expect(found).toMatchObject({
      kind: "items",
      onlyInFirst: ["/root/cimv2:CIM_Foo.Id=1"],
      onlyInSecond: ["/root/cimv2:CIM_Foo.Id=3"],
      changed: [
        {
          name: "/root/cimv2:CIM_Foo.Id=2",
          changes: [{ name: "Name", before: { value: "b" }, after: { value: "c" } }],
        },
      ],
    });
  });

  it("are compared in what can be read of answers that are not well-formed", async () => {
    const broken =
      (name: string): Answerer =>
      (request) =>
        String(named(foo(1, `${name}@`))(request)).replace("@", "\u0001");
    expect(await difference(broken("a"), broken("a"))).toEqual({ kind: "same" });
    expect(await difference(broken("a"), broken("b"))).toMatchObject({
      kind: "items",
      changed: [{ changes: [{ name: "Name", before: { value: "a\uFFFD" }, after: { value: "b\uFFFD" } }] }],
    });
  });

  it("differ in names and classes", async () => {
    const names = (...some: string[]) =>
      intrinsic(`<IRETURNVALUE>${some.map((name) => `<CLASSNAME NAME="${name}"/>`).join("")}</IRETURNVALUE>`);
    const listNames = (client: WbemClient) => client.EnumerateClassNames();
    expect(await difference(names("A", "B"), names("B", "C"), listNames)).toEqual({
      kind: "items",
      onlyInFirst: ["A"],
      onlyInSecond: ["C"],
      changed: [],
    });
    const one = (each: CimClass) => intrinsic(`<IRETURNVALUE>${writeClass(each, "x")}</IRETURNVALUE>`);
    const get = (client: WbemClient) => client.GetClass("A");
    const wider = cimClass("A", { properties: [property("P", "uint8", null)] });
    expect(await difference(one(cimClass("A")), one(cimClass("a")), get)).toEqual({ kind: "same" });
    expect(await difference(one(cimClass("A")), one(wider), get)).toMatchObject({
      changed: [{ name: "A", changes: [] }],
    });
  });

  it("differ in the way they fail", async () => {
    const refused = intrinsic('<ERROR CODE="6"/>');
    expect(await difference(refused, refused, remove)).toEqual({ kind: "same" });
    expect(await difference(refused, intrinsic(""), remove)).toEqual({
      kind: "failure",
      first: "CIM_ERR_NOT_FOUND",
      second: null,
    });
    expect(await difference(() => new TransportError("reset", "x"), refused, remove)).toEqual({
      kind: "failure",
      first: "reset",
      second: "CIM_ERR_NOT_FOUND",
    });
  });

  it("differ in the value that a method returns", async () => {
    const returned =
      (value: number): Answerer =>
      ({ messageId }) =>
        messageOf(
          messageId,
          "METHODRESPONSE",
          "Reset",
          `<RETURNVALUE PARAMTYPE="uint64"><VALUE>${value}</VALUE></RETURNVALUE>`,
        );
    const reset = (client: WbemClient) => client.InvokeMethod("Reset", instanceName("CIM_Foo", { Id: 1 }));
    expect(await difference(returned(1), returned(1), reset)).toEqual({ kind: "same" });
    expect(await difference(returned(1), returned(2), reset)).toEqual({ kind: "value" });
  });

  it("are compared call by call, each with the next of its kind; contexts do not matter", async () => {
    const pull = (context: string) => (client: WbemClient) =>
      client.PullInstances({ context, namespace: "root/cimv2" }, 5);
    const answer: Answerer = (request) =>
      request.operation === "PullInstances"
        ? intrinsic('<IRETURNVALUE/><PARAMVALUE NAME="EndOfSequence"><VALUE>TRUE</VALUE></PARAMVALUE>')(request)
        : named(foo(1, "a"))(request);
    const first = await recordCalls(answer, enumerate, remove, enumerate, pull("one"));
    const second = await recordCalls(answer, enumerate, pull("two"), (client) => client.EnumerateInstances("CIM_Bar"));
    const compared = await compareRecordings(first, second);
    expect(compared.map((each) => [each.operation, each.first, each.second, each.difference?.kind ?? null])).toEqual([
      ["EnumerateInstances", 0, 0, "same"],
      ["DeleteInstance", 1, null, null],
      ["EnumerateInstances", 2, null, null],
      ["PullInstances", 3, 1, "same"],
      ["EnumerateInstances", null, 2, null],
    ]);
    expect(compared[0]?.firstMs).toBeGreaterThanOrEqual(0);
  });
});
