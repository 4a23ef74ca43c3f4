import { randomInt, X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { importPemIdentity, importPkcs12Identity } from "./client-identity";
import { PkiError } from "./errors";
import { createTestAuthority } from "./fake/test-authority";
import { encodeTestKey } from "./fake/test-leaves";
import { fixturePassword, pkcs12Fixtures } from "./fixtures/openssl-files";
import { readPrivateKey } from "./key";
import { readPkcs12 } from "./pkcs12";

const authority = createTestAuthority();
const client = authority.issueClientCertificate({ commonName: "operator" });
const { encryptedPkcs8 } = encodeTestKey(client.privateKey, "secret");
const bytes = (name: keyof typeof pkcs12Fixtures) => Buffer.from(pkcs12Fixtures[name], "base64");

describe("importPemIdentity", () => {
  it("orders the chain leaf first and leaves strangers out", async () => {
    const identity = await importPemIdentity({
      certificates: authority.rootPem + authority.otherRootPem + authority.intermediatePem + client.certificatePem,
      key: encryptedPkcs8,
      keyPassword: "secret",
    });
    expect(identity.certificates.map((facts) => facts.commonName)).toEqual([
      "operator",
      "Signalbox Test Intermediate",
      "Signalbox Test Root",
    ]);
    expect(identity.unused.map((facts) => facts.commonName)).toEqual(["Signalbox Test Other Root"]);
    expect(identity.keyPem).toBe(client.keyPem);
    expect(new X509Certificate(identity.chainPem).fingerprint256).toBe(client.certificate.fingerprint256);
  });

  it("splits a combined file", async () => {
    const identity = await importPemIdentity({ certificates: client.keyPem + client.chainPem });
    expect(identity.certificates).toHaveLength(2);
    expect(identity.keyPem).toBe(client.keyPem);
  });

  it.each([
    ["a key of another certificate", client.chainPem, authority.root.keyPem, "key-cert-mismatch"],
    ["a damaged certificate", client.chainPem.replace("\nMII", "\nM?I"), client.keyPem, "cert-unreadable"],
    ["a missing key", client.chainPem, undefined, "key-unreadable"],
    ["an encrypted key without password", client.chainPem, encryptedPkcs8, "key-password-missing"],
  ])("refuses %s", async (_name, certificates, key, errorClass) => {
    await expect(importPemIdentity({ certificates, key })).rejects.toMatchObject({ class: errorClass });
  });
});

describe("importPkcs12Identity", () => {
  it.each([
    ["ecModern", "ec"],
    ["rsaModern", "rsa"],
  ] as const)("opens %s", async (name, type) => {
    const identity = await importPkcs12Identity(bytes(name), fixturePassword);
    expect(identity.certificates.map((facts) => facts.commonName)).toEqual([type, "Fixture Root"]);
    const key = await readPrivateKey(identity.keyPem);
    expect(key.asymmetricKeyType).toBe(type);
    expect(new X509Certificate(identity.chainPem).checkPrivateKey(key)).toBe(true);
  });

  it.each(["ecLegacy", "rsaTripleDes"] as const)("refuses %s with advice, and opens it when asked to", async (name) => {
    await expect(importPkcs12Identity(bytes(name), fixturePassword)).rejects.toMatchObject({
      class: "pfx-legacy",
      message: expect.stringMatching(/openssl pkcs12/),
    });
    const identity = await importPkcs12Identity(bytes(name), fixturePassword, { allowLegacy: true });
    expect(identity.certificates).toHaveLength(2);
  });

  it.each(Object.keys(pkcs12Fixtures) as (keyof typeof pkcs12Fixtures)[])(
    "tells a wrong password of %s",
    async (name) => {
      for (const password of ["wrong", ""]) {
        await expect(readPkcs12(bytes(name), password)).rejects.toMatchObject({ class: "pfx-password" });
      }
    },
  );

  it.each([
    ["a text", Buffer.from(client.chainPem), "pfx-unreadable"],
    ["a certificate", client.certificate.raw, "pfx-unreadable"],
    ["a file cut off", bytes("ecModern").subarray(0, 200), "pfx-unreadable"],
    ["a file without key", bytes("certificateOnly"), "key-unreadable"],
  ])("refuses %s", async (_name, input, errorClass) => {
    await expect(importPkcs12Identity(input, fixturePassword)).rejects.toMatchObject({ class: errorClass });
  });

  it("survives mutated files", async () => {
    const original = bytes("ecModern");
    for (let round = 0; round < 1_000; round += 1) {
      const mutated = Buffer.from(original);
      for (let change = randomInt(1, 4); change > 0; change -= 1) mutated[randomInt(mutated.length)] = randomInt(256);
      const outcome = await readPkcs12(mutated, fixturePassword).catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(PkiError);
    }
  });
});
