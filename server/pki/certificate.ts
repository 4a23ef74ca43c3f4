/** Reads the facts of one X.509 certificate (RFC 5280 section 4). */
import { createHash, X509Certificate } from "node:crypto";
import ipaddr from "ipaddr.js";
import type { CertificateFacts, CertificateKey, SubjectAltName } from "@/contracts/certificate";
import { type DerElement, DerError, derTag, readChildren, readDer, readOid, readSmallInteger, requireTag } from "./der";
import { PkiError } from "./errors";
import { keyUsageNames, namePurpose, nameSignatureAlgorithm } from "./object-identifiers";

interface Extensions {
  pathLength: number | null;
  subjectAltNames: SubjectAltName[];
  keyUsage: string[];
  extendedKeyUsage: string[];
}

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

function collectFacts(certificate: X509Certificate): CertificateFacts {
  const outer = readChildren(requireTag(readDer(certificate.raw), derTag.sequence, "Certificate"));
  const body = readChildren(requireTag(outer[0], derTag.sequence, "Certificate body"));
  const fields = body[0]?.tag === 0xa0 ? body.slice(1) : body;
  const [, , , , subject, publicKey] = fields;
  const signature = readChildren(requireTag(outer[1], derTag.sequence, "Signature algorithm"));
  const extensions = readExtensions(body.find((element) => element.tag === 0xa3));
  const { notBefore, notAfter } = readValidity(certificate);
  return {
    subject: formatName(certificate.subject),
    issuer: formatName(certificate.issuer),
    commonName: subject === undefined ? null : readCommonName(subject),
    serialNumber: certificate.serialNumber,
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
    isCertificateAuthority: certificate.ca,
    selfSigned: isSelfSigned(certificate),
    key: readKey(certificate),
    signatureAlgorithm: nameSignatureAlgorithm(readOid(signature[0])),
    ...extensions,
    fingerprint256: certificate.fingerprint256,
    publicKeyFingerprint256: fingerprint256(requireTag(publicKey, derTag.sequence, "Public key").bytes),
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

function readKey(certificate: X509Certificate): CertificateKey {
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = certificate.publicKey;
    const curve = details?.namedCurve ?? null;
    return { type: type ?? "unknown", bits: details?.modulusLength ?? curveBits(curve ?? type ?? ""), curve };
  } catch {
    // A key type that OpenSSL does not know is a fact to show, not a reason to hide the certificate.
    return { type: "unknown", bits: null, curve: null };
  }
}

function curveBits(name: string): number | null {
  const known: Record<string, number> = { ed25519: 256, x25519: 256, ed448: 456, x448: 448 };
  const digits = /\d{3}/.exec(name);
  return known[name] ?? (digits === null ? null : Number(digits[0]));
}

function readCommonName(name: DerElement): string | null {
  let found: string | null = null;
  for (const relative of readChildren(name)) {
    for (const attribute of readChildren(relative)) {
      const [type, value] = readChildren(attribute);
      if (value !== undefined && readOid(type) === "2.5.4.3") found = readText(value);
    }
  }
  return found;
}

function readText({ tag, content }: DerElement): string {
  if (tag !== derTag.bmpString) return content.toString(tag === derTag.utf8String ? "utf8" : "latin1");
  if (content.length % 2 !== 0) throw new DerError("a text has half a character");
  return Buffer.from(content).swap16().toString("utf16le");
}

function readExtensions(wrapper: DerElement | undefined): Extensions {
  const found: Extensions = { pathLength: null, subjectAltNames: [], keyUsage: [], extendedKeyUsage: [] };
  const list = wrapper === undefined ? [] : readChildren(wrapper).flatMap(readChildren);
  for (const extension of list) {
    const parts = readChildren(extension);
    const value = readDer(requireTag(parts.at(-1), derTag.octetString, "Extension value").content);
    switch (readOid(parts[0])) {
      case "2.5.29.15":
        found.keyUsage = readKeyUsage(value);
        break;
      case "2.5.29.17":
        found.subjectAltNames = readChildren(value).map(readAltName);
        break;
      case "2.5.29.19":
        found.pathLength = readPathLength(value);
        break;
      case "2.5.29.37":
        found.extendedKeyUsage = readChildren(value).map((purpose) => namePurpose(readOid(purpose)));
        break;
    }
  }
  return found;
}

function readPathLength(constraints: DerElement): number | null {
  const limit = readChildren(constraints).find((element) => element.tag === derTag.integer);
  return limit === undefined ? null : readSmallInteger(limit);
}

function readKeyUsage(value: DerElement): string[] {
  const octets = requireTag(value, derTag.bitString, "Key usage").content.subarray(1);
  return keyUsageNames.filter((_name, bit) => (((octets[bit >> 3] ?? 0) << (bit & 7)) & 0x80) !== 0);
}

function readAltName({ tag, content }: DerElement): SubjectAltName {
  switch (tag) {
    case 0x81:
      return { type: "email", value: content.toString("latin1") };
    case 0x82:
      return { type: "dns", value: content.toString("latin1") };
    case 0x86:
      return { type: "uri", value: content.toString("latin1") };
    case 0x87:
      return { type: "ip", value: readAddress(content) };
    case 0xa4:
      return { type: "directory", value: content.toString("hex") };
    case 0x88:
      return { type: "registered-id", value: content.toString("hex") };
    default:
      return { type: "other", value: content.toString("hex") };
  }
}

function readAddress(octets: Buffer): string {
  if (octets.length !== 4 && octets.length !== 16) return octets.toString("hex");
  const address = ipaddr.fromByteArray([...octets]);
  return address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();
}
