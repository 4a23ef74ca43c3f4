import { describe, expect, it } from "vitest";
import { requestFormInput } from "./certificate-request";

const form = (changes: object) => requestFormInput.safeParse({ subject: { commonName: "console" }, ...changes });
const named = (type: string, value: string) => form({ names: [{ type, value }] }).success;

describe("the form of a request", () => {
  it("is complete with a common name", () => {
    expect(form({}).data).toEqual({
      keyAlgorithm: "rsa-3072",
      subject: {
        commonName: "console",
        organization: "",
        organizationalUnit: "",
        locality: "",
        state: "",
        country: "",
        email: "",
      },
      names: [],
      extendedKeyUsage: ["clientAuth"],
    });
  });

  it.each([
    ["dns", "console.example.com", true],
    ["dns", "*.example.com", true],
    ["dns", "host", true],
    ["dns", "bücher.example", false],
    ["dns", "a..b", false],
    ["dns", "-a.example", false],
    ["dns", `${"a".repeat(64)}.example`, false],
    ["dns", "a\n", true],
    ["dns", "a b", false],
    ["ip", "192.0.2.1", true],
    ["ip", "2001:db8::1", true],
    ["ip", "fe80::1%eth0", false],
    ["ip", "192.0.2", false],
    ["email", "who@example.com", true],
    ["email", "who", false],
    ["uri", "urn:uuid:1", true],
    ["uri", "https://example.com/a b", false],
    ["uri", "example", false],
  ])("judges the %s name %j", (type, value, expected) => {
    expect(named(type, value)).toBe(expected);
  });

  it.each([
    ["no common name", { subject: { commonName: " " } }],
    ["a common name of 64 characters", { subject: { commonName: "x".repeat(64) } }],
    ["a line feed in the organization", { subject: { commonName: "a", organization: "a\nb" } }],
    ["a country in three letters", { subject: { commonName: "a", country: "DEU" } }],
    ["key encipherment for a curve", { keyAlgorithm: "ec-p256", keyUsage: ["digitalSignature", "keyEncipherment"] }],
    ["key agreement for RSA", { keyUsage: ["digitalSignature", "keyAgreement"] }],
    ["no signatures", { keyUsage: ["keyEncipherment"] }],
    ["a server only", { extendedKeyUsage: ["serverAuth"] }],
    ["RSA 1024", { keyAlgorithm: "rsa-1024" }],
    ["a field too many", { challenge: "x" }],
  ])("refuses %s", (_name, changes) => {
    expect(form(changes).success).toBe(false);
  });

  it("takes a country in small letters", () => {
    expect(form({ subject: { commonName: "a", country: "de" } }).data?.subject.country).toBe("DE");
  });
});
