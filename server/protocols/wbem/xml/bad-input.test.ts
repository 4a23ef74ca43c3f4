import { describe, expect, it } from "vitest";
import { WbemClient } from "../client";
import { WbemError } from "../errors";
import type { CimInstance } from "../model/objects";
import type { ToleratedDeviation } from "../operations";
import { answerOf, intrinsicReply, scriptedExchange } from "../testing/answers";

const instance = (content: string) =>
  `<VALUE.NAMEDINSTANCE><INSTANCENAME CLASSNAME="C"><KEYBINDING NAME="K"><KEYVALUE VALUETYPE="string" TYPE="string">1</KEYVALUE></KEYBINDING></INSTANCENAME><INSTANCE CLASSNAME="C">${content}</INSTANCE></VALUE.NAMEDINSTANCE>`;
const text = (value: string) => `<PROPERTY NAME="P" TYPE="string"><VALUE>${value}</VALUE></PROPERTY>`;
const reply = (content: string) => intrinsicReply("EnumerateInstances", `<IRETURNVALUE>${content}</IRETURNVALUE>`);

async function enumerate(body: Parameters<typeof answerOf>[0], options?: Parameters<typeof answerOf>[1]) {
  const notes: ToleratedDeviation[] = [];
  const { exchange } = scriptedExchange(answerOf(body, options));
  const client = new WbemClient({ exchange });
  const instances = await client.EnumerateInstances("C", { onTolerated: (note) => notes.push(note) });
  return { instances, codes: notes.map(({ code }) => code) };
}

async function failure(body: Parameters<typeof answerOf>[0], options?: Parameters<typeof answerOf>[1]) {
  const error: unknown = await enumerate(body, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof WbemError)) throw new Error(`A WbemError is expected, but this came: ${String(error)}`);
  return error;
}

const firstValue = ({ instances }: { instances: CimInstance[] }) => instances[0]?.properties[0]?.value;

describe("answers that are not well-formed", () => {
  it.each([
    ["a truncated answer", reply(instance(text("x"))).slice(0, -30)],
    ["nothing at all", ""],
    ["a web page", "<html><body>It works!<br></body></html>"],
    ["a control character", reply(instance(text("Fritz \u0001 Town")))],
    ["a control character by its number", reply(instance(text("Fritz &#1; Town")))],
    ["an undeclared entity", reply(instance(text("&nbsp;")))],
    ["tags that cross", reply(instance("<PROPERTY><VALUE></PROPERTY></VALUE>"))],
    ["an attribute twice", reply(instance('<PROPERTY NAME="P" NAME="Q" TYPE="string"/>'))],
    ["two documents", `${reply("")}${reply("").slice(40)}`],
  ])("refuses %s, whatever pieces it comes in", async (_name, body) => {
    for (const pieceBytes of [1, 7, 100_000]) {
      const error = await failure(body, { pieceBytes });
      expect(error).toMatchObject({ family: "xml-parse", code: "device_protocol", operation: "EnumerateInstances" });
    }
  });

  it("says where it is broken, and shows it", async () => {
    const body = reply(instance(text("Fritz \u0003 Town")));
    const error = await failure(body);
    expect(error.position).toBe(body.indexOf("\u0003") + 1);
    expect(error.excerpt).toContain("Fritz \\u0003");
    expect(error.message).toContain("VALUE");
    expect(error.message).toContain(`at character ${body.indexOf("\u0003") + 1}`);
  });

  it.each([
    ["a wrong byte", Buffer.from([0xff])],
    ["an overlong form", Buffer.from([0xc0, 0x80])],
    ["a surrogate of its own", Buffer.from([0xed, 0xa0, 0x80])],
    ["a character that is cut off", Buffer.from([0xe2, 0x82])],
  ])("refuses %s as not UTF-8 and counts the bytes before it", async (_name, bytes) => {
    const [before = "", after = ""] = reply(instance(text("Größe @"))).split("@");
    for (const pieceBytes of [1, 100_000]) {
      const error = await failure(Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]), { pieceBytes });
      expect(error).toMatchObject({ family: "xml-parse", position: Buffer.byteLength(before) });
    }
  });

  it("reads characters of several bytes that arrive byte by byte, after a byte order mark", async () => {
    const read = await enumerate(Buffer.from(`\uFEFF${reply(instance(text("Größe € 😀")))}`), { pieceBytes: 1 });
    expect(firstValue(read)).toBe("Größe € 😀");
  });
});

describe("answers that would cost too much", () => {
  it.each([
    ["a billion laughs", '<!DOCTYPE CIM [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>', "&b;"],
    ["an external entity", '<!DOCTYPE CIM [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"],
    ["a parameter entity", '<!DOCTYPE CIM [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>', "x"],
    ["a document type that only names one", '<!DOCTYPE CIM SYSTEM "http://127.0.0.1:9/cim.dtd">', "x"],
  ])("refuses %s with the document type", async (_name, doctype, content) => {
    const error = await failure(reply(instance(text(content))).replace("<CIM ", `${doctype}<CIM `));
    expect(error.family).toBe("xml-parse");
    expect(error.message).toContain("document type");
  });

  it("refuses 10,000 elements in one another, known ones or not", async () => {
    for (const name of ["VALUE.REFERENCE", "Unknown"]) {
      const deep = `<${name}>`.repeat(10_000) + `</${name}>`.repeat(10_000);
      const error = await failure(reply(instance(`<PROPERTY.REFERENCE NAME="R">${deep}</PROPERTY.REFERENCE>`)));
      expect(error.message).toContain("nested too deeply");
    }
  });

  it("stops reading a text without end after a few megabytes", async () => {
    let sent = 0;
    function* endless() {
      yield Buffer.from(reply(instance(text("@"))).split("@")[0] ?? "");
      for (;;) {
        sent += 1;
        if (sent > 16_000) throw new Error("A gigabyte was read.");
        yield Buffer.alloc(64 * 1024, "x");
      }
    }
    expect((await failure(endless())).message).toContain("too long");
    expect(sent).toBeLessThan(600);
  });

  it("refuses attributes and elements without number, and names without end", async () => {
    const attributes = Array.from({ length: 300 }, (_, at) => `A${at}="x"`).join(" ");
    expect((await failure(reply(instance(`<PROPERTY NAME="P" ${attributes}/>`)))).message).toContain("attributes");
    expect((await failure(reply(instance(`<${"N".repeat(300)}/>`)))).message).toContain("name of an element");
    const many = '<PROPERTY NAME="P" TYPE="string"/>'.repeat(250_000);
    expect((await failure(reply(instance(many)), { pieceBytes: 65_536 })).message).toContain("too many elements");
  });

  it("refuses objects embedded in one another without end, and numbers of a megabyte", async () => {
    let embedded = '<INSTANCE CLASSNAME="C"/>';
    for (let depth = 0; depth < 8; depth += 1) {
      const escaped = embedded.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
      embedded = `<INSTANCE CLASSNAME="C"><PROPERTY NAME="P" TYPE="string" EmbeddedObject="instance"><VALUE>${escaped}</VALUE></PROPERTY></INSTANCE>`;
    }
    const content = embedded.slice('<INSTANCE CLASSNAME="C">'.length, -"</INSTANCE>".length);
    const { exchange } = scriptedExchange(reply(instance(content)));
    const { defaultLimits } = await import("./limits");
    const shallow = new WbemClient({ exchange, limits: { ...defaultLimits, embeddedDepth: 4 } });
    await expect(shallow.EnumerateInstances("C")).rejects.toMatchObject({ family: "cim-xml-parse" });
    const number = `<PROPERTY NAME="P" TYPE="uint64"><VALUE>${"9".repeat(1_000_000)}</VALUE></PROPERTY>`;
    expect(await failure(reply(instance(number)), { pieceBytes: 65_536 })).toMatchObject({ family: "cim-xml-parse" });
  });
});

describe("answers that are well-formed but wrong", () => {
  it.each([
    ["another root", reply("").replaceAll("CIM ", "CIMX ").replace("</CIM>", "</CIMX>")],
    ["no response", reply("").replace(/<SIMPLERSP>.*<\/SIMPLERSP>/, "")],
    ["the answer to another call", reply("").replace('NAME="EnumerateInstances"', 'NAME="EnumerateClasses"')],
    ["the wrong kind of result", reply('<CLASSNAME NAME="C"/>')],
    ["an unknown result", reply("<RESULT/>")],
    ["an instance without a class", reply(instance("").replace('<INSTANCE CLASSNAME="C">', "<INSTANCE>"))],
    ["a property without a type", reply(instance('<PROPERTY NAME="P"/>'))],
    ["a type that does not exist", reply(instance('<PROPERTY NAME="P" TYPE="uint128"/>'))],
    ["a number out of range", reply(instance('<PROPERTY NAME="P" TYPE="uint8"><VALUE>256</VALUE></PROPERTY>'))],
    ["a number that is none", reply(instance('<PROPERTY NAME="P" TYPE="uint8"><VALUE>two</VALUE></PROPERTY>'))],
    ["two characters as one", reply(instance('<PROPERTY NAME="P" TYPE="char16"><VALUE>ab</VALUE></PROPERTY>'))],
    ["an empty character", reply(instance('<PROPERTY NAME="P" TYPE="char16"><VALUE/></PROPERTY>'))],
    ["an array in a scalar", reply(instance('<PROPERTY NAME="P" TYPE="uint8"><VALUE.ARRAY/></PROPERTY>'))],
  ])("refuses %s", async (_name, body) => {
    expect(await failure(body)).toMatchObject({ family: "cim-xml-parse", code: "device_protocol" });
  });

  it("names the property and shows its text", async () => {
    const error = await failure(reply(instance('<PROPERTY NAME="Size" TYPE="uint8"><VALUE>256</VALUE></PROPERTY>')));
    expect(error.message).toContain("Size");
    expect(error.excerpt).toBe("256");
  });

  it.each([
    ["CIMVERSION", "3.0", "cim-version"],
    ["DTDVERSION", "1.1", "dtd-version"],
    ["PROTOCOLVERSION", "2.0", "protocol-version"],
  ])("refuses another %s", async (attribute, version, family) => {
    const body = reply("").replace(new RegExp(`${attribute}="[^"]*"`), `${attribute}="${version}"`);
    expect(await failure(body)).toMatchObject({ family });
  });

  it("tells that the XML itself is broken rather than that its content is wrong", async () => {
    expect(await failure(reply('<CLASSNAME NAME="C"/>').replace("</MESSAGE>", "</MESSAGEX>"))).toMatchObject({
      family: "xml-parse",
    });
  });
});
