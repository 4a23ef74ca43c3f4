import { createPublicKey, X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import { describe, expect, it } from "vitest";
import { exportFormats } from "@/contracts/certificate-order";
import { createTestAuthority } from "../fake/test-authority";
import { readPrivateKey } from "../key";
import { derivePkcs12 } from "../password-encryption";
import { readCertificateFile } from "../pem";
import { readPkcs12 } from "../pkcs12";
import { exportIdentity, type IdentityExport } from "./identity-export";
import { pkcs12Rounds } from "./pkcs12";
import { writeZip } from "./zip";

const authority = createTestAuthority();
const password = "Straße, 12 Zeichen";
const now = new Date("2030-05-06T07:08:09Z");

function identityOf(keyType: "ec-p256" | "ec-p384" | "rsa-2048"): IdentityExport {
  const { certificate, privateKey } = authority.issueClientCertificate({ commonName: "Konsole 1", keyType });
  const chain = [certificate, authority.intermediate.certificate];
  return { name: "Konsole Böblingen/1", privateKey, chain, root: authority.root.certificate, password, now };
}

const identity = identityOf("ec-p256");
const only = async (format: "pkcs8" | "pkcs12" | "zip", of = identity) => {
  const [file, ...others] = await exportIdentity(format, of);
  if (file === undefined || others.length > 0) throw new Error("not exactly one file");
  return file;
};
const same = (key: Parameters<typeof createPublicKey>[0]) =>
  createPublicKey(key).equals(createPublicKey(identity.privateKey));

describe("exportIdentity", () => {
  it("gives key, certificate and CA as three files", async () => {
    const files = await exportIdentity("pem_files", identity);
    expect(files.map(({ name }) => name)).toEqual(["client.key", "client.crt", "ca.crt"]);
    const [key = "", certificate = "", root = ""] = files.map(({ content }) => content.toString());
    expect(key).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/);
    expect(same(await readPrivateKey(key, password))).toBe(true);
    expect(readCertificateFile(certificate).certificates.map(({ facts }) => facts.commonName)).toEqual([
      "Konsole 1",
      "Signalbox Test Intermediate",
    ]);
    expect(new X509Certificate(root).fingerprint256).toBe(identity.root?.fingerprint256);
    const withoutRoot = await exportIdentity("pem_files", { ...identity, root: null });
    expect(withoutRoot.map(({ name }) => name)).toEqual(["client.key", "client.crt"]);
  });

  it("encrypts a key with 600,000 rounds, which a wrong password does not open", async () => {
    const { name, content } = await only("pkcs8");
    expect(name).toBe("Konsole-Boblingen-1.key");
    const der = Buffer.from(content.toString().replace(/-----.*-----|\n/g, ""), "base64");
    expect(der.includes(Buffer.from([0x02, 0x03, 0x09, 0x27, 0xc0]))).toBe(true);
    await expect(readPrivateKey(content, "wrong")).rejects.toMatchObject({ class: "key-password-wrong" });
    expect((await only("pkcs8")).content.equals(content)).toBe(false);
  });

  it.each(["ec-p256", "ec-p384", "rsa-2048"] as const)("writes PKCS#12 with a key %s", async (keyType) => {
    const of = identityOf(keyType);
    const { content } = await only("pkcs12", of);
    const { keys, certificates } = await readPkcs12(content, password);
    expect(keys.map((key) => createPublicKey(key).equals(createPublicKey(of.privateKey)))).toEqual([true]);
    expect(certificates.map(({ fingerprint256 }) => fingerprint256)).toEqual(
      [...of.chain, authority.root.certificate].map(({ fingerprint256 }) => fingerprint256),
    );
    expect(() => createSecureContext({ pfx: content, passphrase: password })).not.toThrow();
    expect(() => createSecureContext({ pfx: content, passphrase: "wrong" })).toThrow(/mac verify failure/);
    await expect(readPkcs12(content, "wrong")).rejects.toMatchObject({ class: "pfx-password" });
    for (const { raw } of of.chain) expect(content.includes(raw)).toBe(false);
  });

  it("puts everything into an archive that names the fingerprints", async () => {
    const { name, content } = await only("zip");
    const entries = readZip(content);
    expect([name, ...entries.keys()]).toEqual([
      "Konsole-Boblingen-1.zip",
      "README.txt",
      "client.key",
      "client.crt",
      "ca.crt",
      "Konsole-Boblingen-1.p12",
    ]);
    expect([...entries.values()].map(({ mode }) => mode.toString(8))).toEqual([
      "100644",
      "100600",
      "100644",
      "100644",
      "100600",
    ]);
    const readme = entries.get("README.txt")?.content.toString() ?? "";
    expect(readme).toContain(`SHA-256          ${identity.chain[0]?.fingerprint256}`);
    expect(readme).toContain(`SHA-256 of CA    ${identity.root?.fingerprint256}`);
    expect(same(await readPrivateKey(entries.get("client.key")?.content ?? "", password))).toBe(true);
  });

  it.each(exportFormats)("shows no key and no password in %s", async (format) => {
    const plain = identity.privateKey.export({ format: "der", type: "pkcs8" });
    const secret = plain.subarray(36, 68);
    for (const { content } of await exportIdentity(format, identity)) {
      for (const form of [secret, Buffer.from(secret.toString("base64").slice(4, 36)), Buffer.from(password)]) {
        expect(content.includes(form)).toBe(false);
      }
      expect(content.includes("BEGIN PRIVATE KEY")).toBe(false);
    }
  });

  it("hands out nothing that does not belong together", async () => {
    const { privateKey } = identityOf("ec-p256");
    await expect(exportIdentity("pkcs12", { ...identity, privateKey })).rejects.toMatchObject({
      class: "key-cert-mismatch",
    });
  });

  it("lets the event loop turn while it derives the key of the MAC", async () => {
    let turns = 0;
    let isDone = false;
    const turn = () => {
      turns += 1;
      if (!isDone) setImmediate(turn);
    };
    turn();
    await derivePkcs12({ name: "sha256", length: 32, block: 64 }, 3, password, Buffer.alloc(16), pkcs12Rounds, 32);
    isDone = true;
    expect(turns).toBeGreaterThan(5);
  });

  it("names files safely", async () => {
    const names = ["../../etc/passwd", "ключ", "a".repeat(99)];
    const files = await Promise.all(names.map((name) => only("pkcs8", { ...identity, name })));
    expect(files.map(({ name }) => name)).toEqual(["etc-passwd.key", "client.key", `${"a".repeat(60)}.key`]);
  });
});

/** Files of an archive by its directory, which is what programs go by. */
function readZip(bytes: Buffer): Map<string, { content: Buffer; mode: number }> {
  const end = bytes.lastIndexOf(Buffer.from("504b0506", "hex"));
  const entries = new Map<string, { content: Buffer; mode: number }>();
  let position = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameLength = bytes.readUInt16LE(position + 28);
    const name = bytes.toString("utf8", position + 46, position + 46 + nameLength);
    const start = bytes.readUInt32LE(position + 42);
    const from = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
    const content = bytes.subarray(from, from + bytes.readUInt32LE(position + 20));
    entries.set(name, { content, mode: bytes.readUInt32LE(position + 38) >>> 16 });
    position += 46 + nameLength;
  }
  return entries;
}

it("writes an archive of nothing", () => {
  expect(readZip(writeZip([], now)).size).toBe(0);
});

it("writes the check value of a file into both of its headers", () => {
  const archive = writeZip([{ name: "a", content: Buffer.from("123456789"), mode: 0o600 }], now);
  const value = Buffer.from("2639f4cb", "hex");
  expect([archive.indexOf(value), archive.lastIndexOf(value)]).toEqual([14, 40 + 16]);
});
