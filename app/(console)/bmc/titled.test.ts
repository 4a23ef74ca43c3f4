import { expect, it } from "vitest";
import { titled } from "./titled";

it("says once what a thing is", () => {
  expect(titled("System", "system")).toBe("System");
  expect(titled("Manager", "OpenBmc Manager")).toBe("OpenBmc Manager");
  expect(titled("Chassis", "Drawer 2")).toBe("Chassis Drawer 2");
});
