/** Certificate signing requests, PKCS#10 (RFC 2986): makes and reads them. */

import { createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { promisify } from "node:util";
import { maximumRequestBytes } from "@/contracts/certificate-limits";
import type { RequestFacts, RequestForm } from "@/contracts/certificate-request";
import { describeKey, fingerprint256 } from "./certificate";
import {
  type DerElement,
  DerError,
  der,
  derBitString,
  derInteger,
  derOid,
  derSequence,
  derTag,
  readChildren,
  readDer,
  readOid,
  requireTag,
} from "./der";
import {
  derName,
  findCommonName,
  formatNameAttributes,
  type NameAttribute,
  readNameAttributes,
} from "./distinguished-name";
import { RequestError } from "./errors";
import {
  derAltNames,
  derExtension,
  derKeyUsage,
  type ExtensionFacts,
  extensionOids,
  readExtensionFacts,
  readExtensionList,
} from "./extensions";
import type { KeyPair } from "./key-pair";
import { nameSignatureAlgorithm, purposeOids } from "./object-identifiers";
import { decodeText, encodePem, looksLikeDer, requireFileSize, scanPem } from "./pem";

const extensionRequestOid = "1.2.840.113549.1.9.14";
const requestLabels = new Set(["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"]);
const attributeNames: Record<string, string> = {
  "1.2.840.113549.1.9.2": "unstructuredName",
  "1.2.840.113549.1.9.7": "challengePassword",
  "1.3.6.1.4.1.311.13.2.3": "osVersion",
};
const signAsync = promisify(
  (hash: string, data: Buffer, key: KeyObject, done: (error: Error | null, signature: Buffer) => void) =>
    sign(hash, data, key, done),
);

/** A request that was read, with its public key where node:crypto knows the type. */
export interface CertificateRequest {
  facts: RequestFacts;
  subject: NameAttribute[];
  extensions: ExtensionFacts;
  publicKey: KeyObject | null;
  der: Buffer;
}

/**
 * Makes a request for the form, signed with SHA-256, or SHA-384 for P-384, in the thread pool (sections 13.1 and 14.2 of
 * the exchange's reference). Throws {@link RequestError} `request-too-long` when a BMC would not survive it.
 */
export async function createRequest(form: RequestForm, { privateKey, publicKey }: KeyPair): Promise<string> {
  const isRsa = publicKey.asymmetricKeyType === "rsa";
  const hash = publicKey.asymmetricKeyDetails?.namedCurve === "secp384r1" ? "sha384" : "sha256";
  const algorithm = isRsa
    ? derSequence(derOid("1.2.840.113549.1.1.11"), der(derTag.null))
    : derSequence(derOid(hash === "sha384" ? "1.2.840.10045.4.3.3" : "1.2.840.10045.4.3.2"));
  const info = derSequence(
    derInteger(0),
    encodeSubject(form),
    publicKey.export({ format: "der", type: "spki" }),
    der(0xa0, encodeWishes(form, isRsa)),
  );
  const signature = await signAsync(hash, info, privateKey);
  return requireSendable(encodePem("CERTIFICATE REQUEST", derSequence(info, algorithm, derBitString(signature))));
}

/**
 * Guards the limit of a BMC's certificate service: an empty request or one above 4096 bytes ends its web server
 * (section 4.4). Throws {@link RequestError} `request-unreadable` or `request-too-long`, else returns the text.
 */
export function requireSendable(pem: string): string {
  if (pem.trim() === "") throw new RequestError("request-unreadable", "The request is empty.");
  const length = Buffer.byteLength(pem);
  if (length <= maximumRequestBytes) return pem;
  throw new RequestError(
    "request-too-long",
    `The request has ${length} bytes; a BMC takes ${maximumRequestBytes} at most. Ask for fewer names or a smaller key.`,
  );
}

/**
 * Reads one request from PEM, with text around, or DER; what follows is written anew as PEM with line feeds. Throws
 * {@link RequestError} `request-unreadable`, or PkiError `file-too-large`.
 */
export function readRequest(input: string | Uint8Array): CertificateRequest {
  const bytes = requireFileSize(input);
  try {
    return parseRequest(looksLikeDer(bytes) ? readDer(bytes).bytes : findRequestBlock(decodeText(bytes)));
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new RequestError("request-unreadable", `This is not a certificate request: ${error.message}.`, null, error);
  }
}

function findRequestBlock(text: string): Buffer {
  const blocks = scanPem(text).filter(({ label }) => !label.endsWith("PRIVATE KEY"));
  const [block, ...others] = blocks;
  if (block === undefined) {
    throw new RequestError("request-unreadable", "There is no request: no line begins with -----BEGIN.");
  }
  if (!requestLabels.has(block.label)) {
    throw new RequestError(
      "request-unreadable",
      `The block is a ${block.label}, not a CERTIFICATE REQUEST.`,
      block.line,
    );
  }
  if (others.length > 0) throw new RequestError("request-unreadable", "There is more than one block.", others[0]?.line);
  if (block.bytes === null)
    throw new RequestError("request-unreadable", `${block.reason ?? "It is damaged"}.`, block.line);
  return block.bytes;
}

function parseRequest(bytes: Buffer): CertificateRequest {
  const [info, algorithm, signature] = readChildren(requireTag(readDer(bytes), derTag.sequence, "Request"));
  const body = requireTag(info, derTag.sequence, "Request information");
  const [version, name, key, attributes] = readChildren(body);
  requireTag(version, derTag.integer, "Version");
  const subject = readNameAttributes(requireTag(name, derTag.sequence, "Subject"));
  const spki = requireTag(key, derTag.sequence, "Public key");
  const wishes = readAttributes(attributes);
  const publicKey = readPublicKey(spki.bytes);
  const oid = readOid(readChildren(requireTag(algorithm, derTag.sequence, "Signature algorithm"))[0]);
  const bits = requireTag(signature, derTag.bitString, "Signature").content.subarray(1);
  const pem = encodePem("CERTIFICATE REQUEST", bytes);
  const facts: RequestFacts = {
    subject: formatNameAttributes(subject),
    commonName: findCommonName(subject),
    key: publicKey === null ? { type: "unknown", bits: null, curve: null } : describeKey(() => publicKey),
    signatureAlgorithm: nameSignatureAlgorithm(oid),
    isSignatureValid: publicKey !== null && isSignedBy(oid, body.bytes, publicKey, bits),
    subjectAltNames: wishes.extensions.subjectAltNames,
    keyUsage: wishes.extensions.keyUsage,
    extendedKeyUsage: wishes.extensions.extendedKeyUsage,
    asksForAuthority: wishes.extensions.basicConstraints?.isAuthority ?? false,
    otherAttributes: wishes.others,
    publicKeyFingerprint256: fingerprint256(spki.bytes),
    byteLength: Buffer.byteLength(pem),
    pem,
  };
  return { facts, subject, extensions: wishes.extensions, publicKey, der: bytes };
}

function readAttributes(set: DerElement | undefined): { extensions: ExtensionFacts; others: string[] } {
  const attributes = set === undefined ? [] : readChildren(requireTag(set, 0xa0, "Attributes")).map(readChildren);
  const wished = attributes.filter(([type]) => readOid(type) === extensionRequestOid);
  const others = attributes.map(([type]) => readOid(type)).filter((oid) => oid !== extensionRequestOid);
  return {
    extensions: readExtensionFacts(
      wished.flatMap(([, values]) =>
        readChildren(requireTag(values, derTag.set, "Extension request")).flatMap(readExtensionList),
      ),
    ),
    others: others.map((oid) => attributeNames[oid] ?? oid),
  };
}

function readPublicKey(spki: Buffer): KeyObject | null {
  try {
    return createPublicKey({ key: spki, format: "der", type: "spki" });
  } catch {
    return null;
  }
}

/** Requests signed by algorithms that are not listed count as not signed. */
function isSignedBy(oid: string, data: Buffer, key: KeyObject, signature: Buffer): boolean {
  const hash = /SHA-?(1|224|256|384|512)$/.exec(nameSignatureAlgorithm(oid))?.[1];
  const family = nameSignatureAlgorithm(oid).startsWith("RSA with") ? "rsa" : "ec";
  if (nameSignatureAlgorithm(oid) === "Ed25519" && key.asymmetricKeyType === "ed25519") {
    return verify(null, data, key, signature);
  }
  if (hash === undefined || key.asymmetricKeyType !== family) return false;
  try {
    return verify(`sha${hash}`, data, key, signature);
  } catch {
    return false;
  }
}

function encodeSubject({ subject }: RequestForm): Buffer {
  return derName([
    ["C", subject.country],
    ["ST", subject.state],
    ["L", subject.locality],
    ["O", subject.organization],
    ["OU", subject.organizationalUnit],
    ["CN", subject.commonName],
    ["emailAddress", subject.email],
  ]);
}

function encodeWishes(form: RequestForm, isRsa: boolean): Buffer {
  const keyUsage = form.keyUsage ?? (isRsa ? ["digitalSignature", "keyEncipherment"] : ["digitalSignature"]);
  const purposes = form.extendedKeyUsage.map((purpose) => derOid(purposeOids[purpose]));
  const extensions = [
    derExtension(extensionOids.basicConstraints, derSequence(), true),
    derExtension(extensionOids.keyUsage, derKeyUsage(keyUsage), true),
    derExtension(extensionOids.extendedKeyUsage, derSequence(...purposes)),
    ...(form.names.length === 0 ? [] : [derExtension(extensionOids.subjectAltName, derAltNames(form.names))]),
  ];
  return derSequence(derOid(extensionRequestOid), der(derTag.set, derSequence(...extensions)));
}
