/** Turns whatever an operator uploads as client certificate and key into one normal form. */
import type { KeyObject, X509Certificate } from "node:crypto";
import type { CertificateFacts } from "@/contracts/certificate";
import { readCertificateFacts } from "./certificate";
import { orderChain } from "./chain";
import { PkiError } from "./errors";
import { exportPrivateKey, readPrivateKey, requireMatchingKey } from "./key";
import { readCertificateFile } from "./pem";
import { type Pkcs12Options, readPkcs12 } from "./pkcs12";

/** Leaf first; `keyPem` is unencrypted PKCS#8 and must be sealed by the caller at once. */
export interface ImportedIdentity {
  chainPem: string;
  keyPem: string;
  certificates: CertificateFacts[];
  /** Certificates of the file that are not part of the leaf's chain and were left out. */
  unused: CertificateFacts[];
}

export interface PemIdentityInput {
  /** Certificates, and the key too when `key` is absent. */
  certificates: string | Uint8Array;
  key?: string | Uint8Array;
  keyPassword?: string;
}

/**
 * Imports certificate and key from PEM or DER, in two files or one. Throws {@link PkiError} `cert-unreadable`,
 * `key-cert-mismatch` or what {@link readPrivateKey} throws.
 */
export async function importPemIdentity(input: PemIdentityInput): Promise<ImportedIdentity> {
  const file = readCertificateFile(input.certificates);
  const damaged = file.rejected.find((block) => !block.label.endsWith("PRIVATE KEY"));
  const [first] = file.certificates;
  if (first === undefined || damaged !== undefined) {
    const reason = damaged?.reason ?? "The file holds no certificate";
    throw new PkiError("cert-unreadable", `${reason}.`, { line: damaged?.line ?? undefined });
  }
  const key = await readPrivateKey(input.key ?? input.certificates, input.keyPassword);
  return assemble(
    file.certificates.map(({ certificate }) => certificate),
    key,
  );
}

/** Imports a PKCS#12 file. Throws {@link PkiError} `key-unreadable`, `key-cert-mismatch` or what readPkcs12 throws. */
export async function importPkcs12Identity(
  bytes: Uint8Array,
  password: string,
  options?: Pkcs12Options,
): Promise<ImportedIdentity> {
  const { keys, certificates } = await readPkcs12(bytes, password, options);
  const [key, ...otherKeys] = keys;
  if (key === undefined) throw new PkiError("key-unreadable", "The PKCS#12 file holds no private key.");
  if (otherKeys.length > 0) throw new PkiError("key-unreadable", "The PKCS#12 file holds more than one private key.");
  if (certificates.length === 0) throw new PkiError("cert-unreadable", "The PKCS#12 file holds no certificate.");
  return assemble(certificates, key);
}

function assemble(certificates: X509Certificate[], key: KeyObject): ImportedIdentity {
  const leaf = certificates.find((certificate) => certificate.checkPrivateKey(key));
  if (leaf === undefined) {
    for (const certificate of certificates.slice(0, 1)) requireMatchingKey(certificate, key);
    throw new PkiError("key-cert-mismatch", "The private key does not belong to any of the certificates.");
  }
  const { chain, unused } = orderChain(leaf, certificates);
  return {
    chainPem: chain.map((certificate) => certificate.toString()).join(""),
    keyPem: exportPrivateKey(key),
    certificates: chain.map((certificate) => readCertificateFacts(certificate)),
    unused: unused.map((certificate) => readCertificateFacts(certificate)),
  };
}
