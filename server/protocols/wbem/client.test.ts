import { describe, expect, it } from "vitest";
import { AppError } from "@/server/domain/app-error";
import { ExportIndication, WbemClient } from "./client";
import { parseDatetime } from "./model/datetime";
import type { CimInstance, CimInstanceName, CimParameterValue, CimProperty } from "./model/objects";
import { answerOf, intrinsicReply, methodReply, scriptedExchange } from "./testing/answers";

const path: CimInstanceName = {
  kind: "instance-name",
  className: "CIM_Foo",
  keyBindings: [{ name: "Name", type: "string", value: "a" }],
  namespace: null,
  host: null,
};

const property = (name: string, more: Partial<CimProperty>): CimProperty => ({
  name,
  type: "string",
  value: null,
  isArray: false,
  arraySize: null,
  referenceClass: null,
  embeddedObject: null,
  classOrigin: null,
  isPropagated: null,
  qualifiers: [],
  ...more,
});

const instanceOf = (...properties: CimProperty[]): CimInstance => ({
  kind: "instance",
  className: "CIM_Foo",
  properties,
  qualifiers: [],
  path,
});

const parameter = (name: string, more: Partial<CimParameterValue>): CimParameterValue => ({
  name,
  type: null,
  value: null,
  isArray: false,
  embeddedObject: null,
  ...more,
});

/** The request that a call sends; it is answered by a refusal. */
async function requestOf(call: (client: WbemClient) => Promise<unknown>, options: { nullItemsAsEmpty?: boolean } = {}) {
  const script = scriptedExchange(new Error("Enough."));
  await expect(call(new WbemClient({ exchange: script.exchange, ...options }))).rejects.toThrow("Enough.");
  const [request] = script.requests;
  if (request === undefined) throw new Error("Nothing was sent.");
  return request;
}

async function refusalOf(call: (client: WbemClient) => Promise<unknown>): Promise<AppError> {
  const script = scriptedExchange();
  const error: unknown = await call(new WbemClient({ exchange: script.exchange })).catch((reason: unknown) => reason);
  expect(script.requests).toEqual([]);
  if (!(error instanceof AppError)) throw new Error(`An argument error is expected, but this came: ${String(error)}`);
  return error;
}

describe("requests", () => {
  it("sends one NAMESPACE for each segment, whatever slashes the namespace has at its ends", async () => {
    const { body, headers } = await requestOf((client) => client.EnumerateClassNames({ namespace: "/root/cimv2/" }));
    expect(body).toContain(
      '<LOCALNAMESPACEPATH><NAMESPACE NAME="root"/><NAMESPACE NAME="cimv2"/></LOCALNAMESPACEPATH>',
    );
    expect(headers).toEqual({ CIMOperation: "MethodCall", CIMMethod: "EnumerateClassNames", CIMObject: "root/cimv2" });
  });

  it("prefers the namespace of the call to that of the path, and that to its own", async () => {
    const at = (namespace: string) => ({ ...path, namespace });
    const objectOf = async (call: (client: WbemClient) => Promise<unknown>) =>
      (await requestOf(call)).headers.CIMObject;
    expect(await objectOf((client) => client.GetInstance(at("a/b"), { namespace: "c/d" }))).toBe("c/d");
    expect(await objectOf((client) => client.GetInstance(at("a/b")))).toBe("a/b");
    expect(await objectOf((client) => client.GetInstance(path))).toBe("root/cimv2");
  });

  it("percent-encodes the object of a method: other scripts, line ends and the percent sign", async () => {
    const odd = { ...path, keyBindings: [{ name: "Name", type: "string" as const, value: 'Größe €\n100% "x"' }] };
    const { headers } = await requestOf((client) => client.InvokeMethod("Reset", odd));
    expect(headers.CIMObject).toMatch(/^[!-~]+$/);
    expect(decodeURIComponent(headers.CIMObject ?? "")).toBe('root/cimv2:CIM_Foo.Name="Größe €\n100% \\"x\\""');
    expect(headers.CIMObject).toContain("100%25");
  });

  it("tells an empty property list from none, and sends a single name as a list", async () => {
    const bodyOf = async (PropertyList?: string[]) =>
      (await requestOf((client) => client.GetInstance(path, { PropertyList }))).body;
    expect(await bodyOf()).not.toContain("PropertyList");
    expect(await bodyOf([])).toContain('<IPARAMVALUE NAME="PropertyList"><VALUE.ARRAY></VALUE.ARRAY></IPARAMVALUE>');
    expect(await bodyOf(["A"])).toContain("<VALUE.ARRAY><VALUE>A</VALUE></VALUE.ARRAY>");
  });

  it("drops host and namespace of the target, and the host of references among its keys", async () => {
    const reference: CimInstanceName = { ...path, namespace: "root/x", host: "other" };
    const target = { ...path, host: "me", keyBindings: [{ name: "R", type: "reference" as const, value: reference }] };
    const { body } = await requestOf((client) => client.DeleteInstance(target));
    expect(body).not.toContain("HOST");
    expect(body).toContain('<VALUE.REFERENCE><LOCALINSTANCEPATH><LOCALNAMESPACEPATH><NAMESPACE NAME="root"/>');
  });

  it("writes values of every type exactly", async () => {
    const { body } = await requestOf((client) =>
      client.CreateInstance(
        instanceOf(
          property("Big", { type: "uint64", value: 18446744073709551615n }),
          property("Real", { type: "real64", value: 0.1 }),
          property("Huge", { type: "real64", value: 1e20 }),
          property("Flag", { type: "boolean", value: false }),
          property("When", { type: "datetime", value: parseDatetime("20240229235959.1234**-300") }),
          property("Text", { value: "a<b>&\r\n" }),
          property("Empty", { value: "" }),
          property("Null", {}),
          property("Items", { isArray: true, value: ["a", null, ""] }),
        ),
      ),
    );
    for (const text of [
      "<VALUE>18446744073709551615</VALUE>",
      "<VALUE>0.10000000000000001</VALUE>",
      "<VALUE>1.0E+20</VALUE>",
      "<VALUE>FALSE</VALUE>",
      "<VALUE>20240229235959.1234**-300</VALUE>",
      "<VALUE>a&lt;b&gt;&amp;&#13;\n</VALUE>",
      '<PROPERTY NAME="Empty" TYPE="string"><VALUE></VALUE></PROPERTY>',
      '<PROPERTY NAME="Null" TYPE="string"/>',
      "<VALUE.ARRAY><VALUE>a</VALUE><VALUE.NULL/><VALUE></VALUE></VALUE.ARRAY>",
    ]) {
      expect(body).toContain(text);
    }
  });

  it("writes NULL items as empty values for servers that do not know VALUE.NULL", async () => {
    const items = parameter("P", { type: "uint8", isArray: true, value: [1, null] });
    const plain = await requestOf((client) => client.InvokeMethod("Run", path, [items]));
    expect(plain.body).toContain("<VALUE>1</VALUE><VALUE.NULL/>");
    const old = await requestOf((client) => client.InvokeMethod("Run", path, [items]), { nullItemsAsEmpty: true });
    expect(old.body).toContain("<VALUE>1</VALUE><VALUE/>");
  });

  it("marks embedded instances and classes, escaped once more", async () => {
    const inner: CimInstance = { ...instanceOf(property("P", { value: "<&>" })), path: null };
    const { body } = await requestOf((client) =>
      client.InvokeMethod("Run", path, [parameter("Goal", { value: inner })]),
    );
    expect(body).toContain('<PARAMVALUE NAME="Goal" PARAMTYPE="string" EmbeddedObject="instance"><VALUE>&lt;INSTANCE');
    expect(body).toContain("&amp;lt;&amp;amp;&amp;gt;");
  });

  it("marks the renewal of an expired password on SFCB, and nothing else", async () => {
    const pragmaOf = async (method: string, className: string) =>
      (await requestOf((client) => client.InvokeMethod(method, { ...path, className }))).headers.Pragma;
    expect(await pragmaOf("UpdateExpiredPassword", "SFCB_Account")).toBe("UpdateExpiredPassword");
    expect(await pragmaOf("UpdateExpiredPassword", "CIM_Account")).toBeUndefined();
    expect(await pragmaOf("Reset", "SFCB_Account")).toBeUndefined();
  });

  it("delivers an indication as an export", async () => {
    const reply = intrinsicReply("ExportIndication", "")
      .replaceAll("SIMPLERSP", "SIMPLEEXPRSP")
      .replaceAll("IMETHODRESPONSE", "EXPMETHODRESPONSE");
    const script = scriptedExchange(answerOf(reply, { headers: { cimexport: "MethodResponse" } }));
    await ExportIndication(script.exchange, instanceOf());
    expect(script.requests[0]?.headers).toEqual({ CIMExport: "MethodRequest", CIMExportMethod: "ExportIndication" });
    expect(script.requests[0]?.body).toContain('<EXPPARAMVALUE NAME="NewIndication"><INSTANCE CLASSNAME="CIM_Foo"/>');
  });
});

describe("arguments that cannot be sent", () => {
  it.each<[string, string, (client: WbemClient) => Promise<unknown>]>([
    [
      "a number out of range",
      "NewInstance.N",
      (client) => client.CreateInstance(instanceOf(property("N", { type: "uint8", value: 256 }))),
    ],
    [
      "a number that is not exact",
      "NewInstance.N",
      (client) => client.CreateInstance(instanceOf(property("N", { type: "uint64", value: 2 ** 60 + 0.5 }))),
    ],
    [
      "a control character",
      "NewInstance.N",
      (client) => client.CreateInstance(instanceOf(property("N", { value: "a\u0001" }))),
    ],
    [
      "half a character",
      "NewInstance.N",
      (client) => client.CreateInstance(instanceOf(property("N", { value: "\ud800" }))),
    ],
    [
      "a list for a single value",
      "NewInstance.N",
      (client) => client.CreateInstance(instanceOf(property("N", { value: ["a"] }))),
    ],
    [
      "a datetime that is too long",
      "Params.When",
      (client) =>
        client.InvokeMethod("Run", path, [
          parameter("When", { type: "datetime", value: "20240229235959.123456-3000" }),
        ]),
    ],
    [
      "a number without a type",
      "Params.N",
      (client) => client.InvokeMethod("Run", path, [parameter("N", { value: 1 })]),
    ],
    ["an empty namespace", "namespace", (client) => client.EnumerateClassNames({ namespace: "//" })],
    ["an empty name", "MethodName", (client) => client.InvokeMethod("", path)],
    [
      "an instance without a path",
      "ModifiedInstance",
      (client) => client.ModifyInstance({ ...instanceOf(), path: null }),
    ],
    ["a negative count", "MaxObjectCount", (client) => client.PullInstances({ context: "1", namespace: "root" }, -1)],
    [
      "a count that is no number",
      "MaxObjectCount",
      (client) => client.OpenEnumerateInstances("C", { MaxObjectCount: Number.NaN }),
    ],
    ["a class for an instance", "NewInstance", (client) => client.CreateInstance({ ...path } as never)],
    ["nothing for a context", "context", (client) => client.CloseEnumeration(null as never)],
  ])("refuses %s before anything is sent, naming the field", async (_name, field, call) => {
    const error = await refusalOf(call);
    expect(error).toMatchObject({ code: "invalid_request", errors: [{ path: field }] });
  });
});

/** Opens an enumeration; the output parameters come without a type, as OpenPegasus sends them. */
function open(end: string | null, context: string | null) {
  const parameter = (name: string, value: string | null) =>
    value === null ? "" : `<PARAMVALUE NAME="${name}"><VALUE>${value}</VALUE></PARAMVALUE>`;
  const content = `<IRETURNVALUE/>${parameter("EndOfSequence", end)}${parameter("EnumerationContext", context)}`;
  const { exchange } = scriptedExchange(intrinsicReply("OpenEnumerateInstances", content));
  return new WbemClient({ exchange }).OpenEnumerateInstances("C");
}

describe("results", () => {
  it("completes paths as the reference says", async () => {
    const named = '<VALUE.NAMEDINSTANCE><INSTANCENAME CLASSNAME="C"/><INSTANCE CLASSNAME="C"/></VALUE.NAMEDINSTANCE>';
    const client = new WbemClient({
      host: "acme.com:5989",
      exchange: scriptedExchange(
        intrinsicReply("EnumerateInstances", `<IRETURNVALUE>${named}</IRETURNVALUE>`),
        intrinsicReply("GetClass", '<IRETURNVALUE><CLASS NAME="C"/></IRETURNVALUE>', "1002"),
        intrinsicReply(
          "ExecQuery",
          '<IRETURNVALUE><VALUE.OBJECT><INSTANCE CLASSNAME="C"/></VALUE.OBJECT></IRETURNVALUE>',
          "1003",
        ),
      ).exchange,
    });
    expect((await client.EnumerateInstances("C"))[0]?.path).toMatchObject({ namespace: "root/cimv2", host: null });
    expect((await client.GetClass("C")).path).toMatchObject({ namespace: "root/cimv2", host: "acme.com:5989" });
    expect((await client.ExecQuery("WQL", "x"))[0]?.path).toMatchObject({ className: "C", keyBindings: [] });
  });

  it.each<[string, string | null, string | null, object]>([
    ["the end", "TRUE", null, { eos: true, context: null }],
    ["the end with a stale context", "true", "old", { eos: true, context: null }],
    ["more to come", " FALSE ", "1", { eos: false, context: { context: "1", namespace: "root/cimv2" } }],
    ["a context alone", null, "1", { eos: false, context: { context: "1", namespace: "root/cimv2" } }],
  ])("tells how an enumeration goes on: %s", async (_name, end, context, expected) => {
    expect(await open(end, context)).toMatchObject({ instances: [], ...expected });
  });

  it.each<[string, string | null, string | null]>([
    ["nothing about its end", null, null],
    ["no context to go on with", "FALSE", null],
    ["an end that is neither", "MAYBE", "1"],
  ])("refuses an answer with %s", async (_name, end, context) => {
    await expect(open(end, context)).rejects.toMatchObject({ family: "cim-xml-parse" });
  });

  it("takes the first of several where one was asked for, and says so", async () => {
    const content = '<IRETURNVALUE><CLASS NAME="A"/><CLASS NAME="B"/></IRETURNVALUE>';
    const client = new WbemClient({ exchange: scriptedExchange(intrinsicReply("GetClass", content)).exchange });
    const notes: string[] = [];
    expect((await client.GetClass("A", { onTolerated: ({ code }) => notes.push(code) })).className).toBe("A");
    expect(notes).toEqual(["more-results"]);
  });

  it("hands over the first objects while the rest has not been sent", async () => {
    const [head = "", tail = ""] = intrinsicReply("EnumerateInstanceNames", "<IRETURNVALUE>@</IRETURNVALUE>").split(
      "@",
    );
    async function* stalling() {
      yield Buffer.from(`${head}<INSTANCENAME CLASSNAME="C"/>`);
      await new Promise(() => undefined);
      yield Buffer.from(tail);
    }
    const body = Object.assign(stalling(), { destroy: () => undefined });
    const client = new WbemClient({ exchange: scriptedExchange({ ...answerOf(""), body }).exchange });
    const first = await client.streams.EnumerateInstanceNames("C").next();
    expect(first).toMatchObject({ done: false, value: [{ className: "C", namespace: "root/cimv2" }] });
  });

  it("returns nothing from a method without a return value", async () => {
    const client = new WbemClient({ exchange: scriptedExchange(methodReply("Run", "")).exchange });
    expect(await client.InvokeMethod("Run", path)).toEqual({ returnValue: null, outputParameters: [] });
  });
});
