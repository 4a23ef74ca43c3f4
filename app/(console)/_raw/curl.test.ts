import { describe, expect, it } from "vitest";
import { curlCommand } from "./curl";

describe("curlCommand", () => {
  it("has placeholders where secrets go", () => {
    expect(curlCommand({ method: "GET", host: "hmc1", port: 6794, uri: "/api/cpcs?name=C%201" })).toBe(
      [
        "curl --cacert <CA-FILE>",
        "--request GET",
        "--header 'X-API-Session: <SESSION-ID>'",
        "'https://hmc1:6794/api/cpcs?name=C%201'",
      ].join(" \\\n  "),
    );
  });

  it("keeps a body in one shell word, whatever quotes it has", () => {
    const command = curlCommand({ method: "POST", host: "::1", port: 1, uri: "/api/x", body: `{"a":"it's"}` });
    expect(command).toContain(`--data '{"a":"it'\\''s"}'`);
    expect(command).toContain("'https://[::1]:1/api/x'");
  });

  it("makes a change depend on the tag", () => {
    const request = { method: "PATCH", host: "bmc", port: 443, uri: "/redfish/v1/Systems/system", body: "{}" };
    expect(curlCommand({ ...request, ifMatch: '"1A"' })).toContain("--header 'If-Match: \"1A\"'");
    expect(curlCommand(request)).not.toContain("If-Match");
  });
});
