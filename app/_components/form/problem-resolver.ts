import { toNestErrors } from "@hookform/resolvers";
import type { FieldError, FieldErrors, FieldValues, Resolver } from "react-hook-form";
import type { FieldProblem } from "@/contracts/problem";

type Problems = readonly FieldProblem[];

/**
 * Lets a function judge a form: each problem's path names the field that shows its message. A judge that cannot be loaded
 * lets everything pass, because the API judges again.
 */
export function problemResolver<TValues extends FieldValues>(
  check: (values: TValues) => Problems | Promise<Problems>,
): Resolver<TValues> {
  return async (values, _context, options) => {
    const problems = await Promise.resolve(check(values)).catch((): Problems => []);
    if (problems.length === 0) return { values, errors: {} };
    const flat = Object.fromEntries(
      problems.map(({ path, message }): [string, FieldError] => [path, { type: "validate", message }]),
    );
    return { values: {}, errors: toNestErrors(flat as FieldErrors<TValues>, options) };
  };
}
