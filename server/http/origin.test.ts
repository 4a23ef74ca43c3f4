import { describe, expect, it } from "vitest";
import { requireSameOrigin } from "./origin";

const own = { host: "console.test", origin: "http://console.test" };
const json = { "content-type": "application/json; charset=utf-8" };
const form = { "content-type": "application/x-www-form-urlencoded" };
const mark = { "x-signalbox-request": "1" };

function judge(method: string, headers: Record<string, string>): string {
  try {
    requireSameOrigin(new Request("http://localhost/api/x", { method, headers }));
    return "accepted";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe("requests that change something", () => {
  it.each([
    ["JSON", "POST", { ...own, ...json, "content-length": "2" }, "accepted"],
    ["JSON in chunks", "PUT", { ...own, ...json, "transfer-encoding": "chunked" }, "accepted"],
    ["nothing, by DELETE", "DELETE", { ...own }, "accepted"],
    ["an announced nothing, by DELETE", "DELETE", { ...own, "content-length": "0" }, "accepted"],
    ["nothing, by POST with the mark", "POST", { ...own, ...mark }, "accepted"],
    ["nothing, by POST", "POST", { ...own }, "unsupported_media_type"],
    ["an empty form", "POST", { ...own, ...form }, "unsupported_media_type"],
    ["a form", "POST", { ...own, ...form, "content-length": "2" }, "unsupported_media_type"],
    ["a form with the mark", "POST", { ...own, ...form, ...mark, "content-length": "2" }, "unsupported_media_type"],
    ["a body of no type", "DELETE", { ...own, "content-length": "2" }, "unsupported_media_type"],
    ["chunks of no type", "DELETE", { ...own, ...mark, "transfer-encoding": "chunked" }, "unsupported_media_type"],
    ["nothing, from another site", "DELETE", { host: own.host, origin: "https://evil.example" }, "cross_origin"],
    ["nothing, from nowhere", "DELETE", { host: own.host, origin: "null" }, "cross_origin"],
    ["nothing, without an origin", "DELETE", { host: own.host, ...mark }, "cross_origin"],
    ["nothing, from a sibling site", "DELETE", { host: own.host, "sec-fetch-site": "same-site" }, "cross_origin"],
    ["nothing, from the same origin", "DELETE", { host: own.host, "sec-fetch-site": "same-origin" }, "accepted"],
  ])("%s (%s) with %j: %s", (_what, method, headers, verdict) => {
    expect(judge(method, headers)).toBe(verdict);
  });

  it("reads are nobody's business here", () => {
    for (const method of ["GET", "HEAD", "OPTIONS"]) expect(judge(method, {})).toBe("accepted");
  });
});
