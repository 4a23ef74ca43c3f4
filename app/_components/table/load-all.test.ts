import { expect, it } from "vitest";
import { nextStep } from "./load-all";

const failure = new Error("the BMC was away");
const more = { error: null, hasNextPage: true, isFetchingNextPage: false };

it.each([
  ["the next page is read", more, null, "read"],
  ["a page on its way is waited for", { ...more, isFetchingNextPage: true }, null, "wait"],
  ["the last page ends it", { ...more, hasNextPage: false }, null, "end"],
  ["another list, of which nothing is here, ends it", { error: null }, null, "end"],
  ["a failure ends it", { ...more, error: failure }, null, "end"],
  ["a failure of before does not", { ...more, error: failure }, failure, "read"],
  ["another failure after that does", { ...more, error: new Error("still away") }, failure, "end"],
  ["nor is a page asked for twice after it", { ...more, error: failure, isFetchingNextPage: true }, failure, "wait"],
] as const)("%s", (_, query, outlived, step) => {
  expect(nextStep(query, outlived)).toBe(step);
});
