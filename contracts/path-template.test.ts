import { describe, expect, it } from "vitest";
import { compareTemplates, isPathOf } from "./path-template";

describe("path templates", () => {
  it.each([
    ["/api/profiles", "/api/profiles", true],
    ["/api/profiles/:profileId", "/api/profiles/p-1", true],
    ["/api/profiles/:profileId/logon", "/api/profiles/p-1/logon", true],
    ["/api/profiles/:profileId", "/api/profiles/", false],
    ["/api/profiles/:profileId", "/api/profiles/p-1/", false],
    ["/api/profiles/:profileId", "/api/profiles", false],
    ["/api/profiles", "/api/Profiles", false],
  ])("%s fits %s: %s", (template, path, fits) => {
    expect(isPathOf(template, path)).toBe(fits);
  });

  it("puts the fixed segment first, from the left", () => {
    const sorted = ["/a/:x/:y", "/a/:x/b", "/a/b/:y", "/a/b/c"].sort(compareTemplates);
    expect(sorted).toEqual(["/a/b/c", "/a/b/:y", "/a/:x/b", "/a/:x/:y"]);
  });

  it("orders each two alike, whichever is asked about first", () => {
    const templates = ["/a", "/a/:x", "/a/b", "/a/:x/b", "/a/b/:y", "/a/:x/:y", "/b/:x/c/:y"];
    for (const left of templates) {
      for (const right of templates) {
        expect(Math.sign(compareTemplates(left, right)) + Math.sign(compareTemplates(right, left))).toBe(0);
      }
    }
  });
});
