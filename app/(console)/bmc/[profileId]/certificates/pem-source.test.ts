import { expect, it } from "vitest";
import { certificatesIn, pemOf, pemProblem } from "./pem-source";

const certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";

it("takes a file before the text, and wraps DER", () => {
  const file = (content: string) => ({ name: "c.pem", contentBase64: btoa(content) });
  expect(pemOf({ text: ` ${certificate} `, file: null })).toBe(`${certificate}\n`);
  expect(pemOf({ text: "other", file: file(certificate) })).toBe(certificate);
  const der = pemOf({ text: "", file: file(`\x30${"x".repeat(100)}`) });
  expect(der).toMatch(/^-----BEGIN CERTIFICATE-----\n.{64}\n.+\n-----END CERTIFICATE-----\n$/s);
  expect(pemOf({ text: "  ", file: null })).toBe("");
});

it("says what is wrong before the BMC is asked", () => {
  const key = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----";
  expect(pemProblem("", "replace")).toContain("needed");
  expect(pemProblem("hello", "replace")).toContain("no certificate");
  expect(pemProblem(certificate + key, "replace")).toBeNull();
  expect(pemProblem(certificate + key, "trust")).toContain("private key");
  expect(pemProblem(`${certificate}-----BEGIN ENCRYPTED PRIVATE KEY-----`, "replace")).toContain("encrypted");
});

it("leaves the private key out of what is looked at", () => {
  const key = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----";
  expect(certificatesIn(`${key}\n${certificate}\n${key}\n${certificate}`)).toBe(`${certificate}\n${certificate}`);
  expect(certificatesIn(key)).toBe("");
});
