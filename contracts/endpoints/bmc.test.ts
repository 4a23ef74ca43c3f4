import { expect, test } from "vitest";
import * as endpoints from "./bmc";

test("what the BMC's screens read again by themselves does not prolong the sign-in (SEC-F2)", () => {
  const readings = Object.values(endpoints).filter(({ method }) => method === "GET");
  expect(readings.length).toBeGreaterThan(8);
  expect(readings.filter(({ countsAsActivity }) => countsAsActivity !== false).map(({ id }) => id)).toEqual([]);
});
