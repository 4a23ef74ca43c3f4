import { expect, it } from "vitest";
import { objectNameOf } from "./object-name";

it.each([
  [{ objectNames: "alike" as const }, "bmc-prod-1", "system", "bmc-prod-1 system"],
  [{ objectNames: "alike" as const }, "bmc-prod-1", "bmc-prod-1", "bmc-prod-1"],
  [{ objectNames: "telling" as const }, "HMC1", "PROD1", "PROD1"],
  [{}, "HMC1", "PROD1", "PROD1"],
  [undefined, "HMC1", "PROD1", "PROD1"],
])("of %o at %s, %s is %s", (kind, profile, name, shown) => {
  expect(objectNameOf(kind, profile, name)).toBe(shown);
});
