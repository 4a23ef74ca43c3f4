import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allowsHmcPath } from "./paths";

describe("allowsHmcPath", () => {
  it.each([
    ["GET", "/api/version"],
    ["GET", "/api/sessions"],
    ["GET", "/api/cpcs?name=CPC1&name=CPC2"],
    ["GET", "/api/cpcs/c/image-activation-profiles/LP%20A"],
    ["POST", "/api/partitions/p/operations/start"],
    ["DELETE", "/api/jobs/1"],
  ] as const)("lets %s %s through", (method, uri) => {
    expect(allowsHmcPath(method, uri)).toBe(true);
  });

  it.each([
    ["GET", "api/cpcs"],
    ["GET", "/"],
    ["GET", "/api"],
    ["GET", "/api/"],
    ["GET", "/apix/cpcs"],
    ["GET", "/API/cpcs"],
    ["GET", "//evil/api/cpcs"],
    ["GET", "https://evil/api/cpcs"],
    ["GET", "/api/../login"],
    ["GET", "/api/./cpcs"],
    ["GET", "/api//cpcs"],
    ["GET", "/api/%2e%2e/login"],
    ["GET", "/api/%2E./login"],
    ["GET", "/api/cpcs%2f..%2f"],
    ["GET", "/api/cpcs%5c"],
    ["GET", "/api/cpcs\\..\\"],
    ["GET", "/api/%252e%252e/x"],
    ["GET", "/api/cpcs;x=1/y"],
    ["GET", "/api/cpcs#x"],
    ["GET", "/api/cpcs\r\nX: y"],
    ["GET", "/api/cpcs?x=%0d%0aX:y"],
    ["GET", "/api/cpcs?x= HTTP/1.1"],
    ["GET", "/api/cpcs%00"],
    ["GET", "/api/cp\u0441s"],
    ["POST", "/api/sessions"],
    ["POST", "/api/Sessions"],
    ["PATCH", "/api/console"],
    ["DELETE", "/api/sessions/this-session"],
    ["GET", "/api/sessions/operations/get-notification-topics"],
    ["POST", "/api/services/aggregation/submit"],
    ["POST", "/api/%73essions"],
    ["DELETE", "/api/%73essions/this-session"],
    ["DELETE", "/api/sessi%6Fns/this-session"],
    ["DELETE", "/api/%53ESSIONS/this-session"],
    ["DELETE", "/api/sessions%3b/this-session"],
    ["POST", "/api/services/%61ggregation/submit"],
    ["POST", "/api/service%73/aggregation/submit"],
    ["GET", "/api/cpcs/%7euser"],
    ["GET", "/api/cpcs/a%5fb%2dc"],
  ] as const)("refuses %s %j", (method, uri) => {
    expect(allowsHmcPath(method, uri)).toBe(false);
  });

  it("lets nothing leave /api/, whatever is tried", () => {
    const piece = fc.constantFrom(
      "/",
      ".",
      "..",
      "%2e",
      "%2F",
      "%5C",
      "api",
      "\\",
      "?",
      "#",
      ";",
      "@",
      ":",
      "\r\n",
      "cpcs",
      "%",
      "//",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const uri = `/api/${pieces.join("")}`;
        if (!allowsHmcPath("GET", uri)) return;
        const url = new URL(uri, "https://hmc:6794");
        expect(url.host).toBe("hmc:6794");
        expect(url.pathname.startsWith("/api/")).toBe(true);
        expect(url.pathname).toBe(uri.split("?")[0]);
      }),
      { numRuns: 10_000 },
    );
  });
});
