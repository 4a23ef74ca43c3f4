import type { FieldProblem, Problem } from "@/contracts/problem";
import type { WbemGivenValue } from "@/contracts/wbem/values";
import { type Declared, givenOf, judgeDraft, type ValueDraft } from "./draft";

/** What a form of properties or parameters holds: drafts by name. */
export interface DraftValues {
  values: Record<string, ValueDraft>;
}

/** What is wrong with the drafts of a form, at the fields that show it. */
export function draftProblems(declared: readonly Declared[], { values }: DraftValues): FieldProblem[] {
  return declared.flatMap((declaration) => {
    const draft = values[declaration.name];
    const message = draft === undefined ? null : judgeDraft(draft, declaration);
    return message === null ? [] : [{ path: `values.${declaration.name}`, message }];
  });
}

/** The drafts of a form as the API takes them; those for which `isSent` says no are left out. */
export function givenValues(
  declared: readonly Declared[],
  { values }: DraftValues,
  isSent: (draft: ValueDraft, declaration: Declared) => boolean,
): WbemGivenValue[] {
  return declared.flatMap((declaration) => {
    const draft = values[declaration.name];
    return draft !== undefined && isSent(draft, declaration) ? [givenOf(draft, declaration)] : [];
  });
}

/** A problem of the API with its errors moved to the fields of the form: `list.2.value` becomes `values.Name`. */
export function atFields(problem: Problem, list: string, sent: readonly Pick<WbemGivenValue, "name">[]): Problem {
  const errors = problem.errors?.map((error) => {
    const [first, index] = error.path.split(".");
    const name = first === list ? sent[Number(index)]?.name : undefined;
    return name === undefined ? error : { ...error, path: `values.${name}` };
  });
  return { ...problem, errors };
}
