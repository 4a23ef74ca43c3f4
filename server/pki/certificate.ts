/** Reads the facts of one X.509 certificate (RFC 5280 section 4). */
import { createHash, type KeyObject, X509Certificate } from "node:crypto";
import type { CertificateFacts, CertificateKey } from "@/contracts/certificate";
import { type DerElement, DerError, derTag, readChildren, readDer, readOid, requireTag } from "./der";
import { findCommonName, readNameAttributes } from "./distinguished-name";
import { PkiError } from "./errors";
import { type Extension, readExtensionFacts, readExtensionList } from "./extensions";
import { nameHash, nameSignatureAlgorithm } from "./object-identifiers";

/** Parses one certificate from PEM text or DER bytes. Throws {@link PkiError} `cert-unreadable`. */
export function parseCertificate(input: string | Uint8Array): X509Certificate {
  try {
    return new X509Certificate(typeof input === "string" ? input : Buffer.from(input));
  } catch (error) {
    throw new PkiError("cert-unreadable", "This is not a certificate or it is damaged.", {}, error);
  }
}

/** Collects everything the certificate viewer shows. Throws {@link PkiError} `cert-unreadable` for malformed contents. */
export function readCertificateFacts(input: string | Uint8Array | X509Certificate): CertificateFacts {
  const certificate = input instanceof X509Certificate ? input : parseCertificate(input);
  try {
    return collectFacts(certificate);
  } catch (error) {
    if (!(error instanceof DerError || error instanceof RangeError)) throw error;
    throw new PkiError("cert-unreadable", `The certificate has malformed contents: ${error.message}.`, {}, error);
  }
}

/** Whether a certificate is signed by its own key. */
export function isSelfSigned(certificate: X509Certificate): boolean {
  return certificate.subject === certificate.issuer && verifiesWith(certificate, certificate);
}

/** Whether `issuer` may have issued `certificate`: names match and the signature verifies. */
export function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && verifiesWith(certificate, issuer);
}

/** SHA-256 in the notation of device consoles. */
export function fingerprint256(bytes: Uint8Array): string {
  const hex = createHash("sha256").update(bytes).digest("hex").toUpperCase();
  return hex.match(/../g)?.join(":") ?? "";
}

/** Distinguished name on one line, in the order it was written. */
export function formatName(text: string | undefined): string {
  return (text ?? "").split("\n").filter(Boolean).join(", ");
}

/** First instant and last instant of validity. Throws RangeError for dates that cannot be read. */
export function readValidity(certificate: X509Certificate): { notBefore: Date; notAfter: Date } {
  return { notBefore: readDate(certificate.validFrom), notAfter: readDate(certificate.validTo) };
}

/** The parts of a certificate that node:crypto does not show. */
export interface CertificateParts {
  /** Content octets of the serial number, a two's complement number. */
  serial: Buffer;
  subject: DerElement;
  publicKey: DerElement;
  /** AlgorithmIdentifier of the signature. */
  signatureAlgorithm: DerElement;
  extensions: Extension[];
}

/** Takes a certificate apart (RFC 5280 section 4.1). Throws {@link DerError}. */
export function readCertificateParts(certificate: X509Certificate): CertificateParts {
  const outer = readChildren(requireTag(readDer(certificate.raw), derTag.sequence, "Certificate"));
  const body = readChildren(requireTag(outer[0], derTag.sequence, "Certificate body"));
  const [serial, , , , subject, publicKey] = body[0]?.tag === 0xa0 ? body.slice(1) : body;
  const wrapper = body.find((element) => element.tag === 0xa3);
  return {
    serial: requireTag(serial, derTag.integer, "Serial number").content,
    subject: requireTag(subject, derTag.sequence, "Subject"),
    publicKey: requireTag(publicKey, derTag.sequence, "Public key"),
    signatureAlgorithm: requireTag(outer[1], derTag.sequence, "Signature algorithm"),
    extensions: wrapper === undefined ? [] : readChildren(wrapper).flatMap(readExtensionList),
  };
}

/** Readable name of a signature's AlgorithmIdentifier, with the hash of RSA-PSS (RFC 4055 section 3.1). */
export function readSignatureName(algorithm: DerElement): string {
  const [oid, parameters] = readChildren(algorithm);
  const name = nameSignatureAlgorithm(readOid(oid));
  if (name !== "RSA-PSS") return name;
  const chosen = parameters === undefined ? undefined : readChildren(parameters).find(({ tag }) => tag === 0xa0);
  const hash = chosen === undefined ? undefined : readChildren(chosen)[0];
  return `RSA-PSS with ${nameHash(hash === undefined ? null : readOid(readChildren(hash)[0]))}`;
}

/** Type and size of a public key; of a type that OpenSSL does not know, only that. */
export function describeKey(readKey: () => KeyObject): CertificateKey {
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = readKey();
    const curve = details?.namedCurve ?? null;
    return { type: type ?? "unknown", bits: details?.modulusLength ?? curveBits(curve ?? type ?? ""), curve };
  } catch {
    // A key type that OpenSSL does not know is a fact to show, not a reason to hide the certificate.
    return { type: "unknown", bits: null, curve: null };
  }
}

function collectFacts(certificate: X509Certificate): CertificateFacts {
  const parts = readCertificateParts(certificate);
  const extensions = readExtensionFacts(parts.extensions);
  const { notBefore, notAfter } = readValidity(certificate);
  return {
    subject: formatName(certificate.subject),
    issuer: formatName(certificate.issuer),
    commonName: findCommonName(readNameAttributes(parts.subject)),
    serialNumber: certificate.serialNumber,
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
    isCertificateAuthority: certificate.ca,
    selfSigned: isSelfSigned(certificate),
    key: describeKey(() => certificate.publicKey),
    signatureAlgorithm: readSignatureName(parts.signatureAlgorithm),
    pathLength: extensions.basicConstraints?.pathLength ?? null,
    subjectAltNames: extensions.subjectAltNames,
    keyUsage: extensions.keyUsage,
    extendedKeyUsage: extensions.extendedKeyUsage,
    fingerprint256: certificate.fingerprint256,
    publicKeyFingerprint256: fingerprint256(parts.publicKey.bytes),
    pem: certificate.toString(),
  };
}

function verifiesWith(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

function readDate(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new RangeError("a validity date cannot be read");
  return date;
}

function curveBits(name: string): number | null {
  const known: Record<string, number> = { ed25519: 256, x25519: 256, ed448: 456, x448: 448 };
  const digits = /\d{3}/.exec(name);
  return known[name] ?? (digits === null ? null : Number(digits[0]));
}
