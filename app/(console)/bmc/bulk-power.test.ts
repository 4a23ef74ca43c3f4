import { describe, expect, it } from "vitest";
import type { OperationDescription } from "@/contracts/kind";
import { type BulkTarget, bulkOperations, forEachLimited, obstacleOf, phraseFor, startsOf } from "./bulk-power";

const shutDown: OperationDescription = {
  id: "system-graceful-shutdown",
  label: "Shut down",
  description: "",
  risk: "disruptive",
  asksForName: true,
  targetClasses: ["system"],
  targetVariant: null,
  fromStatuses: ["On"],
  isAsynchronous: true,
  isCancelable: false,
  fields: [],
};
const target = (change: Partial<BulkTarget> = {}): BulkTarget => ({
  profileId: "p1",
  name: "POWER1",
  powerState: "On",
  denial: null,
  ...change,
});

describe("power operations on many machines", () => {
  it("leave out what their state or the reader's role does not allow", () => {
    expect(obstacleOf(shutDown, target())).toBeNull();
    expect(obstacleOf(shutDown, target({ powerState: "Off" }))).toContain("It is Off");
    expect(obstacleOf(shutDown, target({ denial: "no" }))).toBe("You may not operate it.");
    expect(obstacleOf(shutDown, target({ powerState: null }))).toBeNull();
  });

  it("ask for the name of one machine, and for the number of several", () => {
    expect(phraseFor(shutDown, [target()])).toBe("POWER1");
    expect(phraseFor(shutDown, [target(), target({ profileId: "p2" })])).toBe("shut down 2");
  });

  it("are confirmed by the name of each machine's systems", () => {
    const overview = { systems: [{ uri: "/redfish/v1/Systems/system", name: "system" }] };
    expect(startsOf({ objectNames: "alike" }, target(), overview)).toEqual([
      { target: "/redfish/v1/Systems/system", confirmation: "POWER1 system" },
    ]);
  });

  it("are those on systems, without the interrupt that makes one of them take a dump", () => {
    const others = [
      { ...shutDown, id: "system-nmi" },
      { ...shutDown, id: "bmc-graceful-restart", targetClasses: ["manager"] },
    ];
    expect(bulkOperations([shutDown, ...others])).toEqual([shutDown]);
  });

  it("are sent a few at a time", async () => {
    let underWay = 0;
    let most = 0;
    const done: number[] = [];
    await forEachLimited([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await Promise.resolve();
      underWay -= 1;
      done.push(item);
    });
    expect(most).toBe(3);
    expect(done.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});
