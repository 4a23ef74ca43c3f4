import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { WbemConnection } from "./connection";
import { wbemKind } from "./connector";
import type { FakeWbem } from "./fake";
import type { WbemFault } from "./fake/faults";
import { noQuirks, type Quirks } from "./fake/quirks";
import { targetOfWbem, WbemBench } from "./testing/test-wbem";

/** Short, for what never comes. */
const timeouts = { headersMs: 400, bodyIdleMs: 400 };
const OPERATION = "EnumerateInstances";

const bench = new WbemBench();
let wbem: FakeWbem;
let connection: WbemConnection;
let strict: WbemConnection;
beforeAll(async () => {
  wbem = await bench.start();
  connection = await wbemKind.signOn(targetOfWbem(wbem, { timeouts }));
  strict = await wbemKind.signOn(targetOfWbem(wbem, { timeouts, settings: { readIllFormed: false } }));
});
afterEach(() => {
  Object.assign(wbem.quirks, noQuirks());
  wbem.faults.clear();
});
afterAll(async () => {
  connection.destroy();
  strict.destroy();
  await bench.closeAll();
});

async function enumerate(through = connection) {
  const notes: string[] = [];
  const options = { onTolerated: ({ code }: { code: string }) => notes.push(code) };
  const instances = await through.operations.EnumerateInstances("SBX_StoragePool", options);
  return { instances, notes };
}

/** Whatever happened before, the next request is answered. */
async function expectRecovery(through = connection): Promise<void> {
  Object.assign(wbem.quirks, noQuirks());
  expect(await enumerate(through)).toMatchObject({ instances: [{}, {}], notes: [] });
}

const withDoctype = (doctype: string, content: string) => (xml: string) =>
  xml.replace("<CIM ", `<!DOCTYPE CIM [${doctype}]><CIM `).replace(">pool0<", `>${content}<`);
const entities = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join("");
const laughs = withDoctype(`<!ENTITY l0 "ha">${entities}`, "&l9;");
const nested = `${"<VALUE.REFERENCE>".repeat(10_000)}${"</VALUE.REFERENCE>".repeat(10_000)}`;
const deep = (xml: string) => xml.replace("<IRETURNVALUE>", `<IRETURNVALUE>${nested}`);
const xmlParse = (message: string) => ({ family: "xml-parse", message: expect.stringContaining(message) });
const bytes = (from: string, to: string) => (xml: string) => Buffer.from(xml.replaceAll(from, to), "latin1");

describe("answers that are refused, over real sockets", () => {
  it.each<[string, WbemFault, object]>([
    ["a billion laughs", { kind: "rewrite", rewrite: laughs }, xmlParse("document type")],
    ["10,000 elements in one another", { kind: "rewrite", rewrite: deep }, xmlParse("nested too deeply")],
    ["a truncated answer", { kind: "truncate" }, { family: "xml-parse" }],
    ["an answer that stalls", { kind: "stall" }, { class: "body-timeout" }],
    ["an answer that never begins", { kind: "hang" }, { class: "headers-timeout" }],
    ["a reset before the answer", { kind: "reset" }, { class: "connection-lost" }],
    ["a reset in its middle", { kind: "reset", afterBytes: 150 }, { class: "connection-lost" }],
    ["a connection that is closed", { kind: "close" }, { class: "connection-lost" }],
    [
      "an unknown element around the result",
      { kind: "rewrite", rewrite: (xml) => xml.replaceAll("IRETURNVALUE", "RETURNED") },
      { family: "cim-xml-parse" },
    ],
  ])("refuses %s by its kind, asks once, and reads the next answer", async (_name, fault, expected) => {
    const before = wbem.count(OPERATION);
    wbem.faults.add(fault, { operation: OPERATION });
    await expect(enumerate()).rejects.toMatchObject(expected);
    expect(wbem.count(OPERATION)).toBe(before + 1);
    await expectRecovery();
  });

  it("refuses external entities, and fetches none", async () => {
    const address = `http://127.0.0.1:${wbem.httpPort}/external`;
    for (const doctype of [`<!ENTITY x SYSTEM "${address}">`, `<!ENTITY % p SYSTEM "${address}"> %p;`]) {
      wbem.faults.add({ kind: "rewrite", rewrite: withDoctype(doctype, "&x;") }, { operation: OPERATION });
      await expect(enumerate()).rejects.toMatchObject(xmlParse("document type"));
    }
    await expectRecovery();
    expect(wbem.requests.map(({ path }) => path)).not.toContain("/external");
  });

  it("refuses a text of a gigabyte after a few megabytes", async () => {
    let sent = 0;
    function* gigabyte() {
      yield '<?xml version="1.0"?><CIM CIMVERSION="2.0" DTDVERSION="2.0"><MESSAGE ID="1" PROTOCOLVERSION="1.0"><SIMPLERSP>';
      yield `<IMETHODRESPONSE NAME="${OPERATION}"><IRETURNVALUE><VALUE.NAMEDINSTANCE><INSTANCENAME CLASSNAME="C"/>`;
      yield '<INSTANCE CLASSNAME="C"><PROPERTY NAME="P" TYPE="string"><VALUE>';
      for (; sent < 1024; sent += 1) yield Buffer.alloc(1024 * 1024, "x");
    }
    wbem.faults.add({ kind: "body", body: gigabyte }, { operation: OPERATION });
    await expect(enumerate()).rejects.toMatchObject(xmlParse("too long"));
    await wbem.until(() => wbem.requests.at(-1)?.status === 200);
    expect(sent).toBeLessThan(64);
    await expectRecovery();
  });

  it("refuses a web page", async () => {
    wbem.quirks.contentType = "text/html";
    await expect(enumerate()).rejects.toMatchObject({ family: "header-parse" });
    await expectRecovery();
  });

  it("takes a 401 without a challenge for what it is, with and without an end", async () => {
    wbem.quirks.challenge = "none";
    for (const isOpenEnded of [false, true]) {
      wbem.quirks.hasOpenEndedRefusals = isOpenEnded;
      const refused = wbemKind.signOn(targetOfWbem(wbem, { timeouts, password: "wrong" }));
      await expect(refused).rejects.toMatchObject({ family: "authentication", status: 401 });
      wbem.faults.add({ kind: "http", status: 401, isOpenEnded }, { operation: OPERATION });
      await expect(enumerate()).rejects.toMatchObject({ code: "device_authorization" });
    }
    await expectRecovery();
  });
});

describe("answers that are read all the same, with a note", () => {
  it.each<[string, Partial<Quirks>, string]>([
    ["without CIM headers", { hasNoCimHeaders: true }, "no-cim-header"],
    ["with another message id", { messageId: "4711" }, "message-id"],
    ["with unknown elements", { hasUnknownElements: true }, "unknown-element"],
    ["with unknown attributes", { hasUnknownAttributes: true }, "unknown-attribute"],
  ])("reads an answer %s", async (_name, quirks, code) => {
    Object.assign(wbem.quirks, quirks);
    expect(await enumerate()).toMatchObject({ instances: [{}, {}], notes: [code] });
  });

  it.each([
    ["bytes that are not UTF-8", bytes("pool0", "pool\u00fe"), "ill-formed-utf8"],
    ["control characters", bytes("pool0", "pool\u0001"), "illegal-character"],
  ])("reads an answer with %s, unless the profile refuses them", async (_name, rewrite, code) => {
    wbem.faults.add({ kind: "rewrite", rewrite }, { operation: OPERATION, times: 2 });
    const { instances, notes } = await enumerate();
    expect(JSON.stringify(instances[0]?.path, (_, value) => (typeof value === "bigint" ? "" : value))).toContain(
      "pool\uFFFD",
    );
    expect(notes).toEqual([code]);
    await expect(enumerate(strict)).rejects.toMatchObject({ family: "xml-parse" });
    await expectRecovery(strict);
  });

  it("takes its code out of a refusal with unescaped text, unless the profile refuses it", async () => {
    const rewrite = (xml: string) =>
      xml.replace(
        /<IMETHODRESPONSE.*<\/IMETHODRESPONSE>/s,
        '<IMETHODRESPONSE NAME="EnumerateInstances"><ERROR CODE="7" DESCRIPTION="no">a < b & c</ERROR></IMETHODRESPONSE>',
      );
    wbem.faults.add({ kind: "rewrite", rewrite }, { operation: OPERATION, times: 2 });
    await expect(enumerate()).rejects.toMatchObject({ cimStatus: 7, description: "no" });
    await expect(enumerate(strict)).rejects.toMatchObject({ family: "xml-parse" });
    await expectRecovery();
  });
});

describe("lists that end badly", () => {
  const iterate = () => connection.operations.IterEnumerateInstances("SBX_Generated", { MaxObjectCount: 10 });

  it("hands over what came before the server forgot the enumeration", async () => {
    let count = 0;
    const read = async () => {
      for await (const portion of iterate()) {
        count += portion.length;
        if (count === 30) wbem.sessions.expireAll();
      }
    };
    await expect(read()).rejects.toMatchObject({ cimStatus: 21, code: "device_conflict" });
    expect(count).toBe(30);
    expect(connection.pullUse).toBe("pull");
  });

  it("hands over what came before the connection broke, and closes the enumeration over another", async () => {
    let count = 0;
    const { closed } = wbem.sessions;
    wbem.faults.add({ kind: "reset" }, { operation: "PullInstancesWithPath" });
    const read = async () => {
      for await (const portion of iterate()) count += portion.length;
    };
    await expect(read()).rejects.toMatchObject({ class: "connection-lost" });
    expect(count).toBe(10);
    expect(wbem.sessions.closed).toBe(closed + 1);
  });
});
