import forge from "node-forge";
import type { IssuedCertificate } from "./test-authority";

/** Writes a PKCS#12 file (AES-256) for a program under test; RSA keys and issuers only. */
export function writeTestPkcs12(issued: IssuedCertificate, password: string): Buffer {
  const key = forge.pki.privateKeyFromPem(issued.privateKey.export({ format: "pem", type: "pkcs1" }).toString());
  const chain = issued.chainPem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const certificates = chain.map((pem) => forge.pki.certificateFromPem(pem));
  const file = forge.pkcs12.toPkcs12Asn1(key, certificates, password, { algorithm: "aes256", friendlyName: "test" });
  return Buffer.from(forge.asn1.toDer(file).getBytes(), "binary");
}
