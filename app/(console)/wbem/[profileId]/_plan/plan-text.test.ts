import { expect, test } from "vitest";
import { hasChanges, stepText, totalText } from "./plan-text";

test("steps and totals are said in words", () => {
  expect(stepText({ action: "create", object: "class", name: "CIM_Foo" })).toBe("Create the class CIM_Foo");
  expect(stepText({ action: "keep", object: "qualifier", name: "Key" })).toBe(
    "Nothing to do for the qualifier type Key",
  );
  expect(totalText({ action: "delete", object: "instance", count: 1200 })).toBe("Delete 1,200 instances");
  expect(totalText({ action: "delete", object: "class", count: 1 })).toBe("Delete 1 class");
});

test("a plan that keeps everything changes nothing", () => {
  const plan = { steps: [], total: 2, obstacles: [], notes: [], plan: "" };
  const kept = { action: "keep", object: "class", count: 2 } as const;
  expect(hasChanges({ ...plan, totals: [kept] })).toBe(false);
  expect(hasChanges({ ...plan, totals: [kept, { ...kept, action: "modify" }] })).toBe(true);
});
