import { expect, test } from "vitest";
import type { WbemRecordedRow } from "@/contracts/wbem/recording";
import { milliseconds, sizeText } from "../figures";
import { numberRequests, outcomeOf } from "./recorded-requests";

const row: WbemRecordedRow = {
  index: 0,
  operation: "GetInstance",
  startedAt: "2026-03-01T10:00:00.000Z",
  durationMs: 12.5,
  serverMs: null,
  requestBytes: 700,
  replyBytes: 2_600,
  isError: false,
  status: 200,
  failure: null,
};

test("a request keeps its number when older ones have gone", () => {
  const rows = [row, { ...row, index: 1 }, { ...row, index: 2 }];
  const before = numberRequests({ items: rows, dropped: 0 });
  expect(before.map(({ number }) => number)).toEqual([1, 2, 3]);
  const after = numberRequests({ items: rows, dropped: 2 });
  expect(after[0]?.number).toBe(before[2]?.number);
});

test.each([
  [{}, { text: "HTTP 200", tone: "ok" }],
  [{ isError: true }, { text: "HTTP 200, refused", tone: "warn" }],
  [
    { isError: true, status: 401, failure: "not let in" },
    { text: "HTTP 401, failed", tone: "fail" },
  ],
  [
    { isError: true, status: null, failure: "reset" },
    { text: "No answer", tone: "fail" },
  ],
])("outcome of %j", (change, outcome) => {
  expect(outcomeOf({ ...row, ...change })).toEqual(outcome);
});

test.each([
  [0, "0 bytes"],
  [999, "999 bytes"],
  [2_640, "2.6 kB"],
  [999_999, "1,000 kB"],
  [1_250_000, "1.3 MB"],
])("%d bytes are %s", (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});

test("milliseconds to a tenth", () => {
  expect([0.44, 12, 1_250.55].map(milliseconds)).toEqual(["0.4", "12", "1,250.6"]);
});
