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

/**
 * Separates rejected inputs that belong to a value of the form, the first of each, from those that only the summary can
 * show.
 */
export function splitFieldProblems(
  errors: readonly FieldProblem[],
  values: unknown,
): { ofFields: FieldProblem[]; elsewhere: FieldProblem[] } {
  const isOfField = ({ path }: FieldProblem, index: number) =>
    hasPath(values, path) && errors.findIndex((error) => error.path === path) === index;
  return {
    ofFields: errors.filter(isOfField),
    elsewhere: errors.filter((error, index) => !isOfField(error, index)),
  };
}

function messagesOf(errors: unknown): string[] {
  if (typeof errors !== "object" || errors === null) return [];
  if ("type" in errors && typeof errors.type === "string") {
    return ["message" in errors && typeof errors.message === "string" ? errors.message : ""];
  }
  return Object.values(errors).flatMap(messagesOf);
}

/** What stands beside the submit button while fields are rejected: how many, and of a single one also why; else null. */
export function describeInvalid(errors: object): string | null {
  const messages = messagesOf(errors);
  const [only] = messages;
  if (only === undefined) return null;
  if (messages.length > 1) return `${messages.length} fields need attention`;
  return only === "" ? "One field needs attention" : `One field needs attention: ${only}`;
}
