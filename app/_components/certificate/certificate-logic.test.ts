import { describe, expect, it } from "vitest";
import type { CertificateFacts } from "@/contracts/certificate";
import { buildTrees, type TreeNode } from "./chain-tree";
import { describeValidity, groupAltNames, pemFileName } from "./validity";

const now = Date.parse("2026-03-01T12:00:00Z");

function facts(subject: string, issuer: string, fingerprint = subject): CertificateFacts {
  return {
    subject,
    issuer,
    commonName: subject,
    serialNumber: "01",
    notBefore: "2026-01-01T00:00:00Z",
    notAfter: "2027-01-01T00:00:00Z",
    isCertificateAuthority: true,
    pathLength: null,
    selfSigned: subject === issuer,
    key: { type: "EC", bits: 256, curve: "P-256" },
    signatureAlgorithm: "ecdsa-with-SHA256",
    subjectAltNames: [],
    keyUsage: [],
    extendedKeyUsage: [],
    fingerprint256: fingerprint,
    publicKeyFingerprint256: fingerprint,
    pem: "",
  };
}

function names(nodes: readonly TreeNode[]): unknown[] {
  return nodes.map((node) =>
    node.children.length > 0 ? [node.facts.subject, names(node.children)] : node.facts.subject,
  );
}

describe("buildTrees", () => {
  it("puts each certificate below its issuer, in whatever order they come", () => {
    const trees = buildTrees([facts("leaf", "intermediate"), facts("root", "root"), facts("intermediate", "root")]);
    expect(names(trees)).toEqual([["root", [["intermediate", ["leaf"]]]]]);
  });

  it("starts a tree where the issuer is missing, and shows repeated certificates once", () => {
    expect(names(buildTrees([facts("a", "gone"), facts("b", "a"), facts("b", "a")]))).toEqual([["a", ["b"]]]);
  });

  it("keeps certificates that name each other as issuers", () => {
    expect(names(buildTrees([facts("x", "y"), facts("y", "x")]))).toEqual([["x", ["y"]]]);
  });
});

describe("describeValidity", () => {
  it.each([
    ["2026-01-01T00:00:00Z", "2027-03-01T12:00:00Z", "ok", "365 days left"],
    ["2026-01-01T00:00:00Z", "2026-03-31T11:00:00Z", "warn", "29 days left"],
    ["2026-01-01T00:00:00Z", "2026-03-01T13:00:00Z", "warn", "Ends today"],
    ["2026-01-01T00:00:00Z", "2026-03-01T11:00:00Z", "fail", "Expired today"],
    ["2026-01-01T00:00:00Z", "2026-02-27T11:00:00Z", "fail", "Expired 2 days ago"],
    ["2026-03-03T00:00:00Z", "2027-01-01T00:00:00Z", "fail", "Valid in 2 days only"],
  ])("%s to %s is %s: %s", (notBefore, notAfter, tone, text) => {
    expect(describeValidity({ notBefore, notAfter }, now)).toEqual({ tone, text });
  });
});

describe("facts in words", () => {
  it("groups alternative names by type", () => {
    expect(
      groupAltNames([
        { type: "ip", value: "10.0.0.1" },
        { type: "dns", value: "hmc1" },
        { type: "dns", value: "hmc1.example" },
      ]),
    ).toEqual([
      { label: "DNS names", values: ["hmc1", "hmc1.example"] },
      { label: "IP addresses", values: ["10.0.0.1"] },
    ]);
  });

  it("makes a harmless file name of any subject", () => {
    expect(pemFileName({ commonName: "../../HMC one/Ünit", subject: "" })).toBe("HMC-one-nit.pem");
    expect(pemFileName({ commonName: null, subject: "///" })).toBe("certificate.pem");
  });
});
