/** Reads uploaded certificate files: PEM with text around (RFC 7468), DER, and PKCS#7 without signers (RFC 2315). */
import { X509Certificate } from "node:crypto";
import type { CertificateFacts, RejectedBlock } from "@/contracts/certificate";
import { readCertificateFacts } from "./certificate";
import { DerError, derTag, readChildren, readDer, readOid, requireTag } from "./der";
import { PkiError } from "./errors";

export const maximumFileBytes = 256 * 1024;
export const maximumCertificates = 200;

const signedDataOid = "1.2.840.113549.1.7.2";
const certificateLabels = new Set(["CERTIFICATE", "X509 CERTIFICATE"]);
const pkcs7Labels = new Set(["PKCS7", "CMS"]);

/** One BEGIN/END block. `bytes` is null when the block could not be decoded; `reason` then says why. */
export interface PemBlock {
  label: string;
  line: number;
  /** RFC 1421 headers such as `Proc-Type`, by lower-case name. */
  headers: Map<string, string>;
  /** The block as it was written, without the text around it. */
  text: string;
  bytes: Buffer | null;
  reason: string | null;
}

export interface CertificateFile {
  certificates: { line: number | null; certificate: X509Certificate; facts: CertificateFacts }[];
  /** Certificates that occur more than once are kept once and counted here. */
  duplicates: number;
  rejected: RejectedBlock[];
}

/**
 * Finds all certificates of an uploaded file, in any order and any accepted form, and says of each unusable block at
 * which line it starts and what is wrong (tls-profile-options 4.3). Throws {@link PkiError} `file-too-large`,
 * `too-many-certificates`, or `cert-unreadable` when the file holds nothing that looks like a certificate.
 */
export function readCertificateFile(input: string | Uint8Array): CertificateFile {
  const file: CertificateFile = { certificates: [], duplicates: 0, rejected: [] };
  const bytes = requireFileSize(input);
  if (looksLikeDer(bytes)) {
    readBinaryFile(bytes, file);
  } else {
    for (const block of scanPem(decodeText(bytes))) readBlock(block, file);
  }
  if (file.certificates.length === 0 && file.rejected.length === 0) {
    throw new PkiError("cert-unreadable", "The file holds no certificate: no line begins with -----BEGIN.");
  }
  return file;
}

/** A block that has begun, with the line of the file on which each part of it stands. */
interface OpenBlock {
  label: string;
  line: number;
  lines: { line: number; text: string }[];
}

/** Splits text into its PEM blocks in one pass. Never throws: damaged blocks carry a reason. */
export function scanPem(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  let open: OpenBlock | null = null;
  const lines = text.split(/\r\n|\n|\r/);
  for (const [index, raw] of lines.entries()) {
    for (const part of unfold(raw.trim(), open !== null)) {
      const begin = /^-----BEGIN ([A-Z0-9 ]{1,64})-----$/.exec(part);
      const end = /^-----END ([A-Z0-9 ]{1,64})-----$/.exec(part);
      if (begin?.[1] !== undefined) {
        if (open !== null) blocks.push(damagedBlock(open, `The block has no end before line ${index + 1}`));
        open = { label: begin[1], line: index + 1, lines: [] };
      } else if (end?.[1] !== undefined) {
        if (open === null) {
          blocks.push(
            damagedBlock({ label: end[1], line: index + 1, lines: [] }, "The block has an end but no beginning"),
          );
        } else if (open.label === end[1]) {
          blocks.push(decodeBlock(open));
        } else {
          blocks.push(damagedBlock(open, `The block ends as "${end[1]}"`));
        }
        open = null;
      } else if (open !== null) {
        open.lines.push({ line: index + 1, text: part });
      }
    }
  }
  if (open !== null) blocks.push(damagedBlock(open, "The block has no end"));
  return blocks;
}

const marker = /(-----(?:BEGIN|END) [A-Z0-9 ]{1,64}-----)/;

/**
 * The lines of a block whose line breaks were lost on the way: files put together without a final line feed, and text
 * that went through JSON or a field of one line. A line that only speaks of such a block comes back as it is.
 */
function unfold(line: string, isOpen: boolean): string[] {
  const parts = line.split(marker).filter((part) => part.trim() !== "");
  if (parts.length < 2) return [line];
  const lines: string[] = [];
  let isInside = isOpen;
  for (const [index, part] of parts.entries()) {
    if (marker.test(part)) {
      const isBegin = part.startsWith("-----BEGIN");
      if (!isBegin && !isInside) return [line];
      const before = parts[index - 1] ?? "";
      if (isBegin && index === parts.length - 1 && !/(-----|["'`:=|>])\s*$/.test(before)) return [line];
      isInside = isBegin;
      lines.push(part);
    } else if (isInside) {
      const content = part.replaceAll(/\s|\\[nr]/g, "");
      // Words have the letters of Base64 too, but no block begins with so few.
      const isWords = index > 0 && content.length < 16;
      if (isWords || !/^[A-Za-z0-9+/=]*$/.test(content)) return [line];
      lines.push(...(content.match(/.{1,64}/g) ?? []));
    }
  }
  return lines;
}

/** Writes one block in the strict form of RFC 7468: 64 characters a line, line feeds, a final one too. */
export function encodePem(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

/** Text of an upload, whichever Unicode form an editor saved it in. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  return new TextDecoder("utf-8").decode(bytes);
}

/** Bytes of an upload within the size limit. Throws {@link PkiError} `file-too-large`. */
export function requireFileSize(input: string | Uint8Array): Buffer {
  const bytes = Buffer.from(input);
  if (bytes.length > maximumFileBytes) {
    throw new PkiError("file-too-large", `The file is larger than ${maximumFileBytes / 1024} KiB.`);
  }
  return bytes;
}

/** Whether bytes begin like an ASN.1 sequence rather than text. */
export function looksLikeDer(bytes: Uint8Array): boolean {
  return bytes[0] === derTag.sequence && ((bytes[1] ?? 0) >= 0x80 || !isPrintable(bytes.subarray(0, 64)));
}

function isPrintable(bytes: Uint8Array): boolean {
  return bytes.every((octet) => octet >= 0x20 || octet === 0x0a || octet === 0x0d || octet === 0x09);
}

function readBlock(block: PemBlock, file: CertificateFile): void {
  const reject = (reason: string) => file.rejected.push({ line: block.line, label: block.label, reason });
  if (block.bytes === null) {
    reject(block.reason ?? "The block cannot be decoded");
  } else if (certificateLabels.has(block.label)) {
    addCertificate(block.bytes, block.line, block.label, file);
  } else if (block.label === "TRUSTED CERTIFICATE") {
    addCertificate(withoutTrustSettings(block.bytes), block.line, block.label, file);
  } else if (pkcs7Labels.has(block.label)) {
    addPkcs7(block.bytes, block.line, block.label, file);
  } else if (block.label.endsWith("PRIVATE KEY")) {
    reject("This is a private key. It does not belong here and was not kept");
  } else {
    reject("This is not a certificate");
  }
}

/** OpenSSL appends its own settings to the certificate in blocks of this label. */
function withoutTrustSettings(bytes: Buffer): Buffer {
  try {
    return readDer(bytes, true).bytes;
  } catch {
    return bytes;
  }
}

function readBinaryFile(bytes: Buffer, file: CertificateFile): void {
  if (isPkcs12(bytes)) {
    throw new PkiError(
      "cert-unreadable",
      "This looks like a PKCS#12 file (.p12, .pfx), which holds a private key. Import it as a client identity; here " +
        "certificates alone are taken, as PEM, DER or PKCS#7.",
    );
  }
  if (isPkcs7(bytes)) {
    addPkcs7(bytes, null, "PKCS7", file);
    return;
  }
  let rest = bytes;
  while (rest.length > 0) {
    let length: number;
    try {
      length = readDer(rest, true).bytes.length;
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
      file.rejected.push({ line: null, label: "DER", reason: `Not a certificate: ${error.message}` });
      return;
    }
    addCertificate(rest.subarray(0, length), null, "DER", file);
    rest = rest.subarray(length);
  }
}

function addCertificate(bytes: Buffer, line: number | null, label: string, file: CertificateFile): void {
  let certificate: X509Certificate;
  let facts: CertificateFacts;
  try {
    certificate = new X509Certificate(bytes);
    facts = readCertificateFacts(certificate);
  } catch (error) {
    const detail = error instanceof PkiError ? error.message : "The content is not a certificate or it is damaged";
    file.rejected.push({ line, label, reason: detail });
    return;
  }
  if (file.certificates.some((known) => known.facts.fingerprint256 === facts.fingerprint256)) {
    file.duplicates += 1;
    return;
  }
  if (file.certificates.length >= maximumCertificates) {
    throw new PkiError("too-many-certificates", `The file holds more than ${maximumCertificates} certificates.`);
  }
  file.certificates.push({ line, certificate, facts });
}

function isPkcs7(bytes: Buffer): boolean {
  try {
    return readOid(readChildren(readDer(bytes, true))[0]) === signedDataOid;
  } catch {
    return false;
  }
}

/** Version 3 and a content of data, RFC 7292 section 4. */
function isPkcs12(bytes: Buffer): boolean {
  try {
    const [version, content] = readChildren(readDer(bytes, true));
    if (version?.tag !== derTag.integer || version.content.readUInt8(0) !== 3 || content === undefined) return false;
    return readOid(readChildren(content)[0]).startsWith("1.2.840.113549.1.7.");
  } catch {
    return false;
  }
}

function addPkcs7(bytes: Buffer, line: number | null, label: string, file: CertificateFile): void {
  let certificates: Buffer[];
  try {
    certificates = readPkcs7Certificates(bytes);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    file.rejected.push({ line, label, reason: `The PKCS#7 structure is damaged: ${error.message}` });
    return;
  }
  if (certificates.length === 0) file.rejected.push({ line, label, reason: "The PKCS#7 file holds no certificate" });
  for (const certificate of certificates) addCertificate(certificate, line, label, file);
}

function readPkcs7Certificates(bytes: Buffer): Buffer[] {
  const [type, wrapper] = readChildren(requireTag(readDer(bytes, true), derTag.sequence, "PKCS#7"));
  if (readOid(type) !== signedDataOid) throw new DerError("it is not of the type signed data");
  const signedData = readChildren(requireTag(wrapper, 0xa0, "Content"))[0];
  const fields = readChildren(requireTag(signedData, derTag.sequence, "Signed data"));
  const set = fields.find((field) => field.tag === 0xa0);
  return set === undefined ? [] : readChildren(set).map((element) => element.bytes);
}

function decodeBlock(open: OpenBlock): PemBlock {
  const headers = new Map<string, string>();
  let body = open.lines;
  if (open.lines[0]?.text.includes(":")) {
    const blank = open.lines.findIndex(({ text }) => text === "");
    if (blank === -1) return damagedBlock(open, "The block has headers but no body");
    for (const { text } of open.lines.slice(0, blank)) {
      const colon = text.indexOf(":");
      if (colon > 0) headers.set(text.slice(0, colon).toLowerCase(), text.slice(colon + 1).trim());
    }
    body = open.lines.slice(blank + 1);
  }
  const wrong = body.find(({ text }) => !/^[A-Za-z0-9+/=]*$/.test(text));
  if (wrong !== undefined) return damagedBlock(open, `Line ${wrong.line} holds characters that are not Base64`);
  const base64 = body.map(({ text }) => text).join("");
  if (base64 === "") return damagedBlock(open, "The block is empty");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0) {
    return damagedBlock(open, "The Base64 text is cut off or has characters too many");
  }
  return { ...frame(open, headers), bytes: Buffer.from(base64, "base64"), reason: null };
}

function damagedBlock(open: OpenBlock, reason: string): PemBlock {
  return { ...frame(open, new Map()), bytes: null, reason };
}

function frame({ label, line, lines }: OpenBlock, headers: Map<string, string>) {
  const body = lines.map(({ text }) => text);
  const text = [`-----BEGIN ${label}-----`, ...body, `-----END ${label}-----`, ""].join("\n");
  return { label, line, headers, text };
}
