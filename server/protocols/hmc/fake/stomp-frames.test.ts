import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  escapeHeader,
  StompFrameParser,
  StompSyntaxError,
  type StompVersion,
  serializeFrame,
  unescapeHeader,
} from "./stomp-frames";

describe("STOMP frames", () => {
  it.each<[StompVersion, string, string]>([
    ["1.0", "a:b\\c", "a:b\\c"],
    ["1.1", "a:b\\c\nd\re", "a\\cb\\\\c\\nd\re"],
    ["1.2", "a:b\\c\nd\re", "a\\cb\\\\c\\nd\\re"],
  ])("escapes header values of version %s", (version, value, escaped) => {
    expect(escapeHeader(value, version)).toBe(escaped);
    expect(unescapeHeader(escaped, version)).toBe(value);
  });

  it("refuses undefined escapes", () => {
    expect(() => unescapeHeader("a\\tb", "1.2")).toThrow(StompSyntaxError);
    expect(() => unescapeHeader("a\\rb", "1.1")).toThrow(StompSyntaxError);
    expect(() => unescapeHeader("a\\", "1.2")).toThrow(StompSyntaxError);
  });

  it("reads any frame in any portions", () => {
    const text = fc.string({ unit: "grapheme" });
    const body = text.map((value) => value.replaceAll("\0", ""));
    const cuts = fc.array(fc.nat(200), { maxLength: 8 });
    fc.assert(
      fc.property(text, body, cuts, (value, content, positions) => {
        const frame = { command: "SEND", headers: { destination: "/topic/a", value }, body: content };
        const bytes = Buffer.from(`\n\n${serializeFrame(frame, "1.2").repeat(2)}`);
        const parser = new StompFrameParser(() => "1.2");
        const ends = [...positions.map((position) => position % bytes.length).sort((a, b) => a - b), bytes.length];
        const frames = ends.flatMap((end, index) => parser.push(bytes.subarray(ends[index - 1] ?? 0, end)));
        expect(frames).toEqual([frame, frame]);
      }),
    );
  });

  it("honours content-length, carriage returns and the first of repeated headers", () => {
    const parser = new StompFrameParser(() => "1.2");
    const [frame] = parser.push(Buffer.from("SEND\r\ncontent-length:3\r\nfoo:1\r\nfoo:2\r\n\r\na\0b\0"));
    expect(frame).toEqual({ command: "SEND", headers: { "content-length": "3", foo: "1" }, body: "a\0b" });
  });

  it.each(["SEND\nno-colon\n\n\0", "SEND\ncontent-length:1\n\nab\0", "SEND\ncontent-length:x\n\n\0"])(
    "refuses %j",
    (bytes) => {
      expect(() => new StompFrameParser(() => "1.2").push(Buffer.from(bytes))).toThrow(StompSyntaxError);
    },
  );
});
