/** Reads and writes the extensions of certificates and of requests for them (RFC 5280 section 4.2). */
import ipaddr from "ipaddr.js";
import type { SubjectAltName } from "@/contracts/certificate";
import {
  type DerElement,
  DerError,
  der,
  derBitString,
  derOid,
  derSequence,
  derTag,
  readChildren,
  readDer,
  readOid,
  readSmallInteger,
  requireTag,
} from "./der";
import { keyUsageNames, namePurpose } from "./object-identifiers";

export const extensionOids = {
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  authorityKeyIdentifier: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
} as const;

export interface Extension {
  oid: string;
  isCritical: boolean;
  /** DER of the extension's own value. */
  value: Buffer;
}

/** Facts of the extensions the product knows; what is absent is null or empty. */
export interface ExtensionFacts {
  basicConstraints: { isAuthority: boolean; pathLength: number | null } | null;
  keyUsage: string[];
  extendedKeyUsage: string[];
  subjectAltNames: SubjectAltName[];
  /** Hexadecimal. */
  subjectKeyIdentifier: string | null;
  authorityKeyIdentifier: string | null;
}

/** Reads an Extensions sequence. Throws {@link DerError}. */
export function readExtensionList(sequence: DerElement): Extension[] {
  return readChildren(requireTag(sequence, derTag.sequence, "Extensions")).map((extension) => {
    const parts = readChildren(extension);
    const critical = parts.length > 2 ? requireTag(parts[1], derTag.boolean, "Criticality").content : null;
    return {
      oid: readOid(parts[0]),
      isCritical: critical?.some((octet) => octet !== 0) ?? false,
      value: requireTag(parts.at(-1), derTag.octetString, "Extension value").content,
    };
  });
}

/** Reads the values of the known extensions. Throws {@link DerError} for malformed ones. */
export function readExtensionFacts(extensions: readonly Extension[]): ExtensionFacts {
  const facts: ExtensionFacts = {
    basicConstraints: null,
    keyUsage: [],
    extendedKeyUsage: [],
    subjectAltNames: [],
    subjectKeyIdentifier: null,
    authorityKeyIdentifier: null,
  };
  for (const { oid, value } of extensions) {
    switch (oid) {
      case extensionOids.basicConstraints:
        facts.basicConstraints = readBasicConstraints(readDer(value));
        break;
      case extensionOids.keyUsage:
        facts.keyUsage = readKeyUsage(readDer(value));
        break;
      case extensionOids.extendedKeyUsage:
        facts.extendedKeyUsage = readChildren(readDer(value)).map((purpose) => namePurpose(readOid(purpose)));
        break;
      case extensionOids.subjectAltName:
        facts.subjectAltNames = readChildren(readDer(value)).map(readAltName);
        break;
      case extensionOids.subjectKeyIdentifier:
        facts.subjectKeyIdentifier = requireTag(readDer(value), derTag.octetString, "Key identifier").content.toString(
          "hex",
        );
        break;
      case extensionOids.authorityKeyIdentifier:
        facts.authorityKeyIdentifier =
          readChildren(readDer(value))
            .find(({ tag }) => tag === 0x80)
            ?.content.toString("hex") ?? null;
        break;
    }
  }
  return facts;
}

/** Writes one extension. */
export function derExtension(oid: string, value: Uint8Array, isCritical = false): Buffer {
  const critical = isCritical ? [der(derTag.boolean, Buffer.from([0xff]))] : [];
  return derSequence(derOid(oid), ...critical, der(derTag.octetString, value));
}

/** Value of the key usage extension, without trailing zero bits (X.690 section 11.2.2). */
export function derKeyUsage(usages: readonly string[]): Buffer {
  const bits = keyUsageNames.map((name) => usages.includes(name));
  const last = bits.lastIndexOf(true);
  const octets = Buffer.alloc(Math.floor(last / 8) + 1);
  for (const [bit, isSet] of bits.entries()) {
    if (isSet) octets[bit >> 3] = (octets[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  }
  return derBitString(octets, last === -1 ? 0 : 7 - (last % 8));
}

/** Value of the subject alternative name extension for names of the four kinds that can be asked for. */
export function derAltNames(names: readonly { type: "dns" | "ip" | "email" | "uri"; value: string }[]): Buffer {
  const tags = { email: 0x81, dns: 0x82, uri: 0x86, ip: 0x87 };
  return derSequence(
    ...names.map(({ type, value }) =>
      der(tags[type], type === "ip" ? Buffer.from(ipaddr.parse(value).toByteArray()) : Buffer.from(value, "latin1")),
    ),
  );
}

function readBasicConstraints(value: DerElement): { isAuthority: boolean; pathLength: number | null } {
  const parts = readChildren(value);
  const limit = parts.find((element) => element.tag === derTag.integer);
  return {
    isAuthority: parts.some(({ tag, content }) => tag === derTag.boolean && content.some((octet) => octet !== 0)),
    pathLength: limit === undefined ? null : readSmallInteger(limit),
  };
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
