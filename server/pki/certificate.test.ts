import { describe, expect, it } from "vitest";
import { certificateFactsSchema } from "@/contracts/certificate";
import { readCertificateFacts } from "./certificate";
import { PkiError } from "./errors";
import { createTestAuthority } from "./fake/test-authority";

const authority = createTestAuthority();

describe("readCertificateFacts", () => {
  it("reads names, addresses, usage and key of a server certificate", () => {
    const { certificate, certificatePem } = authority.issueServerCertificate({
      names: ["hmc.example.com", "*.example.com"],
      ips: ["192.0.2.1", "2001:db8::1"],
      purposes: ["server", "client"],
    });
    const facts = certificateFactsSchema.parse(readCertificateFacts(certificatePem));
    expect(facts).toMatchObject({
      subject: "O=Signalbox Test, CN=hmc.example.com",
      issuer: "O=Signalbox Test, CN=Signalbox Test Intermediate",
      commonName: "hmc.example.com",
      isCertificateAuthority: false,
      pathLength: null,
      selfSigned: false,
      key: { type: "ec", bits: 256, curve: "prime256v1" },
      signatureAlgorithm: "ECDSA with SHA-256",
      keyUsage: ["digitalSignature", "keyEncipherment"],
      extendedKeyUsage: ["serverAuth", "clientAuth"],
      fingerprint256: certificate.fingerprint256,
    });
    expect(facts.subjectAltNames).toEqual([
      { type: "dns", value: "hmc.example.com" },
      { type: "dns", value: "*.example.com" },
      { type: "ip", value: "192.0.2.1" },
      { type: "ip", value: "2001:db8::1" },
    ]);
    expect(facts.publicKeyFingerprint256).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(facts.publicKeyFingerprint256).not.toBe(facts.fingerprint256);
  });

  it("recognises authorities, their limits and self-signed roots", () => {
    expect(readCertificateFacts(authority.rootPem)).toMatchObject({
      isCertificateAuthority: true,
      selfSigned: true,
      pathLength: null,
      keyUsage: ["keyCertSign", "cRLSign"],
    });
    expect(readCertificateFacts(authority.intermediatePem)).toMatchObject({ selfSigned: false, pathLength: 0 });
  });

  it("reads RSA keys and old signatures", () => {
    const issuer = createTestAuthority({ keyType: "rsa-2048" });
    const old = issuer.issueServerCertificate({ names: ["old"], keyType: "rsa-1024", hash: "sha1" });
    expect(readCertificateFacts(old.certificate)).toMatchObject({
      key: { type: "rsa", bits: 1024, curve: null },
      signatureAlgorithm: "RSA with SHA-1",
    });
  });

  it("keeps a wrong year readable", () => {
    const notAfter = new Date("2062-05-06T07:08:09Z");
    const { certificate } = authority.issueServerCertificate({ names: ["late"], notAfter });
    expect(readCertificateFacts(certificate).notAfter).toBe("2062-05-06T07:08:09.000Z");
  });

  it("refuses what is not a certificate", () => {
    expect(() => readCertificateFacts("hello")).toThrow(PkiError);
    expect(() => readCertificateFacts(Buffer.from([0x30, 0x03, 0x02, 0x01, 0x00]))).toThrow(
      expect.objectContaining({ class: "cert-unreadable" }),
    );
  });
});
