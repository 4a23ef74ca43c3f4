import { describe, expect, it } from "vitest";
import { readExport, textOf } from "./read-export";

const document = {
  format: "signalbox-profiles",
  version: 1,
  exportedAt: "2026-03-01T10:00:00Z",
  profiles: [{ kind: "hmc", name: "HMC one", host: "hmc1", port: 6794, tls: {} }],
};

describe("readExport", () => {
  it("reads what was exported", async () => {
    expect((await readExport(JSON.stringify(document))).document?.profiles[0]).toMatchObject({
      name: "HMC one",
      tags: [],
    });
  });

  it("tells JSON that is none", async () => {
    expect((await readExport("{")).problems?.[0]?.message).toMatch(/^The file is not JSON/);
  });

  it.each(["[]", "null", "{}", '{"format":"other"}'])("refuses %s as another kind of file", async (text) => {
    expect((await readExport(text)).problems?.map((problem) => problem.path)).toEqual(["format"]);
  });

  it("names the place of each fault and says in the reader's words what it is", async () => {
    const bad = { ...document, profiles: [{ ...document.profiles[0], host: 7, port: 0, secrets: { password: "x" } }] };
    expect((await readExport(JSON.stringify(bad))).problems).toEqual([
      { path: "profiles.0.host", message: "must be text" },
      { path: "profiles.0.port", message: "must be at least 1" },
      { path: "profiles.0", message: "has unknown fields: secrets" },
    ]);
  });
});

describe("textOf", () => {
  it("decodes UTF-8 and refuses other bytes", () => {
    expect(textOf(btoa("\u00c3\u00a9"))).toBe("\u00e9");
    expect(textOf(btoa("\u00ff\u00fe"))).toBeNull();
  });
});
