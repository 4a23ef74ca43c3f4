import { toNestErrors } from "@hookform/resolvers";
import type { FieldError, FieldErrors, FieldValues, Resolver } from "react-hook-form";
import type { FieldProblem } from "@/contracts/problem";

/** Lets a function judge a form: each problem's path names the field that shows its message. */
export function problemResolver<TValues extends FieldValues>(
  check: (values: TValues) => readonly FieldProblem[],
): Resolver<TValues> {
  return (values, _context, options) => {
    const problems = check(values);
    if (problems.length === 0) return { values, errors: {} };
    const flat = Object.fromEntries(
      problems.map(({ path, message }): [string, FieldError] => [path, { type: "validate", message }]),
    );
    return { values: {}, errors: toNestErrors(flat as FieldErrors<TValues>, options) };
  };
}
