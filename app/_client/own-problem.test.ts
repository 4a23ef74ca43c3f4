import { expect, it } from "vitest";
import { problemSchema } from "@/contracts/problem";
import { ProblemError } from "./api";
import { NO_REQUEST, ownProblem } from "./own-problem";
import { problemOf } from "./problem";

it("is of the form of the API's problems, without a request to quote", () => {
  const part = { title: "Nothing has changed", detail: "All is as it was.", code: "invalid_request" } as const;
  expect(problemSchema.parse(ownProblem(part))).toEqual({
    ...part,
    type: "urn:signalbox:problem:invalid_request",
    status: 0,
    requestId: NO_REQUEST,
  });
});

it("stands for what the page did not expect, and for nothing that the API said", () => {
  const said = ownProblem({ title: "Not now", detail: "The device is busy.", code: "device_conflict" }, 409);
  expect(problemOf(new ProblemError(said))).toBe(said);
  expect(problemOf(new TypeError("undefined is not a function"))).toMatchObject({ code: "internal", status: 0 });
});
