import { expect, test } from "vitest";
import { safeReturnPath } from "./return-path";

test.each([
  ["/profiles/abc?tab=trust#pin", "/profiles/abc?tab=trust#pin"],
  ["/overview", "/overview"],
  ["/a/../hmc", "/hmc"],
  ["/notifications?next=//evil.example", "/notifications?next=//evil.example"],
])("keeps %j", (given, expected) => {
  expect(safeReturnPath(given)).toBe(expected);
});

test.each([
  undefined,
  null,
  "",
  "overview",
  "https://evil.example/",
  "HTTPS://evil.example",
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\\/evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "\t//evil.example",
  " //evil.example",
  "/.//evil.example",
  "/..//evil.example",
  "/./\\evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "/%0a/../\u0000",
  "?next=//evil",
  "#//evil",
  "http:evil.example",
  "http:/evil.example",
  "//evil.example@console/",
  "/api/sign-out",
  "/sign-in?next=/sign-in",
  "/first-run",
  `/${"a".repeat(2_000)}`,
])("refuses %j", (given) => {
  expect(safeReturnPath(given)).toBe("/overview");
});
