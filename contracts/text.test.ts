import { describe, expect, it } from "vitest";
import { personNameSchema, teamInput } from "./people";
import { createProfileInput, duplicateProfileInput } from "./profile";
import { lineText, nameText, paragraphText } from "./text";
import { createBundleInput, importIdentityInput } from "./trust";

const unfit = [
  ["NUL", "\u0000"],
  ["escape", "\u001b"],
  ["carriage return", "\r"],
  ["tab", "\t"],
  ["delete", "\u007f"],
  ["C1", "\u0085"],
  ["line separator", "\u2028"],
  ["paragraph separator", "\u2029"],
  ["override", "\u202e"],
  ["isolate", "\u2066"],
  ["right-to-left mark", "\u200f"],
  ["half a character", "\ud800"],
  ["zero-width space", "\u200b"],
  ["byte order mark", "\ufeff"],
  ["soft hyphen", "\u00ad"],
  ["Hangul filler", "\u3164"],
] as const;

describe("text of people", () => {
  it.each(unfit)("refuses %s everywhere", (_name, character) => {
    for (const schema of [lineText(80), nameText(80), paragraphText(80)]) {
      expect(schema.safeParse(`a${character}b`).success).toBe(false);
    }
  });

  it("takes what people write, and line feeds where there may be lines", () => {
    expect(nameText(80).parse("  Zürich \u05d0\u05d1 \u{1f5a5} ")).toBe("Zürich \u05d0\u05d1 \u{1f5a5}");
    expect(paragraphText(80).parse("one\ntwo")).toBe("one\ntwo");
    expect(nameText(80).safeParse("one\ntwo").success).toBe(false);
    expect(nameText(80).safeParse("  ").success).toBe(false);
  });

  it("keeps a name in the one spelling in which it can be typed again", () => {
    expect(nameText(80).parse("HMC\u00a0 1")).toBe("HMC 1");
    expect(nameText(80).parse("Zu\u0308rich")).toBe("Zürich");
    expect(nameText(80).parse("\u3000a  b\u2009")).toBe("a b");
    expect(nameText(80).parse("\u2764\ufe0f \u{1f469}\u200d\u{1f4bb}")).toBe("\u2764\ufe0f \u{1f469}\u200d\u{1f4bb}");
    expect(
      nameText(80)
        .safeParse("\u200d")
        .error?.issues.map(({ message }) => message),
    ).toEqual(["a name is needed"]);
  });

  const profile = { kind: "hmc", name: "HMC 1", host: "hmc", port: 6794, tls: {} };
  const source = { text: "x" };
  it.each([
    ["name of a profile", createProfileInput, { ...profile, name: "a\u202eb" }],
    ["description of a profile", createProfileInput, { ...profile, description: "a\u0000b" }],
    ["group of a profile", createProfileInput, { ...profile, group: "a\nb" }],
    ["user name", createProfileInput, { ...profile, userName: "a\nb" }],
    ["name of a copy", duplicateProfileInput, { name: "a\u0007b" }],
    ["name of a team", teamInput, { name: "a\u2028b" }],
    ["name of a person", personNameSchema, "a\u202eb"],
    ["name of a bundle", createBundleInput, { name: "a\u0000b", source }],
    ["description of a bundle", createBundleInput, { name: "a", description: "a\u009bb", source }],
    ["name of an identity", importIdentityInput, { name: "a\rb" }],
  ] as const)("refuses them in the %s", (_name, schema, value) => {
    const result = schema.safeParse(value);
    expect(result.error?.issues.map((issue) => issue.message)).toEqual([expect.stringMatching(/^no control/)]);
  });
});
