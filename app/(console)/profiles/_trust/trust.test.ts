import { describe, expect, it } from "vitest";
import { replaceProfileInput } from "@/contracts/profile";
import { testProfile } from "../_form/form.test-data";
import { confirmsFingerprint, fingerprintEnd } from "./fingerprint";
import { replacementOf } from "./replacement";
import { emptySecrets, secretProblems } from "./secret-inputs";

const fingerprint = `${Array(28).fill("00").join(":")}:1A:2B:3C:4D`;

describe("fingerprint", () => {
  it("ends in eight digits without colons", () => {
    expect(fingerprintEnd(fingerprint)).toBe("1A2B3C4D");
  });

  it.each(["1A2B3C4D", "1a:2b:3c:4d", " 1a 2b 3c 4d "])("takes %s", (typed) => {
    expect(confirmsFingerprint(typed, fingerprint)).toBe(true);
  });

  it.each(["", "1A2B3C4", "2B3C4D00", "B3C4D", fingerprint])("refuses %s", (typed) => {
    expect(confirmsFingerprint(typed, fingerprint)).toBe(false);
  });
});

describe("secrets of a trust dialog", () => {
  it("asks for those that are stored, and for no other", () => {
    expect(emptySecrets(testProfile())).toEqual({ password: "" });
    expect(secretProblems({ password: "" }).map((problem) => problem.path)).toEqual(["secrets.password"]);
    expect(secretProblems({ password: "x" })).toEqual([]);
  });
});

describe("replacementOf", () => {
  it("is a whole input of the API with the change in it", () => {
    const profile = testProfile();
    const tls = { ...profile.tls, trust: { ...profile.tls.trust, partialChain: true } };
    const input = replaceProfileInput.parse(replacementOf(profile, { tls, secrets: { password: "x" } }));
    expect(input.tls.trust).toMatchObject({ mode: "bundle", bundleIds: ["b1"], partialChain: true });
    expect(input).toMatchObject({ name: profile.name, host: profile.host, revision: 3, secrets: { password: "x" } });
  });
});
