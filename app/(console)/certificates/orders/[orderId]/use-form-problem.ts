import { useMemo } from "react";
import type { Problem } from "@/contracts/problem";
import { withPaths } from "../../_shared/source";
import { formProblem } from "./action-notice";

/**
 * What is wrong with material that was uploaded, at the fields where it was given: the field of the file or that of the
 * text, by their names `<part>File` and `<part>Text`. The form shell shows each problem once: this stays the same object
 * while it is the same problem.
 */
export function useFormProblem<Part extends string>(
  error: Error | null,
  sent: Readonly<Partial<Record<`${Part}File`, unknown>>> | undefined,
  parts: readonly [Part, Part],
): Problem | null {
  const [first, second] = parts;
  return useMemo(() => {
    const problem = formProblem(error);
    const fieldOf = (part: Part) => (sent?.[`${part}File`] ? `${part}File` : `${part}Text`);
    return problem === null ? null : withPaths(problem, { [first]: fieldOf(first), [second]: fieldOf(second) });
  }, [error, sent, first, second]);
}
