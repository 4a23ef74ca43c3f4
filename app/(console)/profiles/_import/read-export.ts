import { judgeInput } from "@/contracts/plain-words";
import type { FieldProblem } from "@/contracts/problem";
import type { ProfileExport } from "@/contracts/profile";

export type ReadExport = { document: ProfileExport; problems: null } | { document: null; problems: FieldProblem[] };

const maxShown = 20;

/**
 * Reads the text of an exported file. What is wrong is told with the place it stands at. Rejects if the contract cannot be
 * loaded.
 */
export async function readExport(text: string): Promise<ReadExport> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "unreadable";
    return { document: null, problems: [{ path: "", message: `The file is not JSON: ${reason}` }] };
  }
  if (
    typeof parsed !== "object" ||
    parsed === null ||
    !("format" in parsed) ||
    parsed.format !== "signalbox-profiles"
  ) {
    return {
      document: null,
      problems: [{ path: "format", message: "This is not a file of exported profiles (“signalbox-profiles”)." }],
    };
  }
  const { profileExportSchema } = await import("@/contracts/profile");
  const checked = judgeInput(profileExportSchema, parsed);
  if (checked.success) return { document: checked.data, problems: null };
  return {
    document: null,
    problems: checked.error.issues
      .slice(0, maxShown)
      .map((issue) => ({ path: issue.path.join("."), message: issue.message })),
  };
}

/** UTF-8 text of a chosen file; null if it is none. */
export function textOf(contentBase64: string): string | null {
  const bytes = Uint8Array.from(atob(contentBase64), (character) => character.charCodeAt(0));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
