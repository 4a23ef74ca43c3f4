import "server-only";
import type { z } from "zod";
import type { CertificateFacts } from "@/contracts/certificate";
import type { certificateSourceInput, Inspection } from "@/contracts/trust";
import { AppError, invalidField } from "@/server/domain/app-error";
import { PkiError } from "@/server/pki/errors";
import { type CertificateFile, readCertificateFile } from "@/server/pki/pem";

export type CertificateSource = z.output<typeof certificateSourceInput>;

/** Text or bytes of an upload, whichever was given. @throws AppError `invalid_request` unless exactly one was */
export function contentOf(source: CertificateSource, path: string): string | Uint8Array {
  const { text, file } = source;
  if (text !== undefined && file === undefined) return text;
  if (file !== undefined && text === undefined) return Buffer.from(file, "base64");
  throw invalidField(path, "Give either text or a file.");
}

/** The coded error for what is wrong with a file, with the line where that is known. */
export function asMaterialError(error: unknown, path: string): unknown {
  if (!(error instanceof PkiError)) return error;
  const { class: errorClass, facts } = error;
  const isKey = errorClass.startsWith("key-") || errorClass.startsWith("pfx-");
  const message = facts.line === undefined ? error.message : `Line ${facts.line}: ${error.message}`;
  return new AppError(isKey ? "invalid_key" : "invalid_certificate", message, {
    errorClass,
    errors: [{ path, message }],
    cause: error,
  });
}

/** Reads a file of certificates. @throws AppError `invalid_certificate`, `invalid_request` */
export function readSource(source: CertificateSource, path: string): CertificateFile {
  const content = contentOf(source, path);
  try {
    return readCertificateFile(content);
  } catch (error) {
    throw asMaterialError(error, path);
  }
}

/** What was refused of a file: which block, where and why. */
export function blockProblems({ certificates, rejected }: CertificateFile): Inspection["problems"] {
  const lines = [...certificates, ...rejected].map((block) => block.line ?? 0);
  return rejected.map(({ line, label, reason }, index) => ({
    line,
    position: line === null ? certificates.length + index + 1 : lines.filter((other) => other < line).length + 1,
    reason: `${label}: ${reason}`,
  }));
}

/**
 * Certificates of a file that is to be stored as it is: one bad block and nothing is.
 * @throws AppError `invalid_certificate` naming every block that cannot be used
 */
export function readAnchors(source: CertificateSource, path: string): { anchors: CertificateFacts[] } {
  const file = readSource(source, path);
  const problems = blockProblems(file);
  if (problems.length > 0) {
    const errors = problems.map(({ line, position, reason }) => ({
      path,
      message: `Block ${position}${line === null ? "" : `, line ${line}`}: ${reason}`,
    }));
    throw new AppError("invalid_certificate", errors[0]?.message ?? "The file cannot be used.", { errors });
  }
  return { anchors: file.certificates.map((entry) => entry.facts) };
}

/** Remarks on a certificate that do not prevent its use. */
export function remarksOn(facts: CertificateFacts, now: Date): string[] {
  const name = facts.commonName ?? facts.subject;
  return [
    new Date(facts.notAfter) < now ? `${name} expired on ${facts.notAfter.slice(0, 10)}.` : "",
    new Date(facts.notBefore) > now ? `${name} is not valid before ${facts.notBefore.slice(0, 10)}.` : "",
  ].filter((remark) => remark !== "");
}
