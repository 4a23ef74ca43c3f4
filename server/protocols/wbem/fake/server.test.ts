import http from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startTestWbem, WbemBench } from "../testing/test-wbem";
import type { FakeWbem } from "./fake-wbem";
import { noQuirks, type Quirks } from "./quirks";
import {
  basicAuthorization,
  callRaw,
  className,
  elementsOf,
  errorCodeOf,
  instanceName,
  invokeRaw,
  message,
  sendRaw,
  textOf,
} from "./raw-call";

const bench = new WbemBench();
let wbem: FakeWbem;
beforeAll(async () => {
  wbem = await startTestWbem();
});
afterEach(async () => {
  Object.assign(wbem.quirks, noQuirks());
  wbem.faults.clear();
  wbem.sessions.expireAll();
  await bench.closeAll();
});
afterAll(() => wbem.close());

const pool0 = instanceName("SBX_StoragePool", { InstanceID: "SBX:ARRAY1:pool0" });
const getPool = { InstanceName: pool0 };
const pools = { ClassName: className("CIM_StoragePool") };

describe("checks before an operation", () => {
  const call =
    '<IMETHODCALL NAME="EnumerateClassNames"><LOCALNAMESPACEPATH><NAMESPACE NAME="root"/><NAMESPACE NAME="cimv2"/></LOCALNAMESPACEPATH></IMETHODCALL>';
  const right = { CIMMethod: "EnumerateClassNames", CIMObject: "root/cimv2" };
  const good = message(call);

  it.each<[string, number, string | undefined, string, object]>([
    ["another path", 404, undefined, good, { path: "/other" }],
    ["another method", 405, undefined, "", { method: "GET" }],
    ["no user", 401, undefined, "<broken", { headers: { Authorization: "" } }],
    ["a wrong password", 401, undefined, good, { headers: { Authorization: "Basic d3JvbmcK" } }],
    ["no CIMOperation", 400, "unsupported-operation", "<broken", { headers: { CIMOperation: "" } }],
    ["a batch", 501, "multiple-requests-unsupported", good, { headers: { CIMBatch: "x" } }],
    ["another content type", 415, "request-not-valid", "<broken", { headers: { "Content-Type": "text/plain" } }],
    ["another protocol", 501, "unsupported-protocol-version", good, { headers: { CIMProtocolVersion: "2.0" } }],
    ["broken XML", 400, "request-not-well-formed", "<CIM", {}],
    ["a document type", 400, "request-not-well-formed", '<!DOCTYPE CIM [<!ENTITY a "b">]><CIM/>', {}],
    ["an unknown entity", 400, "request-not-well-formed", "<CIM>&nothing;</CIM>", {}],
    ["CIM version 3", 501, "unsupported-cim-version", good.replace('CIMVERSION="2.0"', 'CIMVERSION="3.0"'), {}],
    ["DTD version 3", 501, "unsupported-dtd-version", good.replace('DTDVERSION="2.0"', 'DTDVERSION="3.0"'), {}],
    ["an element of another place", 400, "request-not-valid", message(`<VALUE/>${call}`), {}],
    ["an empty segment", 400, "request-not-valid", message(call.replace('"root"', '""')), {}],
    ["an unknown attribute", 400, "request-not-valid", good.replace("<SIMPLEREQ>", '<SIMPLEREQ X="1">'), {}],
    ["another method in the headers", 400, "header-mismatch", good, { headers: { CIMMethod: "GetClass" } }],
    ["another namespace in the headers", 400, "header-mismatch", good, { headers: { CIMObject: "root/other" } }],
  ])("%s: %i", async (_name, status, cimError, body, options: { headers?: Record<string, string> }) => {
    const answer = await sendRaw(wbem, body, { ...options, headers: { ...right, ...options.headers } });
    expect(answer.status).toBe(status);
    expect(answer.headers.cimerror).toBe(cimError);
  });

  it("none stands in the way of a request with percent-encoded headers", async () => {
    const answer = await sendRaw(wbem, good, { headers: { ...right, CIMObject: "ROOT%2Fcimv2" } });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      cimoperation: "MethodResponse",
      "content-length": String(answer.bytes.length),
    });
    expect(elementsOf(answer.root(), "MESSAGE")[0]?.attributes.get("ID")).toBe("42");
    expect(wbem.requests.at(-1)).toMatchObject({ method: "POST", path: "/cimom", status: 200, isSecure: false });
  });
});

describe("pull operations", () => {
  const outputsOf = async (pending: ReturnType<typeof callRaw>) => {
    const root = (await pending).root();
    return {
      isOver: textOf(root, "EndOfSequence") === "TRUE",
      context: textOf(root, "EnumerationContext") ?? "",
      count: elementsOf(root, "VALUE.INSTANCEWITHPATH").length,
    };
  };
  const open = (count: number, of = wbem) =>
    outputsOf(callRaw(of, "OpenEnumerateInstances", { ClassName: className("SBX_Generated"), MaxObjectCount: count }));
  const pull = (context: string, count: number) =>
    outputsOf(callRaw(wbem, "PullInstancesWithPath", { EnumerationContext: context, MaxObjectCount: count }));

  it("hand out what was asked for, and a new context each time", async () => {
    const first = await open(0);
    expect(first).toMatchObject({ isOver: false, count: 0 });
    const second = await pull(first.context, 99);
    expect(second).toMatchObject({ isOver: false, count: 99 });
    expect(second.context).not.toBe(first.context);
    const old = await callRaw(wbem, "PullInstancesWithPath", { EnumerationContext: first.context, MaxObjectCount: 1 });
    expect(errorCodeOf(old)).toBe(21);
    expect(await pull(second.context, 99)).toMatchObject({ isOver: true, count: 1, context: "" });
    expect(wbem.sessions.count).toBe(0);
  });

  it("are refused for another kind, and after a close", async () => {
    const { context } = await open(1);
    const { closed } = wbem.sessions;
    const parameters = { EnumerationContext: context, MaxObjectCount: 1 };
    expect(errorCodeOf(await callRaw(wbem, "PullInstancePaths", parameters))).toBe(21);
    expect(errorCodeOf(await callRaw(wbem, "CloseEnumeration", { EnumerationContext: context }))).toBeNull();
    expect(errorCodeOf(await callRaw(wbem, "PullInstancesWithPath", parameters))).toBe(21);
    expect(wbem.sessions.closed).toBe(closed + 1);
  });

  it("forget an enumeration after its timeout", async () => {
    const hasty = await bench.start({ sessionTimeoutMs: 20 });
    await open(1, hasty);
    expect(hasty.sessions.count).toBe(1);
    await expect.poll(() => hasty.sessions.count).toBe(0);
  });

  it("hand out only what fits a filter", async () => {
    const parameters = {
      ClassName: className("SBX_DiskDrive"),
      FilterQueryLanguage: "DMTF:FQL",
      FilterQuery: "SlotNumber &lt; 3",
      MaxObjectCount: 10,
    };
    expect(await outputsOf(callRaw(wbem, "OpenEnumerateInstances", parameters))).toMatchObject({
      count: 3,
      isOver: true,
    });
  });

  it.each<[Quirks["pulls"], number]>([
    ["fewer", 5],
    ["more", 13],
    ["none-first", 0],
  ])("can return %s", async (pulls, count) => {
    wbem.quirks.pulls = pulls;
    expect(await open(10)).toMatchObject({ count, isOver: false });
  });

  it("can be unsupported", async () => {
    for (const code of [1, 7]) {
      wbem.quirks.pullStatus = code;
      expect(errorCodeOf(await callRaw(wbem, "OpenEnumerateInstances", pools))).toBe(code);
    }
  });
});

describe("deviations", () => {
  const bodyWith = async (quirks: Partial<Quirks>, operation = "GetInstance", parameters = {}) => {
    Object.assign(wbem.quirks, quirks);
    const given = operation === "GetInstance" ? getPool : parameters;
    return (await callRaw(wbem, operation, given)).bytes.toString("utf8");
  };
  const arrays = { ClassName: className("SBX_StorageSystem") };
  const generated = { ClassName: className("SBX_Generated") };
  const hosted = { ClassName: className("CIM_HostedStoragePool") };
  const nobody = { ClassName: className("CIM_Nobody") };

  it.each<[Partial<Quirks>, string, string, object?]>([
    [{ keyTypes: "none" }, '<KEYVALUE VALUETYPE="string">', "EnumerateInstanceNames", pools],
    [{ keyTypes: "empty" }, 'TYPE="">SBX:', "EnumerateInstanceNames", pools],
    [
      { hasKeylessPaths: true },
      '<INSTANCENAME CLASSNAME="SBX_StoragePool"></INSTANCENAME>',
      "EnumerateInstanceNames",
      pools,
    ],
    [{ hasUnnamedKeys: true }, '<INSTANCENAME CLASSNAME="SBX_StoragePool"><KEYVALUE', "EnumerateInstanceNames", pools],
    [{ embeddedSpelling: "both" }, 'EmbeddedObject="instance" EMBEDDEDOBJECT="instance"', "EnumerateInstances", arrays],
    [{ embeddedSpelling: "EMBEDDEDOBJECT" }, ' EMBEDDEDOBJECT="instance"', "EnumerateInstances", arrays],
    [{ outputType: "TYPE" }, '<PARAMVALUE NAME="EndOfSequence" TYPE="boolean">', "OpenEnumerateInstances", pools],
    [{ outputType: "none" }, '<PARAMVALUE NAME="EndOfSequence">', "OpenEnumerateInstances", pools],
    [{ hasLanguages: true }, 'xml:lang="en"', "GetInstance"],
    [{ hasLowerCaseBooleans: true }, "<VALUE>false</VALUE>", "GetInstance"],
    [
      { hasEmptyBooleans: true },
      '<PROPERTY NAME="FullDuplex" TYPE="boolean"><VALUE></VALUE>',
      "EnumerateInstances",
      { ClassName: className("SBX_FCPort") },
    ],
    [{ hasHexadecimalIntegers: true }, "<VALUE>0x50</VALUE>", "GetInstance"],
    [{ hasByteOrderMark: true }, "\uFEFF<?xml", "GetInstance"],
    [{ isPrettyPrinted: true }, "\n    <PROPERTY", "GetInstance"],
    [{ hasUnknownElements: true }, "<VENDOR.NOTE>", "GetInstance"],
    [{ hasUnknownAttributes: true }, 'VENDORHINT="7"', "GetInstance"],
    [{ messageId: "4711" }, '<MESSAGE ID="4711"', "GetInstance"],
    [{ methodName: "Other" }, '<IMETHODRESPONSE NAME="Other">', "GetInstance"],
    [{ versions: { cim: "2.8", dtd: "3.0", protocol: "1.4" } }, 'CIMVERSION="2.8" DTDVERSION="3.0"', "GetInstance"],
    [{ classStatus: 7 }, '<ERROR CODE="7"', "GetClass", pools],
    [{ hasClassPathKeys: true }, "<VALUE.REFERENCE><LOCALCLASSPATH>", "EnumerateInstanceNames", hosted],
    [{ hasOpenMicroseconds: true }, ".******+000</VALUE>", "EnumerateInstances", generated],
    [{ hasControlCharacters: true }, "<VALUE>pool0\u0001</VALUE>", "GetInstance"],
    [{ refusals: "unescaped" }, ">1 < 2 & so on</ERROR>", "GetClass", nobody],
    [{ refusals: "instance-without-class" }, "><INSTANCE></INSTANCE></ERROR>", "GetClass", nobody],
  ])("%o", async (quirks, text, operation, parameters) => {
    expect(await bodyWith(quirks, operation, parameters)).toContain(text);
    expect(await bodyWith(noQuirks(), operation, parameters)).not.toContain(text);
  });

  it("leave out what others send", async () => {
    wbem.quirks.omitsEmptyReturnValue = true;
    wbem.quirks.hasNoXmlDeclaration = true;
    wbem.quirks.hasNoCimHeaders = true;
    wbem.quirks.contentType = null;
    const answer = await callRaw(wbem, "EnumerateInstances", { ClassName: className("CIM_ConcreteJob") });
    expect(answer.bytes.toString("utf8")).not.toMatch(/IRETURNVALUE|<\?xml/);
    expect(answer.headers).not.toHaveProperty("cimoperation");
    expect(answer.headers).not.toHaveProperty("content-type");
  });

  it("concern headers too", async () => {
    wbem.quirks.hasPaddedLength = true;
    wbem.quirks.hasResponseTime = true;
    const { headers } = await callRaw(wbem, "GetInstance", getPool);
    expect(headers["content-length"]).toMatch(/^0\d{9}$/);
    expect(headers.wbemserverresponsetime).toMatch(/^\d+$/);
  });

  it("concern the encoding and unknown methods too", async () => {
    const call = () => callRaw(wbem, "EnumerateInstances", generated);
    expect((await call()).bytes.includes("Gr\u00fcnwald")).toBe(true);
    Object.assign(wbem.quirks, { isLatin1: true, unknownMethodStatus: 1 });
    const { bytes } = await call();
    expect([bytes.includes("Gr\u00fcnwald"), bytes.includes(Buffer.from("Gr\u00fcnwald", "latin1"))]).toEqual([
      false,
      true,
    ]);
    expect(errorCodeOf(await invokeRaw(wbem, "MakeCoffee", pool0))).toBe(1);
  });

  it("change the list of namespaces", async () => {
    wbem.quirks.hidesInterop = true;
    wbem.quirks.hasSlashedNamespaces = true;
    const answer = await callRaw(
      wbem,
      "EnumerateInstances",
      { ClassName: className("CIM_Namespace"), PropertyList: ["Name"] },
      { namespace: "interop" },
    );
    const names = elementsOf(answer.root(), "PROPERTY").flatMap((one) => elementsOf(one, "VALUE"));
    expect(names.map(({ text }) => text)).toEqual(["/root/cimv2", "/root/storage"]);
  });

  it("announce and send trailers", async () => {
    wbem.faults.add({ kind: "late-error", afterItems: 1, code: 1, description: "disk on fire" });
    wbem.quirks.isAlwaysChunked = true;
    const answer = await callRaw(wbem, "EnumerateInstances", pools, { headers: { TE: "trailers" } });
    expect(answer.headers).toMatchObject({ "transfer-encoding": "chunked" });
    expect(answer.trailers).toEqual({ cimstatuscode: "1", cimstatuscodedescription: "disk%20on%20fire" });
  });
});

describe("bad days", () => {
  /** The first bytes of an answer whose end does not come. */
  const beginningOf = (onHead: (response: http.IncomingMessage) => void) => {
    const request = http.request({ host: wbem.host, port: wbem.httpPort, method: "GET", path: "/cimom", agent: false });
    request.on("response", onHead);
    request.end();
    return request;
  };

  it("stall, break off and reset", async () => {
    const before = wbem.requests.length;
    wbem.faults.add({ kind: "reset" }, { operation: "GetInstance" });
    await expect(callRaw(wbem, "GetInstance", getPool)).rejects.toThrow("ECONNRESET");
    wbem.faults.add({ kind: "reset", afterBytes: 100 });
    await expect(callRaw(wbem, "GetInstance", getPool)).rejects.toThrow(/ECONNRESET|aborted/);
    wbem.faults.add({ kind: "close" });
    await expect(callRaw(wbem, "GetInstance", getPool)).rejects.toThrow("hang up");
    wbem.faults.add({ kind: "truncate" });
    const half = await callRaw(wbem, "GetInstance", getPool);
    expect(() => half.root()).toThrow(SyntaxError);
    wbem.faults.add({ kind: "stall" });
    const stalled = callRaw(wbem, "GetInstance", getPool);
    await wbem.until(() => wbem.requests.length === before + 5 && wbem.requests.at(-1)?.status === 200);
    wbem.dropConnections();
    await expect(stalled).rejects.toThrow();
  });

  it("send other bytes, or the right ones changed", async () => {
    wbem.faults.add({ kind: "body", body: Buffer.from([0xff, 0xfe]) });
    expect((await callRaw(wbem, "GetInstance", getPool)).bytes).toEqual(Buffer.from([0xff, 0xfe]));
    wbem.faults.add({ kind: "rewrite", rewrite: (xml) => xml.replaceAll("pool0", "pool9") });
    expect(textOf((await callRaw(wbem, "GetInstance", getPool)).root(), "InstanceID")).toBe("SBX:ARRAY1:pool9");
    wbem.faults.add({ kind: "drip", pieces: 5, everyMs: 1 });
    expect(textOf((await callRaw(wbem, "GetInstance", getPool)).root(), "PoolID")).toBe("pool0");
    wbem.faults.add({ kind: "http", status: 503, headers: { "Retry-After": "1" } });
    expect(await callRaw(wbem, "GetInstance", getPool)).toMatchObject({ status: 503, headers: { "retry-after": "1" } });
    wbem.faults.add({ kind: "status", code: 2, description: "Not you" });
    expect(errorCodeOf(await callRaw(wbem, "GetInstance", getPool))).toBe(2);
    expect(errorCodeOf(await callRaw(wbem, "GetInstance", getPool))).toBeNull();
  });

  it("refuse with headers only and leave the connection open", async () => {
    wbem.quirks.hasOpenEndedRefusals = true;
    const response = await new Promise<http.IncomingMessage>((resolve) => {
      beginningOf(resolve);
    });
    expect(response.statusCode).toBe(405);
    expect(response.headers).not.toHaveProperty("content-length");
    expect(wbem.openSockets).toBe(1);
    response.destroy();
  });

  it("make no more objects than a client takes, and none once it has left", async () => {
    const large = await bench.start({ generatedInstances: 50_000 });
    const generated = large.repository.generated;
    if (generated === undefined) throw new Error("There is no generated class.");
    let made = 0;
    const instances = function* (namespace: string) {
      for (const one of generated.of.instances(namespace)) {
        made += 1;
        yield one;
      }
    };
    const { className: name } = generated.of;
    large.repository.generated = { ...generated, of: { className: name, instances, find: () => undefined } };
    const call = `<IMETHODCALL NAME="EnumerateInstances"><LOCALNAMESPACEPATH><NAMESPACE NAME="root"/><NAMESPACE NAME="cimv2"/></LOCALNAMESPACEPATH><IPARAMVALUE NAME="ClassName">${className(name)}</IPARAMVALUE></IMETHODCALL>`;
    const headers = {
      "Content-Type": "text/xml",
      CIMOperation: "MethodCall",
      CIMMethod: "EnumerateInstances",
      CIMObject: "root/cimv2",
      Authorization: basicAuthorization,
    };
    const request = http.request({ port: large.httpPort, method: "POST", path: "/cimom", agent: false, headers });
    // Node reads an answer that nobody listens to by itself.
    request.on("response", (response) => response.on("error", () => undefined));
    request.on("error", () => undefined).end(message(call));
    let last = 0;
    const standsStill = () => {
      const isStill = made > 0 && made === last;
      last = made;
      return isStill;
    };
    await expect.poll(standsStill, { interval: 100, timeout: 10_000 }).toBe(true);
    expect(made).toBeLessThan(40_000);
    request.destroy();
    await large.until(() => large.requests[0]?.status === 200);
    expect(made).toBeLessThan(40_000);
  });

  it("never answer a NULL item where that is wanted", async () => {
    wbem.quirks.hangsOnNullItems = true;
    const changed = `<VALUE.NAMEDINSTANCE>${pool0}<INSTANCE CLASSNAME="SBX_StoragePool"><PROPERTY.ARRAY NAME="StatusDescriptions" TYPE="string"><VALUE.ARRAY><VALUE.NULL/></VALUE.ARRAY></PROPERTY.ARRAY></INSTANCE></VALUE.NAMEDINSTANCE>`;
    const before = wbem.count("ModifyInstance");
    const pending = callRaw(wbem, "ModifyInstance", { ModifiedInstance: changed });
    await wbem.until(() => wbem.count("ModifyInstance") > before);
    wbem.dropConnections();
    await expect(pending).rejects.toThrow("hang up");
  });
});
