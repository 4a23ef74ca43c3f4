import { expect, test } from "vitest";
import { formatXml, sampleRequest } from "./cim-xml";

test("lays out elements and leaves texts as they are", () => {
  const xml =
    '<?xml version="1.0"?><CIM A="a>b"><MESSAGE><VALUE>  two  words </VALUE><EMPTY/><NONE></NONE><!-- x --><T><![CDATA[a<b]]></T></MESSAGE></CIM>';
  expect(formatXml(xml).split("\n")).toEqual([
    '<?xml version="1.0"?>',
    '<CIM A="a>b">',
    "  <MESSAGE>",
    "    <VALUE>  two  words </VALUE>",
    "    <EMPTY/>",
    "    <NONE></NONE>",
    "    <!-- x -->",
    "    <T><![CDATA[a<b]]></T>",
    "  </MESSAGE>",
    "</CIM>",
  ]);
});

test.each(["", "plain text", "<CIM><VALUE", "{}"])("shows %j as it came", (text) => {
  expect(formatXml(text)).toBe(text);
});

test("an indented text is laid out the same way again", () => {
  const sample = sampleRequest("root/cimv2", "CIM_Foo");
  expect(formatXml(sample)).toBe(sample);
});

test("names cannot break out of the sample", () => {
  expect(sampleRequest("root", 'A"><X NAME="')).toContain('NAME="A&quot;>&lt;X NAME=&quot;"');
});
