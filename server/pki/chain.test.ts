import { describe, expect, it } from "vitest";
import { tlsPolicySchema } from "@/contracts/tls";
import { findPath, orderChain } from "./chain";
import { checkChain } from "./chain-checks";
import { createTestAuthority } from "./fake/test-authority";
import { issueTestLeaves, type TestLeafName } from "./fake/test-leaves";
import { findNameFault } from "./name-check";

const authority = createTestAuthority();
const leaves = issueTestLeaves(authority, "hmc.example.com");
const root = authority.root.certificate;
const intermediate = authority.intermediate.certificate;
const leaf = leaves.good.certificate;
const policy = tlsPolicySchema.parse({});

describe("orderChain", () => {
  it("orders from the leaf up and sets strangers aside", () => {
    const stranger = authority.otherRoot.certificate;
    const { chain, unused } = orderChain(leaf, [root, stranger, intermediate, leaf]);
    expect(chain).toEqual([leaf, intermediate, root]);
    expect(unused).toEqual([stranger]);
  });
});

describe("findPath", () => {
  it.each([
    ["trusted", [leaf, intermediate], [root], false],
    ["trusted", [leaf], [root, intermediate], false],
    ["trusted", [leaf, intermediate], [intermediate], true],
    ["trusted", [leaf], [leaf], true],
    ["chain-incomplete", [leaf], [root], false],
    ["unknown-ca", [leaf, intermediate], [authority.otherRoot.certificate], false],
    ["unknown-ca-root-sent", [leaf, intermediate, root], [authority.otherRoot.certificate], false],
    ["root-missing-in-bundle", [leaf, intermediate], [intermediate], false],
    ["self-signed", [leaves.selfSigned.certificate], [root], false],
  ] as const)("says %s", (verdict, presented, anchors, partialChain) => {
    expect(findPath([...presented], [...anchors], { partialChain }).verdict).toBe(verdict);
  });

  it("names the issuer that nobody supplied", () => {
    const path = findPath([leaf], [root]);
    expect(path.missingIssuer).toContain("CN=Signalbox Test Intermediate");
  });

  it("does not run in circles", () => {
    const other = createTestAuthority({ name: "Signalbox Test" });
    const path = findPath([leaf, other.intermediate.certificate, other.root.certificate], [other.root.certificate]);
    expect(path.verdict).toBe("chain-incomplete");
  });
});

describe("checkChain", () => {
  const failures = (name: TestLeafName, host = "hmc.example.com", overrides = {}) =>
    checkChain({
      presented: [leaves[name].certificate, ...(leaves[name].chainPem.split("BEGIN").length > 2 ? [intermediate] : [])],
      anchors: [root],
      host,
      policy: { ...policy, ...overrides },
    })
      .checks.filter((check) => check.status === "fail")
      .map((check) => check.errorClass);

  it.each([
    ["good", []],
    ["wildcard", ["hostname-mismatch"]],
    ["otherHost", ["hostname-mismatch"]],
    ["commonNameOnly", ["no-san"]],
    ["expired", ["expired"]],
    ["notYetValid", ["not-yet-valid"]],
    ["clientAuthOnly", ["wrong-purpose"]],
    ["weakKey", ["weak-key"]],
    ["sha1", ["weak-key"]],
    ["selfSigned", ["self-signed"]],
    ["expiredOtherRoot", ["chain-incomplete", "expired"]],
  ] as const)("finds exactly what is wrong with %s", (name, expected) => {
    expect(failures(name)).toEqual(name === "wildcard" ? [] : expected);
  });

  it("shows a wrong name and an end of validity at once", () => {
    expect(failures("expired", "elsewhere.example.com")).toEqual(["expired", "hostname-mismatch"]);
  });

  it("checks addresses as addresses", () => {
    expect(failures("good", "127.0.0.1")).toEqual([]);
    expect(failures("dnsOnly", "127.0.0.1")).toEqual(["ip-san-mismatch"]);
    expect(failures("ipAsDnsName", "127.0.0.1")).toEqual(["ip-san-mismatch"]);
    expect(failures("otherHost", "127.0.0.1")).toEqual(["ip-san-mismatch"]);
  });

  it("draws the missing issuer and who supplied the rest", () => {
    const { entries } = checkChain({ presented: [leaf], anchors: [intermediate], host: "hmc.example.com", policy });
    expect(entries.map((entry) => entry.origin)).toEqual(["sent", "bundle", "missing"]);
    expect(entries[2]?.subject).toContain("Signalbox Test Root");
  });

  it("warns of a wrong order and of certificates that do not belong", () => {
    const order = (presented: (typeof leaf)[]) =>
      checkChain({ presented, anchors: [root], host: "hmc.example.com", policy }).checks.find(
        ({ id }) => id === "order",
      );
    expect(order([leaf, root, intermediate])).toMatchObject({
      status: "warn",
      finding: expect.stringMatching(/wrong order/),
    });
    expect(order([leaf, intermediate, authority.otherRoot.certificate])).toMatchObject({ status: "warn" });
    expect(order([leaf, intermediate])).toMatchObject({ status: "ok" });
  });

  it("compares the pin with the leaf", () => {
    const pinned = (fingerprint256: string) => ({
      trust: { ...policy.trust, mode: "pinned" as const, pin: { fingerprint256, certificatePem: "" } },
    });
    expect(failures("selfSigned", "x", pinned(leaves.selfSigned.certificate.fingerprint256))).toEqual([]);
    expect(failures("selfSigned", "x", pinned(leaf.fingerprint256))).toEqual(["pin-mismatch"]);
  });
});

describe("findNameFault", () => {
  it.each([
    ["hmc.example.com", null],
    ["example.com", "hostname-mismatch"],
    ["a.hmc.example.com", "hostname-mismatch"],
  ])("matches a wildcard against %s", (host, errorClass) => {
    expect(findNameFault(leaves.wildcard.certificate, host)?.errorClass ?? null).toBe(errorClass);
  });

  it("uses the common name only where allowed and only without alternative names", () => {
    const only = leaves.commonNameOnly.certificate;
    expect(findNameFault(only, "hmc.example.com", { allowCommonName: true })).toBeNull();
    expect(findNameFault(only, "other.example.com", { allowCommonName: true })?.errorClass).toBe("hostname-mismatch");
    expect(findNameFault(only, "127.0.0.1", { allowCommonName: true })?.errorClass).toBe("ip-san-mismatch");
    const named = authority.issueServerCertificate({
      commonName: "a.example.com",
      names: ["b.example.com"],
    }).certificate;
    expect(findNameFault(named, "a.example.com", { allowCommonName: true })?.errorClass).toBe("hostname-mismatch");
  });
});
