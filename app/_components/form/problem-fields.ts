import type { FieldProblem } from "@/contracts/problem";

function hasPath(values: unknown, path: string): boolean {
  let current: unknown = values;
  for (const segment of path.split(".")) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, segment)) {
      return false;
    }
    current = (current as Record<string, unknown>)[segment];
  }
  return true;
}

/** Separates rejected inputs that belong to a value of the form from those that only the summary can show. */
export function splitFieldProblems(
  errors: readonly FieldProblem[],
  values: unknown,
): { ofFields: FieldProblem[]; elsewhere: FieldProblem[] } {
  return {
    ofFields: errors.filter((error) => hasPath(values, error.path)),
    elsewhere: errors.filter((error) => !hasPath(values, error.path)),
  };
}
