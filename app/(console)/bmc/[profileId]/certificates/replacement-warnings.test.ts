import { expect, it } from "vitest";
import type { CertificateFacts } from "@/contracts/certificate";
import { listReplacementWarnings } from "./replacement-warnings";

const now = new Date("2026-06-01T00:00:00Z");
const good: CertificateFacts = {
  subject: "CN=bmc",
  issuer: "CN=bmc",
  commonName: "bmc",
  serialNumber: "01",
  notBefore: "2026-01-01T00:00:00Z",
  notAfter: "2027-01-01T00:00:00Z",
  isCertificateAuthority: false,
  pathLength: null,
  selfSigned: true,
  key: { type: "ec", bits: null, curve: "P-384" },
  signatureAlgorithm: "ECDSA with SHA-384",
  subjectAltNames: [{ type: "dns", value: "BMC.example.com" }],
  keyUsage: [],
  extendedKeyUsage: ["serverAuth"],
  fingerprint256: "",
  publicKeyFingerprint256: "",
  pem: "",
};
const warningsOf = (changes: Partial<CertificateFacts>, isForHttps = true, host = "bmc.example.com") =>
  listReplacementWarnings({ certificates: [{ ...good, ...changes }], isForHttps, host, now });

it("has nothing to say of one that is valid, whole and for the address", () => {
  expect(warningsOf({})).toEqual([]);
  expect(warningsOf({ subjectAltNames: [{ type: "dns", value: "*.example.com" }] })).toEqual([]);
  expect(warningsOf({ subjectAltNames: [{ type: "ip", value: "192.0.2.7" }] }, true, "192.0.2.7")).toEqual([]);
});

it.each([
  ["an end in the past", { notAfter: "2026-05-31T00:00:00Z" }, /has expired/],
  ["a beginning to come", { notBefore: "2026-06-02T00:00:00Z" }, /not valid yet/],
  ["an authority that is not sent along", { issuer: "CN=Site CA" }, /^Its issuer, CN=Site CA, is not sent along/],
  ["a purpose other than servers", { extendedKeyUsage: ["clientAuth"] }, /not for servers/],
  ["another name", { subjectAltNames: [] }, /does not name bmc\.example\.com/],
])("warns of %s", (_name, changes, expected) => {
  expect(warningsOf(changes)).toEqual([expect.stringMatching(expected)]);
});

it("follows the path of what is sent along, which need not hold the root", () => {
  const middle = { ...good, subject: "CN=Middle", issuer: "CN=Site CA", commonName: "Middle" };
  const warn = (issuer: string) =>
    listReplacementWarnings({
      certificates: [{ ...good, issuer }, middle],
      isForHttps: true,
      host: "bmc.example.com",
      now,
    });
  expect(warn("CN=Middle")).toEqual([]);
  expect(warn("CN=Other")).toEqual([expect.stringMatching(/not followed by its issuer, CN=Other/)]);
});

it("judges names and purpose of what browsers meet only", () => {
  expect(warningsOf({ subjectAltNames: [], extendedKeyUsage: ["clientAuth"] }, false)).toEqual([]);
});
