import { X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSelfSignedCertificate } from "@/server/pki/self-signed";
import { obtainSelfSignedCertificate, readListenerCertificate } from "./listener-certificate";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), "signalbox-listener-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe("obtainSelfSignedCertificate", () => {
  it("makes one at the first start and keeps it", async () => {
    const first = await obtainSelfSignedCertificate(directory, "192.0.2.10");
    const again = await obtainSelfSignedCertificate(directory, "192.0.2.10");
    expect(again.fingerprint).toBe(first.fingerprint);

    const certificate = new X509Certificate(first.cert);
    expect(certificate.ca).toBe(false);
    expect(certificate.checkIP("192.0.2.10")).toBe("192.0.2.10");
    expect(certificate.checkHost("localhost")).toBe("localhost");
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    const mode = (await stat(path.join(directory, "listener", "key.pem"))).mode & 0o777;
    expect(mode).toBe(0o600);
  });

  it("makes a new one shortly before the old one ends", async () => {
    const own = path.join(directory, "expiring");
    const before = await obtainSelfSignedCertificate(own, "127.0.0.1");
    const ending = await createSelfSignedCertificate({
      commonName: "console",
      dnsNames: ["localhost"],
      addresses: [],
      validDays: 3,
    });
    await writeFile(path.join(own, "listener", "certificate.pem"), ending.certificatePem);
    await writeFile(path.join(own, "listener", "key.pem"), ending.keyPem);
    const after = await obtainSelfSignedCertificate(own, "127.0.0.1");
    expect(after.fingerprint).not.toBe(before.fingerprint);
    expect(after.notAfter.getTime()).toBeGreaterThan(Date.now() + 300 * 86_400_000);
  });
});

describe("readListenerCertificate", () => {
  it("refuses a key of another certificate, and files that are neither", async () => {
    const own = path.join(directory, "expiring", "listener");
    const other = path.join(directory, "listener");
    await expect(
      readListenerCertificate(path.join(own, "certificate.pem"), path.join(other, "key.pem")),
    ).rejects.toThrow(/does not belong/);
    await expect(readListenerCertificate(path.join(own, "key.pem"), path.join(own, "key.pem"))).rejects.toThrow(
      /cannot be used/,
    );
    await expect(readListenerCertificate(path.join(own, "absent.pem"), path.join(own, "key.pem"))).rejects.toThrow(
      /absent\.pem/,
    );
    expect(await readFile(path.join(own, "key.pem"), "utf8")).toContain("PRIVATE KEY");
  });
});
