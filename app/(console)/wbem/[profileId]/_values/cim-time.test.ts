import { expect, test } from "vitest";
import { describeCimTime, momentOf } from "./cim-time";

test.each([
  ["20240229235959.123456-300", Date.UTC(2024, 2, 1, 4, 59, 59, 123)],
  ["20240301000000.000000+060", Date.UTC(2024, 1, 29, 23, 0, 0)],
  ["20240229235959.1234**+000", Date.UTC(2024, 1, 29, 23, 59, 59, 123)],
])("reads the moment of %s", (text, moment) => {
  expect(momentOf(text)).toBe(moment);
});

test.each([
  ["00000012040506.789000:000", "12 d 04:05:06.789"],
  ["00000000000130.000000:000", "00:01:30"],
  ["20240229******.******-300", "2024-02-29 UTC-05:00"],
  ["2024022923****.******+090", "2024-02-29 23 UTC+01:30"],
  ["not a time", "not a time"],
])("shows %s as %s", (text, shown) => {
  expect(describeCimTime(text)).toBe(shown);
});

test("shows a moment in the reader's own time zone", () => {
  const here = new Date(Date.UTC(2024, 2, 1, 4, 59, 59));
  const hour = String(here.getHours()).padStart(2, "0");
  expect(describeCimTime("20240229235959.123456-300")).toContain(` ${hour}:59:59`);
});
