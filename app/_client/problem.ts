import type { Problem } from "@/contracts/problem";
import { ProblemError } from "./api";
import { ownProblem } from "./own-problem";

/** The problem behind a failed query or mutation, for the notice that shows it. */
export function problemOf(error: Error): Problem {
  if (error instanceof ProblemError) return error.problem;
  return ownProblem({
    title: "Something went wrong in this page",
    detail: "The page met an error it did not expect.",
    code: "internal",
    remedy: "Reload the page.",
  });
}
