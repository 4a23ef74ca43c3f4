import type { ChosenFile } from "@/app/_components/form/file-field";
import type { FieldProblem } from "@/contracts/problem";

/** What is missing, or given twice, of a thing that can be text or a file. */
export function materialProblems(
  given: { text: string; file: ChosenFile | null },
  paths: { text: string; file: string },
  missing: string | null,
): FieldProblem[] {
  const hasText = given.text.trim() !== "";
  if (hasText && given.file !== null) {
    return [{ path: paths.file, message: "Give either text or a file: remove one of them." }];
  }
  return missing !== null && !hasText && given.file === null ? [{ path: paths.text, message: missing }] : [];
}
