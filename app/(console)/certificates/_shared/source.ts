import type { z } from "zod";
import type { ChosenFile } from "@/app/_components/form/file-field";
import type { materialInput } from "@/contracts/certificate-order";
import type { FieldProblem, Problem } from "@/contracts/problem";
import type { certificateSourceInput } from "@/contracts/trust";

export type CertificateSource = z.input<typeof certificateSourceInput>;

/** Bytes of a file the API takes (SEC-E10). */
export const maxFileBytes = 256 * 1024;

/** What a form holds of certificates to read: pasted text or a chosen file. */
export interface SourceValues {
  text: string;
  file: ChosenFile | null;
}

export const emptySource: SourceValues = { text: "", file: null };

/** The source as the API takes it: a file wins over text; null if there is neither. */
export function sourceOf({ text, file }: SourceValues): CertificateSource | null {
  if (file !== null) return { file: file.contentBase64, fileName: file.name };
  return text.trim() === "" ? null : { text };
}

/** A text or file as orders take it, without its name; undefined if there is neither. */
export function materialOf(text: string, file: ChosenFile | null): z.input<typeof materialInput> | undefined {
  if (file !== null) return { file: file.contentBase64 };
  return text.trim() === "" ? undefined : { text };
}

/** Both at once would leave it open which one counts. */
export function sourceProblems({ text, file }: SourceValues, isNeeded: boolean): FieldProblem[] {
  if (file !== null && text.trim() !== "") {
    return [{ path: "file", message: "Give either text or a file: remove one of them." }];
  }
  if (isNeeded && file === null && text.trim() === "") {
    return [{ path: "text", message: "Paste certificates, or choose a file below." }];
  }
  return [];
}

/** The problem with the paths of its field errors renamed to those of the form, so that each message finds its field. */
export function withPaths(problem: Problem, renamed: Readonly<Record<string, string>>): Problem {
  return {
    ...problem,
    errors: problem.errors?.map((error) => {
      const [first = ""] = error.path.split(".");
      return { ...error, path: renamed[first] ?? error.path };
    }),
  };
}
