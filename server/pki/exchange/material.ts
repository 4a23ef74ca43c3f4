/** Reads the two answers of an exchange (sections 4.5 and 5 of its reference) and finds the parts each one plays. */
import type { X509Certificate } from "node:crypto";
import type { CertificateFacts } from "@/contracts/certificate";
import { type CertificateParts, parseCertificate, readCertificateFacts, readCertificateParts } from "../certificate";
import { findPath } from "../chain";
import { DerError } from "../der";
import { type NameAttribute, readNameAttributes } from "../distinguished-name";
import { PkiError } from "../errors";
import { type ExtensionFacts, readExtensionFacts } from "../extensions";
import { scanPem } from "../pem";
import type { ExchangeInput } from "./input";

export const maximumAnswerBytes = 64 * 1024;
/** More than any path has; each further one costs signatures to verify. */
const maximumCertificates = 20;

/** A certificate with all that the checks look at. */
export interface Part {
  certificate: X509Certificate;
  facts: CertificateFacts;
  parts: CertificateParts;
  extensions: ExtensionFacts;
  subject: NameAttribute[];
}

/** One answer: what is wrong with its form or its content, and the certificates that could be read in spite of it. */
export interface Answer {
  description: string;
  formFault: string | null;
  contentFault: string | null;
  certificates: Part[];
}

/** The answers with the part each certificate plays. */
export interface Material {
  answer: Answer;
  authorityAnswer: Answer;
  /** Certificates of the answer that carry the key of the request, each once. */
  candidates: Part[];
  leaf: Part | null;
  /** Certificates of the answer besides the leaf and the root, issuers of the leaf first. */
  intermediates: Part[];
  /** Those of them that lead nowhere. */
  strays: Part[];
  isPathComplete: boolean;
  root: Part | null;
  rootBefore: Part | null;
}

/** Takes the answers apart. Never throws: what is wrong is said in the result. */
export function readMaterial(
  input: Pick<ExchangeInput, "request" | "certificate" | "authorityBefore" | "authorityAfter">,
): Material {
  const answer = readAnswer(input.certificate);
  const authorityAnswer = readAnswer(input.authorityAfter);
  const key = input.request.facts.publicKeyFingerprint256;
  const candidates = answer.certificates.filter(({ facts }) => facts.publicKeyFingerprint256 === key);
  const leaf = candidates.length === 1 ? (candidates[0] ?? null) : null;
  const [onlyRoot, ...moreRoots] = authorityAnswer.certificates;
  const root = moreRoots.length === 0 ? (onlyRoot ?? null) : null;
  const others = answer.certificates.filter((part) => part !== leaf && !isSamePart(part, root));
  const path = findPath(
    leaf === null ? [] : [leaf, ...others].map(({ certificate }) => certificate),
    root === null ? [] : [root.certificate],
  );
  const onPath = path.links.flatMap(({ certificate }) => others.find((part) => part.certificate === certificate) ?? []);
  const strays = others.filter((part) => !onPath.includes(part));
  return {
    answer,
    authorityAnswer,
    candidates,
    leaf,
    intermediates: [...onPath, ...strays],
    strays,
    isPathComplete: path.verdict === "trusted",
    root,
    rootBefore: readAnswer(input.authorityBefore).certificates[0] ?? null,
  };
}

/**
 * Reads one answer. Accepted are CRLF, a missing final line end, text before the first block, and several certificates;
 * everything else is refused by name.
 */
export function readAnswer(value: unknown): Answer {
  const refused = (description: string, formFault: string): Answer => {
    return { description, formFault, contentFault: null, certificates: [] };
  };
  if (typeof value !== "string") {
    const kind = value === undefined || value === null ? "nothing" : Array.isArray(value) ? "a list" : typeof value;
    return refused(kind, "it is not a text");
  }
  const length = Buffer.byteLength(value);
  if (value.trim() === "") return refused("an empty text", "it is empty");
  if (length > maximumAnswerBytes) {
    return refused(`${length} bytes`, `it has ${length} bytes, more than ${maximumAnswerBytes}`);
  }
  const certificates: Part[] = [];
  const faults: string[] = [];
  const blocks = scanPem(value);
  if (blocks.length > maximumCertificates) {
    return {
      description: `${length} bytes, ${blocks.length} blocks`,
      formFault: null,
      contentFault: `there are ${blocks.length} blocks, more than ${maximumCertificates}`,
      certificates,
    };
  }
  for (const block of blocks) {
    if (block.label !== "CERTIFICATE") {
      const isKey = block.label.endsWith("PRIVATE KEY");
      faults.push(isKey ? `line ${block.line} begins a private key` : `line ${block.line} begins a ${block.label}`);
    } else if (block.bytes === null) {
      faults.push(`the block of line ${block.line} is damaged: ${block.reason}`);
    } else {
      const part = readPart(block.bytes);
      if (part === null) faults.push(`the block of line ${block.line} is not a certificate`);
      else if (!certificates.some((known) => isSamePart(known, part))) certificates.push(part);
    }
  }
  const layout = findLayoutFault(value);
  if (layout !== null) faults.push(layout);
  if (certificates.length === 0 && faults.length === 0) faults.push("there is no certificate in it");
  return {
    description: `${length} bytes, ${count(certificates.length, "certificate")}`,
    formFault: null,
    contentFault: faults.length === 0 ? null : faults.join("; "),
    certificates,
  };
}

/** Whether two parts are the same certificate. */
export function isSamePart(one: Part, other: Part | null): boolean {
  return other !== null && one.facts.fingerprint256 === other.facts.fingerprint256;
}

/** A number with its noun. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function readPart(bytes: Buffer): Part | null {
  try {
    const certificate = parseCertificate(bytes);
    const parts = readCertificateParts(certificate);
    return {
      certificate,
      facts: readCertificateFacts(certificate),
      parts,
      extensions: readExtensionFacts(parts.extensions),
      subject: readNameAttributes(parts.subject),
    };
  } catch (error) {
    if (error instanceof PkiError || error instanceof DerError) return null;
    throw error;
  }
}

/** Ways of writing PEM that other programs do not read. */
function findLayoutFault(text: string): string | null {
  const lines = text.split(/\r\n|\n|\r/);
  const first = lines.findIndex((line) => line.includes("-----BEGIN "));
  if (/-----BEGIN [A-Z0-9 ]+-----\\[nr]/.test(text)) return "its line ends are written as backslash and n";
  if (first === -1) return null;
  let isInside = false;
  for (const [index, line] of lines.slice(first).entries()) {
    const number = first + index + 1;
    if (/^\s+\S/.test(line) && (isInside || line.includes("-----"))) return `line ${number} is indented`;
    if (line.startsWith("-----BEGIN ")) isInside = true;
    else if (line.startsWith("-----END ")) isInside = false;
    else if (!isInside && line.trim() !== "") return `line ${number} has text outside of a block`;
  }
  return null;
}
