import { expect, it } from "vitest";
import { isNarrowed, parseLogView, writeLogView } from "./log-filter";

it("reads back what it wrote and leaves other parameters alone", () => {
  const view = {
    log: "/redfish/v1/Systems/system/LogServices/EventLog/Entries",
    severity: "Critical" as const,
    resolved: "0" as const,
    text: "fan & co",
    from: "2026-01-01T00:00:00.000Z",
  };
  const query = writeLogView(new URLSearchParams("sort=-at"), view);
  expect(query).toContain("sort=-at");
  expect(parseLogView(new URLSearchParams(query))).toEqual(view);
  expect(writeLogView(new URLSearchParams(query), {})).toBe("sort=-at");
});

it("leaves out what an address cannot mean", () => {
  expect(parseLogView(new URLSearchParams("log=https://evil&severity=Bad&resolved=2&from=never"))).toEqual({});
});

it("knows a narrowed log from a chosen one", () => {
  expect(isNarrowed({ log: "/redfish/v1/x" })).toBe(false);
  expect(isNarrowed({ severity: "OK" })).toBe(true);
});
