import { expect, test } from "vitest";
import type { Declared } from "./draft";
import { draftOf } from "./draft";
import { atFields, draftProblems, givenValues } from "./form-values";

const declared = (name: string, type: Declared["type"]): Declared => ({
  name,
  type,
  isArray: false,
  arraySize: null,
  embeddedClass: null,
  valueMap: null,
});
const declarations = [declared("Caption", "string"), declared("Size", "uint8"), declared("Mode", "uint16")];
const values = {
  Caption: draftOf("a", { type: "string", isArray: false }),
  Size: draftOf(300, { type: "uint8", isArray: false }),
  Mode: draftOf(null, { type: "uint16", isArray: false }),
};

test("problems stand at their fields", () => {
  expect(draftProblems(declarations, { values })).toEqual([
    { path: "values.Size", message: expect.stringMatching(/between 0 and 255/) },
  ]);
});

test("only what is to be sent is given, under the name of the declaration", () => {
  const given = givenValues(declarations, { values }, (draft) => !draft.isNull);
  expect(given.map(({ name, value }) => [name, value])).toEqual([
    ["Caption", "a"],
    ["Size", 300],
  ]);
});

test("errors of the API are moved to the fields they are about", () => {
  const problem = {
    type: "urn:signalbox:problem:invalid_request",
    title: "Not accepted",
    status: 400,
    detail: "One field is wrong.",
    code: "invalid_request" as const,
    requestId: "r1",
    errors: [
      { path: "changes.1.value", message: "too large" },
      { path: "digest", message: "too long" },
    ],
  };
  expect(atFields(problem, "changes", [{ name: "Caption" }, { name: "Size" }]).errors).toEqual([
    { path: "values.Size", message: "too large" },
    { path: "digest", message: "too long" },
  ]);
});
