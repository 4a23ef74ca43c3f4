import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createTestAuthority } from "./fake/test-authority";
import { encodeTestKey } from "./fake/test-leaves";
import { fixturePassword, scryptKeyFixture } from "./fixtures/openssl-files";
import { exportPrivateKey, isEncryptedKey, readPrivateKey, requireMatchingKey } from "./key";

const authority = createTestAuthority();
const ec = authority.issueServerCertificate({ names: ["ec"] });
const rsa = authority.issueServerCertificate({ names: ["rsa"], keyType: "rsa-2048" });
const ed25519 = generateKeyPairSync("ed25519").privateKey;
const password = "pass wörd";

describe.each([
  ["elliptic curve", ec.privateKey],
  ["RSA", rsa.privateKey],
])("%s keys", (_name, key) => {
  const encoded = encodeTestKey(key, password);
  const same = (found: typeof key) => createPublicKey(found).equals(createPublicKey(key));

  it.each(["pkcs8", "traditional"] as const)("reads %s", async (form) => {
    expect(same(await readPrivateKey(`words\n${ec.certificatePem}${encoded[form]}`))).toBe(true);
    expect(isEncryptedKey(encoded[form])).toBe(false);
  });

  it.each(["pkcs8", "traditional"] as const)("reads %s whose line breaks were lost", async (form) => {
    expect(same(await readPrivateKey(JSON.stringify(encoded[form])))).toBe(true);
    expect(same(await readPrivateKey(encoded[form].replaceAll("\n", " ")))).toBe(true);
  });

  it.each(["encryptedPkcs8", "encryptedTraditional"] as const)("opens %s with its password only", async (form) => {
    expect(isEncryptedKey(encoded[form])).toBe(true);
    expect(same(await readPrivateKey(encoded[form], password))).toBe(true);
    await expect(readPrivateKey(encoded[form])).rejects.toMatchObject({ class: "key-password-missing" });
    await expect(readPrivateKey(encoded[form], "")).rejects.toMatchObject({ class: "key-password-missing" });
  });

  it("calls every wrong password wrong, also where the padding happens to fit", async () => {
    for (const form of [encoded.encryptedPkcs8, encoded.encryptedTraditional]) {
      for (let guess = 0; guess < 600; guess += 1) {
        await expect(readPrivateKey(form, `guess ${guess}`)).rejects.toMatchObject({
          class: "key-password-wrong",
        });
      }
    }
  });

  it("reads DER", async () => {
    const type = key.asymmetricKeyType === "ec" ? "sec1" : "pkcs1";
    for (const der of [
      key.export({ format: "der", type }),
      key.export({ format: "der", type: "pkcs8" }),
      key.export({ format: "der", type: "pkcs8", cipher: "aes-128-cbc", passphrase: password }),
    ]) {
      expect(same(await readPrivateKey(der, password))).toBe(true);
    }
  });
});

describe("readPrivateKey", () => {
  it("opens keys protected by scrypt", async () => {
    expect((await readPrivateKey(scryptKeyFixture, fixturePassword)).asymmetricKeyType).toBe("ec");
    await expect(readPrivateKey(scryptKeyFixture, "no")).rejects.toMatchObject({ class: "key-password-wrong" });
  });

  it("normalises to unencrypted PKCS#8", async () => {
    const { encryptedTraditional, pkcs8 } = encodeTestKey(ec.privateKey, password);
    expect(exportPrivateKey(await readPrivateKey(encryptedTraditional, password))).toBe(pkcs8);
  });

  it.each([
    ["words", "hello", /no private key/],
    ["a certificate", ec.certificatePem, /no private key/],
    ["two keys", ec.keyPem + rsa.keyPem, /more than one/],
    ["damaged Base64", ec.keyPem.replace("\nM", "\n*"), /Line 2/],
    ["a damaged key", ec.keyPem.replace(/\nMI.{10}/, "\nMIGHAgEAAAAA"), /damaged/],
    ["binary noise", Buffer.from([0x30, 0x82, 0x00, 0x01, 0x00]), /not a private key/],
  ])("refuses %s", async (_name, input, message) => {
    await expect(readPrivateKey(input)).rejects.toMatchObject({
      class: "key-unreadable",
      message: expect.stringMatching(message),
    });
  });

  it("refuses a key derivation that would take for ever", async () => {
    const der = ec.privateKey.export({ format: "der", type: "pkcs8", cipher: "aes-256-cbc", passphrase: password });
    // The default of 2048 rounds, encoded as 02 02 08 00, becomes 02 04 7f ff ff ff with adjusted lengths.
    const position = der.indexOf(Buffer.from([0x02, 0x02, 0x08, 0x00]));
    expect(position).toBeGreaterThan(0);
    const grown = Buffer.concat([
      der.subarray(0, position),
      Buffer.from([0x02, 0x04, 0x7f, 0xff, 0xff, 0xff]),
      der.subarray(position + 4),
    ]);
    growLengths(grown, position);
    await expect(readPrivateKey(grown, password)).rejects.toMatchObject({
      class: "key-unreadable",
      message: expect.stringMatching(/too many/),
    });
  });
});

describe("requireMatchingKey", () => {
  it("accepts the key of the certificate", () => {
    expect(() => requireMatchingKey(ec.certificate, ec.privateKey)).not.toThrow();
  });

  it.each([
    ["another key of the same type", authority.issueServerCertificate({ names: ["x"] }).privateKey],
    ["an RSA key", rsa.privateKey],
    ["an Ed25519 key", ed25519],
  ])("refuses %s", (_name, key) => {
    expect(() => requireMatchingKey(ec.certificate, key)).toThrow(
      expect.objectContaining({ class: "key-cert-mismatch" }),
    );
  });
});

/** Adds the two bytes inserted at `position` to the length of every element that encloses it. */
function growLengths(der: Buffer, position: number): void {
  for (let start = 0; start < position; ) {
    const first = der[start + 1] ?? 0;
    const size = first > 0x80 ? first & 0x7f : 0;
    const length = size === 0 ? first : der.readUIntBE(start + 2, size);
    const body = start + 2 + size;
    if (body + length <= position) {
      start = body + length;
      continue;
    }
    if (size === 0) der[start + 1] = length + 2;
    else der.writeUIntBE(length + 2, start + 2, size);
    start = ((der[start] ?? 0) & 0x20) === 0 ? position : body;
  }
}
