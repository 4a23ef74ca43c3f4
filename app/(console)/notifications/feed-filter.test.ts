import { describe, expect, it } from "vitest";
import type { Notification } from "@/contracts/notification";
import { matchesFeed, mergeFeed, parseFeedFilter, writeFeedFilter } from "./feed-filter";

const notification = (id: number, more: Partial<Notification> = {}): Notification => ({
  id,
  profileId: "p1",
  profileName: "HMC1",
  type: "status-change",
  summary: "status: active → stopped",
  objectUri: "/api/partitions/1",
  objectClass: "partition",
  objectName: "LINPROD01",
  elementUri: null,
  action: null,
  jobUri: null,
  changes: [],
  details: [],
  occurredAt: null,
  receivedAt: "2026-01-02T03:04:05.000Z",
  ...more,
});

describe("feed filter", () => {
  it("survives the address", () => {
    const filter = { profileId: "p1", type: "gap", text: "a&b", from: "2026-01-01T00:00:00.000Z" };
    expect(parseFeedFilter(new URLSearchParams(writeFeedFilter(filter)))).toEqual(filter);
  });

  it("leaves broken times out", () => {
    expect(parseFeedFilter(new URLSearchParams("from=soon&to="))).toEqual({});
  });

  it("matches by every part", () => {
    const one = notification(1);
    expect(matchesFeed(one, {})).toBe(true);
    expect(matchesFeed(one, { text: "linprod" })).toBe(true);
    expect(matchesFeed(one, { text: "STOPPED" })).toBe(true);
    expect(matchesFeed(one, { text: "other" })).toBe(false);
    expect(matchesFeed(one, { profileId: "p2" })).toBe(false);
    expect(matchesFeed(one, { type: "gap" })).toBe(false);
    expect(matchesFeed(one, { objectUri: "/api/partitions/2" })).toBe(false);
    expect(matchesFeed(one, { from: "2026-01-03T00:00:00.000Z" })).toBe(false);
    expect(matchesFeed(one, { to: "2026-01-01T00:00:00.000Z" })).toBe(false);
  });
});

describe("mergeFeed", () => {
  it("has each once, newest first, bounded", () => {
    const merged = mergeFeed(
      [notification(5), notification(4)],
      [notification(4), notification(3), notification(2)],
      3,
    );
    expect(merged.map(({ id }) => id)).toEqual([5, 4, 3]);
  });
});
