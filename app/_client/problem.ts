import type { PartProblem, Problem } from "@/contracts/problem";
import { ProblemError } from "./api";

/** The problem behind a failed query or mutation, for the notice that shows it. */
export function problemOf(error: Error): Problem {
  if (error instanceof ProblemError) return error.problem;
  return {
    type: "urn:signalbox:problem:internal",
    title: "Something went wrong in this page",
    status: 0,
    detail: "The page met an error it did not expect.",
    code: "internal",
    requestId: "none",
    remedy: "Reload the page.",
  };
}

/** The failure of one part of something, for the notice that shows it. */
export function problemOfPart(part: PartProblem): Problem {
  return { ...part, type: "urn:signalbox:problem:part", status: 0, requestId: "none" };
}
