import type { PartProblem, Problem } from "@/contracts/problem";

/** In place of the id of a request in problems that came of none. */
export const NO_REQUEST = "none";

/** A problem that the browser found itself, or that is a part of an answer: no request was refused with it. */
export function ownProblem(part: PartProblem, status = 0): Problem {
  return { ...part, type: `urn:signalbox:problem:${part.code}`, status, requestId: NO_REQUEST };
}
