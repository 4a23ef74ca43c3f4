import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findRenewal, listReminders } from "./renewal";

const day = 86_400_000;
const begin = new Date("2030-01-01T00:00:00Z");
const lasting = (days: number) => ({ notBefore: begin, notAfter: new Date(begin.getTime() + days * day) });
const at = (days: number) => new Date(begin.getTime() + days * day);
const daysBeforeEnd = (days: number) =>
  listReminders(lasting(days)).map((moment) => days - (moment.getTime() - begin.getTime()) / day);

describe("reminders", () => {
  it.each([
    [3_650, [3_650 / 3, 30, 14, 7, 1]],
    [365, [365 / 3, 30, 14, 7, 1]],
    [90, [30, 14, 7, 1]],
    [60, [30, 20, 14, 7, 1]],
    [30, [14, 10, 7, 1]],
    [3, [1]],
    [0.5, [0.5 / 3]],
    [0, []],
  ])("of a certificate for %d days come in time", (days, expected) => {
    const found = daysBeforeEnd(days);
    expect(found).toHaveLength(expected.length);
    for (const [index, left] of expected.entries()) expect(found[index]).toBeCloseTo(left, 6);
  });
});

describe("the urgency", () => {
  it.each([
    [0, "none", 365],
    [243, "none", 122],
    [244, "due", 121],
    [357.9, "due", 7],
    [358, "urgent", 7],
    [363.9, "urgent", 1],
    [364, "last_day", 1],
    [365, "last_day", 0],
    [365.1, "expired", -1],
  ] as const)("after %d of 365 days is %s", (days, urgency, daysLeft) => {
    expect(findRenewal(lasting(365), at(days))).toMatchObject({ urgency, daysLeft });
  });

  it("names the moment it is due since, and the next to remind at", () => {
    expect(findRenewal(lasting(90), at(59))).toMatchObject({ dueSince: null, nextReminderAt: at(60).toISOString() });
    expect(findRenewal(lasting(90), at(60))).toMatchObject({
      dueSince: at(60).toISOString(),
      nextReminderAt: at(76).toISOString(),
    });
    expect(findRenewal(lasting(90), at(89.5)).nextReminderAt).toBeNull();
  });

  it("never falls as time goes on", () => {
    const order = ["none", "due", "urgent", "last_day", "expired"];
    const instants = fc.tuple(
      fc.double({ min: 0, max: 400, noNaN: true }),
      fc.double({ min: 0, max: 400, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 4000, noNaN: true }), instants, (days, moments) => {
        const [earlier = 0, later = 0] = moments.toSorted((one, other) => one - other);
        const rank = (moment: number) => order.indexOf(findRenewal(lasting(days), at(moment)).urgency);
        expect(rank(earlier)).toBeLessThanOrEqual(rank(later));
      }),
    );
  });
});
