import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WbemClient } from "../client";
import { CimStatusError, WbemError } from "../errors";
import type { CimInstance } from "../model/objects";
import type { ToleratedDeviation } from "../operations";
import { answerOf, intrinsicReply, scriptedExchange } from "../testing/answers";
import { Utf8Decoder } from "./utf8";

const OPERATION = "EnumerateInstances";
const property = (value: string, more = "") =>
  `<PROPERTY NAME="P" TYPE="string"${more}><VALUE>${value}</VALUE></PROPERTY>`;
const reply = (value: string, more = "") =>
  intrinsicReply(
    OPERATION,
    `<IRETURNVALUE><VALUE.NAMEDINSTANCE><INSTANCENAME CLASSNAME="C"><KEYBINDING NAME="K"><KEYVALUE VALUETYPE="string" TYPE="string">1</KEYVALUE></KEYBINDING></INSTANCENAME><INSTANCE CLASSNAME="C">${property(value, more)}</INSTANCE></VALUE.NAMEDINSTANCE></IRETURNVALUE>`,
  );
const refusal = (error: string) => intrinsicReply(OPERATION, error);

async function read(body: string | Buffer, { isLenient = true, pieceBytes = 1000 } = {}) {
  const notes: ToleratedDeviation[] = [];
  const { exchange } = scriptedExchange(answerOf(body, { pieceBytes }));
  const client = new WbemClient({ exchange, isLenient });
  const outcome: CimInstance[] | WbemError = await client
    .EnumerateInstances("C", { onTolerated: (note) => notes.push(note) })
    .catch((error: unknown) => {
      if (error instanceof WbemError) return error;
      throw error;
    });
  return { outcome, notes };
}

function valueIn(outcome: CimInstance[] | WbemError): unknown {
  if (outcome instanceof WbemError) throw outcome;
  return outcome[0]?.properties[0]?.value;
}

describe("bytes that are not UTF-8", () => {
  it.each([
    ["a wrong byte", [0xff], 1],
    ["an overlong form", [0xc0, 0x80], 2],
    ["surrogates of their own", [0xed, 0xa0, 0x80], 3],
    ["a character that is cut off", [0xe2, 0x82], 1],
  ])("%s is shown as U+FFFD, and told with its place", async (_name, bytes, count) => {
    const [before = "", after = ""] = reply("Größe @ \uFFFD").split("@");
    const body = Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
    for (const pieceBytes of [1, 100_000]) {
      const { outcome, notes } = await read(body, { pieceBytes });
      expect(valueIn(outcome)).toBe(`Größe ${"\uFFFD".repeat(count)} \uFFFD`);
      expect(notes).toMatchObject([{ code: "ill-formed-utf8", count }]);
      expect(notes[0]?.message).toContain(`byte ${Buffer.byteLength(before)}.`);
    }
    expect((await read(body, { isLenient: false })).outcome).toMatchObject({ family: "xml-parse" });
  });

  it("are decoded as the WHATWG says, whatever pieces they come in, and counted", () => {
    const bytes = fc.array(
      fc.oneof(fc.constantFrom(0x41, 0x80, 0xc3, 0xe2, 0xed, 0xef, 0xbf, 0xbd, 0xf0, 0x9f), fc.nat(255)),
    );
    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 5 }), (list, size) => {
        const input = Uint8Array.from(list);
        let count = 0;
        const decoder = new Utf8Decoder((_offset, more) => {
          count += more;
        });
        let text = "";
        for (let at = 0; at < input.length; at += size) text += decoder.decode(input.subarray(at, at + size));
        text += decoder.end();
        expect(text).toBe(new TextDecoder().decode(input));
        const genuine = Buffer.from(input).toString("latin1").split("\u00ef\u00bf\u00bd").length - 1;
        expect(count).toBe(text.split("\uFFFD").length - 1 - genuine);
      }),
    );
  });
});

describe("characters that XML does not allow", () => {
  it.each([
    ["as they are", "Fritz \u0001\u000b Town", "U+0001"],
    ["by their numbers", "Fritz &#1;&#xB; Town", "U+0001"],
    ["as half of a pair", "Fritz &#xD800;&#56320; Town", "U+D800"],
    ["that are none", "Fritz \uFFFE&#x110000; Town", "U+FFFE"],
  ])("%s are shown as U+FFFD, and told", async (_name, value, example) => {
    for (const pieceBytes of [1, 100_000]) {
      const { outcome, notes } = await read(reply(value), { pieceBytes });
      expect(valueIn(outcome)).toBe("Fritz \uFFFD\uFFFD Town");
      expect(notes).toMatchObject([{ code: "illegal-character", count: 2 }]);
      expect(notes[0]?.message).toContain(`${example}.`);
    }
    expect((await read(reply(value), { isLenient: false })).outcome).toMatchObject({ family: "xml-parse" });
  });

  it("in embedded objects too, and those that are allowed stay", async () => {
    const embedded =
      '&lt;INSTANCE CLASSNAME="E"&gt;&lt;PROPERTY NAME="Q" TYPE="string"&gt;&lt;VALUE&gt;a&amp;#2;&lt;/VALUE&gt;&lt;/PROPERTY&gt;&lt;/INSTANCE&gt;';
    const { outcome, notes } = await read(reply(embedded, ' EmbeddedObject="instance"'), { pieceBytes: 1 });
    expect(valueIn(outcome)).toMatchObject({ className: "E", properties: [{ value: "a\uFFFD" }] });
    expect(notes).toMatchObject([{ code: "illegal-character", count: 1 }]);
    const plain = await read(reply("&#9;&#x10FFFF;&#38;#1;&amp;"), { pieceBytes: 1 });
    expect([valueIn(plain.outcome), plain.notes]).toEqual(["\t\u{10FFFF}&#1;&", []]);
  });

  it("do not open a way for document types and entities", async () => {
    const hostile = reply("&a;").replace("<CIM ", '<!DOCTYPE CIM [<!ENTITY a "ha">]><CIM ');
    expect((await read(hostile)).outcome).toMatchObject({ family: "xml-parse" });
    expect((await read(reply("&nbsp;"))).outcome).toMatchObject({ family: "xml-parse" });
  });
});

describe("refusals that are not well-formed", () => {
  it.each([
    ["text with a bare ampersand", '<ERROR CODE="7" DESCRIPTION="No such">Bed & breakfast</ERROR>', "No such"],
    ["text with a bare angle", '<ERROR CODE="7" DESCRIPTION="No such">1 < 2</ERROR>', "No such"],
    ["a description with a bare angle", '<ERROR CODE="7" DESCRIPTION="a < b"/>', "a < b"],
    ["a description with a bare ampersand", "<ERROR DESCRIPTION='a & &lt;b&gt;' CODE='7'/>", "a & <b>"],
    ["instances that are broken", '<ERROR CODE=" 7 "><INSTANCE CLASSNAME=CIM_Error></INSTANCE></ERROR>', ""],
    ["an end that is missing", '<ERROR CODE="7" DESCRIPTION="No such">', "No such"],
  ])("tell their code: %s", async (_name, error, description) => {
    for (const pieceBytes of [1, 100_000]) {
      const { outcome, notes } = await read(refusal(error), { pieceBytes });
      expect(outcome).toBeInstanceOf(CimStatusError);
      expect(outcome).toMatchObject({ cimStatus: 7, description });
      expect(notes.map(({ code }) => code)).toContain("error-ill-formed");
    }
    expect((await read(refusal(error), { isLenient: false })).outcome).toMatchObject({ family: "xml-parse" });
  });

  it("say so themselves", async () => {
    const { outcome } = await read(refusal('<ERROR CODE="17">Bed & breakfast</ERROR>'));
    expect(outcome).toMatchObject({
      code: "device_not_found",
      message:
        "The WBEM server refused EnumerateInstances: the method does not exist (CIM_ERR_METHOD_NOT_FOUND). Its refusal is not well-formed XML; more could not be read.",
    });
  });

  it("that were read before the answer breaks off stand", async () => {
    const { outcome, notes } = await read(refusal('<ERROR CODE="6" DESCRIPTION="Gone"/>').slice(0, -12));
    expect(outcome).toMatchObject({ cimStatus: 6, description: "Gone" });
    expect(notes.map(({ code }) => code)).toEqual(["error-ill-formed"]);
  });

  it.each([
    ["without a code", refusal("<ERROR>1 < 2</ERROR>"), "xml-parse"],
    ["in a text", reply('&lt;ERROR CODE="7"/> < 2'), "xml-parse"],
    ["of another call", refusal('<ERROR CODE="7">&</ERROR>').replace(OPERATION, "GetClass"), "xml-parse"],
    ["as a comment", refusal('<!-- <ERROR CODE="7"> --><IRETURNVALUE><'), "xml-parse"],
  ])("are not made up: %s", async (_name, body, family) => {
    const { outcome } = await read(body);
    expect(outcome).toMatchObject({ family });
    expect(outcome).not.toBeInstanceOf(CimStatusError);
  });
});
