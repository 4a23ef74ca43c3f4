import { describe, expect, it } from "vitest";
import { replaceProfileInput } from "@/contracts/profile";
import { testProfile } from "../_form/form.test-data";
import { changesTrust } from "./changes-trust";
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

describe("changesTrust", () => {
  const ca = { type: "trust-ca", fingerprint256: fingerprint, certificatePem: "pem", subject: "CN=CA" } as const;
  const pin = { ...ca, type: "pin-certificate" } as const;
  const usesB1 = testProfile();
  const isPinned = testProfile({
    tls: { trust: { mode: "pinned", pin: { fingerprint256: fingerprint, certificatePem: "pem" } } },
  });

  it.each([
    ["a new bundle", usesB1, ca, null, true],
    ["another bundle", usesB1, ca, "b2", true],
    ["the bundle in use", usesB1, ca, "b1", false],
    ["a bundle instead of the pin", isPinned, ca, "b1", true],
    ["a pin instead of the bundle", usesB1, pin, null, true],
    ["the same pin again", isPinned, pin, null, false],
  ] as const)("%s", (_, profile, action, bundleId, expected) => {
    expect(changesTrust(profile, action, bundleId)).toBe(expected);
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
