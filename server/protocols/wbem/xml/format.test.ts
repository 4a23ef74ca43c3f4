import { expect, it } from "vitest";
import { formatXml } from "./format";

it("puts each element on a line of its own and keeps text as it is", () => {
  const text = '<?xml version="1.0"?><CIM><A X="1"><B/><VALUE> a &lt; b </VALUE></A><C></C></CIM>';
  expect(formatXml(text)).toBe(
    [
      '<?xml version="1.0"?>',
      "<CIM>",
      '  <A X="1">',
      "    <B/>",
      "    <VALUE> a &lt; b </VALUE>",
      "  </A>",
      "  <C></C>",
      "</CIM>",
    ].join("\n"),
  );
});

it("gives the same again for what it has laid out", () => {
  const once = formatXml("<A>\n  <B>\n<C/>\n</B></A>");
  expect(formatXml(once)).toBe(once);
});

it("lays out what is not well-formed as far as it goes", () => {
  expect(formatXml("</A><B>text")).toBe("</A>\n<B>text");
});
