import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { markBmcStale, stalePartsOf } from "./bmc-live";
import { keys } from "./keys";

const event = {
  profileId: "p1",
  type: "property-change",
  objectClass: "systems",
  receivedAt: "2026-01-01T00:00:00Z",
  summary: "The resource has changed.",
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("reads a BMC once for a burst of events, and other BMCs not at all", () => {
  const client = new QueryClient();
  client.setQueryData(keys.bmcPart("p1", "overview"), "one");
  client.setQueryData(keys.bmcPart("p2", "overview"), "two");
  const invalidate = vi.spyOn(client, "invalidateQueries");
  for (let index = 0; index < 50; index++) markBmcStale(client, event);
  expect(invalidate).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_000);
  expect(invalidate).toHaveBeenCalledTimes(stalePartsOf(event).length);
  expect(client.getQueryState(keys.bmcPart("p1", "overview"))?.isInvalidated).toBe(true);
  expect(client.getQueryState(keys.bmcPart("p2", "overview"))?.isInvalidated).toBe(false);
});

it("shows the event in the list of all BMCs at once", () => {
  const client = new QueryClient();
  client.setQueryData(keys.bmcs, { items: [{ profileId: "p1" }, { profileId: "p2" }] });
  markBmcStale(client, event);
  expect(client.getQueryData(keys.bmcs)).toEqual({
    items: [{ profileId: "p1", lastEvent: { at: event.receivedAt, summary: event.summary } }, { profileId: "p2" }],
  });
});

it("leaves the sensors alone when a log entry comes, and everything is stale after a gap", () => {
  expect(stalePartsOf({ type: "log-entry", objectClass: "log-entry" })).toEqual(["log-entries"]);
  expect(stalePartsOf({ type: "gap", objectClass: null })).toEqual(
    expect.arrayContaining(["overview", "log-entries", "certificates", "firmware"]),
  );
});
