import { expect, test } from "vitest";
import * as bmc from "./bmc";
import { getHmcInventory, getHmcObject, getRun, listRuns } from "./devices";

test("what screens read again by themselves, on events or by the clock, does not prolong the sign-in (SEC-F2)", () => {
  const ofBmcs = Object.values(bmc).filter(({ method }) => method === "GET");
  expect(ofBmcs.length).toBeGreaterThan(8);
  const readings = [...ofBmcs, getHmcInventory, getHmcObject, getRun, listRuns];
  expect(readings.filter(({ countsAsActivity }) => countsAsActivity !== false).map(({ id }) => id)).toEqual([]);
});
