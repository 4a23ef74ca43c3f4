import { expect, it } from "vitest";
import { redactBody } from "./redaction";

const password = (name: string, value: string) =>
  `<PROPERTY NAME="${name}" TYPE="string"><VALUE>${value}</VALUE></PROPERTY>`;
const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

it("hides the values of what is secret by its name, and nothing else", () => {
  const message = [
    password("UserPassword", "canary"),
    password("PasswordAge", "12"),
    '<PROPERTY.ARRAY NAME="Secrets"><VALUE.ARRAY><VALUE>canary</VALUE><VALUE>canary</VALUE></VALUE.ARRAY></PROPERTY.ARRAY>',
    "<PARAMVALUE PARAMTYPE='string' NAME='newPassword'><VALUE>canary</VALUE></PARAMVALUE>",
    '<IPARAMVALUE NAME="Credential"/>',
    '<KEYBINDING NAME="SharedSecret"><KEYVALUE VALUETYPE="string">canary</KEYVALUE></KEYBINDING>',
    password("Name", "shown"),
  ].join("\n");
  const shown = redactBody(message, []);
  expect(shown).not.toContain("canary");
  expect(shown.match(/\*{8}/g)).toHaveLength(5);
  expect(shown).toContain(password("PasswordAge", "12"));
  expect(shown).toContain(password("Name", "shown"));
});

it("looks into embedded objects", () => {
  const inner = `<INSTANCE CLASSNAME="A">${password("Password", "canary")}</INSTANCE>`;
  const twice = `<INSTANCE CLASSNAME="B">${password("Settings", escaped(inner))}</INSTANCE>`;
  for (const value of [escaped(inner), escaped(twice), `<![CDATA[${inner}]]>`]) {
    expect(redactBody(password("Template", value), [])).not.toContain("canary");
  }
  const harmless = password("Template", escaped(`<INSTANCE CLASSNAME="A">${password("Name", "x")}</INSTANCE>`));
  expect(redactBody(harmless, [])).toBe(harmless);
});

it("hides known values and private keys wherever they stand", () => {
  const key = "-----BEGIN PRIVATE KEY-----\nMIIcanary\n-----END PRIVATE KEY-----";
  const shown = redactBody(`<VALUE>${key}</VALUE><VALUE>p&#228;ss&amp;word</VALUE><VALUE>p\u00e4ss&word</VALUE>`, [
    "p\u00e4ss&word",
  ]);
  expect(shown).not.toMatch(/canary|word/);
});

it("is quick with what is damaged", () => {
  const started = performance.now();
  for (const piece of ['<PROPERTY NAME="Password">', "<VALUE>", "<", "&lt;VALUE&gt;", '<A NAME="'])
    redactBody(piece.repeat(40_000), []);
  expect(performance.now() - started).toBeLessThan(2_000);
});
