import { describe, expect, it } from "vitest";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { checkFormValues } from "./check-values";
import { testKind as kind, testProfile } from "./form.test-data";
import { emptyFormValues, formValuesOf, inputOf, type ProfileFormValues, slotsToClear } from "./form-values";
import { editedDestination, missingReentries } from "./reentry";
import { defaultPortOf, portFollowing } from "./scheme-port";
import { compareVersions, describeVersion, mergeVersions } from "./versions";

const stored = testProfile();

function edited(change: (values: ProfileFormValues) => void, profile = stored): ProfileFormValues {
  const values = formValuesOf(profile, kind);
  change(values);
  return values;
}

describe("the port of a transport", () => {
  const ports = { defaultPort: 5989, portsByScheme: { https: 5989, http: 5988 } };

  it("follows the choice while it is the usual one", () => {
    expect(portFollowing(ports, "http", 5989)).toBe(5988);
    expect(portFollowing(ports, "https", 5988)).toBe(5989);
  });

  it("stays as it is where somebody has chosen it, and for kinds without a choice", () => {
    for (const port of [15989, 5988, null, "59"]) expect(portFollowing(ports, "http", port)).toBeNull();
    expect(defaultPortOf({ defaultPort: 6794 }, "http")).toBe(6794);
  });
});

describe("form values", () => {
  it("starts a new profile with the kind's port and defaults", () => {
    const values = emptyFormValues(kind);
    expect(values.port).toBe(6794);
    expect(values.settings).toEqual({
      stompPort: 61612,
      idleMinutes: null,
      isShared: false,
      topics: [],
      login: "session",
    });
    expect(values.tls.minVersion).toBe("TLSv1.2");
  });

  it("goes to the API and back without a change", async () => {
    const { input } = await checkFormValues(formValuesOf(stored, kind), kind, stored);
    expect(input).toMatchObject({
      name: stored.name,
      host: stored.host,
      port: stored.port,
      tags: stored.tags,
      userName: stored.userName,
      tls: stored.tls,
      secrets: {},
    });
    expect(input?.settings).toMatchObject(stored.settings);
  });

  it("leaves empty settings and untouched secrets out", () => {
    const values = edited((form) => {
      form.settings.idleMinutes = null;
      form.secrets.totp = { action: "replace", value: "" };
      form.secrets.password = { action: "clear" };
    });
    expect(inputOf(values).settings).not.toHaveProperty("idleMinutes");
    expect(inputOf(values).secrets).toEqual({});
    expect(slotsToClear(values)).toEqual(["password"]);
  });
});

describe("checkFormValues", () => {
  it.each<[string, (form: ProfileFormValues) => void]>([
    ["name", (form) => Object.assign(form, { name: " " })],
    ["port", (form) => Object.assign(form, { port: null })],
    ["port", (form) => Object.assign(form, { port: "80a" })],
    ["port", (form) => Object.assign(form, { port: 70_000 })],
    ["alternates.0.host", (form) => Object.assign(form, { alternates: [{ host: "", port: 1 }] })],
    ["tls.trust.bundleIds", (form) => Object.assign(form.tls.trust, { bundleIds: [] })],
    ["tls.trust.pin", (form) => Object.assign(form.tls.trust, { mode: "pinned" })],
    ["tls.minVersion", (form) => Object.assign(form.tls, { minVersion: "TLSv1.3", maxVersion: "TLSv1.2" })],
    ["tls.timeouts.connectMs", (form) => Object.assign(form.tls.timeouts, { connectMs: 1 })],
    ["settings.stompPort", (form) => Object.assign(form.settings, { stompPort: null })],
    ["settings.idleMinutes", (form) => Object.assign(form.settings, { idleMinutes: "ten" })],
  ])("names the field %s", async (path, change) => {
    const values = edited((form) => {
      form.secrets.password = { action: "replace", value: "again" };
      change(form);
    });
    const { problems } = await checkFormValues(values, kind, stored);
    expect(problems?.map((problem) => problem.path)).toEqual([path]);
  });

  it("wants stored secrets again with a new destination, until they are given", async () => {
    const moved = edited((form) => {
      form.host = "elsewhere.example.com";
    });
    expect((await checkFormValues(moved, kind, stored)).problems?.map((problem) => problem.path)).toEqual([
      "secrets.password",
    ]);
    moved.secrets.password = { action: "replace", value: "again" };
    expect((await checkFormValues(moved, kind, stored)).input?.secrets).toEqual({ password: "again" });
  });

  it("says with which change it asks for which secret", async () => {
    const moved = edited((form) => {
      form.port = 6795;
    });
    const [problem] = (await checkFormValues(moved, kind, stored)).problems ?? [];
    expect(problem?.message).toMatch(/^Changing the port asks for the password again/);
  });

  it("gives react-hook-form nested errors", async () => {
    const values = edited((form) => {
      form.alternates = [{ host: "", port: 1 }];
      form.secrets.password = { action: "replace", value: "again" };
    });
    const judge = problemResolver<ProfileFormValues>(
      async (form) => (await checkFormValues(form, kind, stored)).problems ?? [],
    );
    const result = await judge(values, undefined, {
      fields: {},
      shouldUseNativeValidation: false,
    });
    expect(result.errors.alternates?.[0]?.host?.message).toBe("A host name or address is needed");
  });
});

describe("editedDestination", () => {
  it("does not mind another spelling of the same host", () => {
    expect(
      editedDestination(
        stored,
        edited((form) => Object.assign(form, { host: "HMC1.example.com." })),
      ),
    ).toEqual([]);
  });

  it("does not mind another spelling of the same proxy", () => {
    const behind = testProfile({ settings: { ...stored.settings, proxyAddress: "proxy.example.com:3128" } });
    const spelled = edited((form) => Object.assign(form.settings, { proxyAddress: " http://Proxy.example.com:3128/" }));
    expect(editedDestination(behind, spelled)).toEqual([]);
  });

  it.each<[string, (form: ProfileFormValues) => void]>([
    ["host", (form) => Object.assign(form, { host: "other" })],
    ["port", (form) => Object.assign(form, { port: 443 })],
    ["further addresses", (form) => Object.assign(form, { alternates: [{ host: "hmc2", port: 6794 }] })],
    ["user name", (form) => Object.assign(form, { userName: "root" })],
    ["trust", (form) => Object.assign(form.tls.trust, { mode: "system" })],
    ["trust", (form) => Object.assign(form.tls.trust, { bundleIds: ["b1", "b2"] })],
    ["trust", (form) => Object.assign(form.tls.trust, { partialChain: true })],
    ["expected name", (form) => Object.assign(form.tls, { expectedName: "hmc" })],
    ["use of the common name", (form) => Object.assign(form.tls, { allowCommonName: true })],
    ["client identity", (form) => Object.assign(form.tls, { clientIdentityId: "c1" })],
    ["ports and transport of the kind", (form) => Object.assign(form.settings, { stompPort: 61613 })],
    ["proxy", (form) => Object.assign(form.settings, { proxyAddress: "proxy.example.com:3128" })],
  ])("sees a change of %s", (name, change) => {
    expect(editedDestination(stored, edited(change))).toEqual([name]);
  });

  it.each<[string, (form: ProfileFormValues) => void]>([
    ["the name", (form) => Object.assign(form, { name: "New name" })],
    ["tags", (form) => Object.assign(form, { tags: [] })],
    ["timeouts", (form) => Object.assign(form.tls.timeouts, { connectMs: 9000 })],
    ["a proxy that there is not", (form) => Object.assign(form.settings, { proxyAddress: "" })],
  ])("does not mind %s", (_, change) => {
    expect(editedDestination(stored, edited(change))).toEqual([]);
  });

  it("asks only for slots that hold a secret, and takes clearing for an answer", () => {
    const moved = edited((form) => {
      form.port = 443;
    });
    expect(missingReentries(stored, moved)).toEqual(["password"]);
    moved.secrets.password = { action: "clear" };
    expect(missingReentries(stored, moved)).toEqual([]);
    expect(missingReentries(null, moved)).toEqual([]);
  });
});

describe("versions", () => {
  const base = formValuesOf(stored, kind);
  const theirs = edited((form) => {
    form.host = "hmc9.example.com";
    form.group = "Plant";
    form.tls.trust.bundleIds = ["b2"];
  });
  const mine = edited((form) => {
    form.host = "hmc5.example.com";
    form.description = "moved";
    form.secrets.password = { action: "replace", value: "again" };
  });
  const nameOf = (id: string) => `bundle ${id}`;

  it("tells who changed what", () => {
    const rows = compareVersions(base, theirs, mine, kind, nameOf);
    expect(rows.map((row) => [row.path, row.changedBy])).toEqual([
      ["description", "mine"],
      ["group", "theirs"],
      ["host", "conflict"],
      ["tls.trust", "theirs"],
    ]);
    expect(rows[3]).toMatchObject({ base: "CA bundles: bundle b1", theirs: "CA bundles: bundle b2" });
  });

  it("describes every field of one version", () => {
    const facts = Object.fromEntries(describeVersion(base, kind, nameOf));
    expect(facts).toMatchObject({ Host: "hmc1.example.com", Tags: "z16", Trust: "CA bundles: bundle b1" });
    expect(facts["STOMP port"]).toBe("61612");
    expect(facts["Client certificate"]).toBe("(nothing)");
  });

  it("never shows a typed secret", () => {
    expect(JSON.stringify(compareVersions(base, theirs, mine, kind, nameOf))).not.toContain("again");
  });

  it("merges without losing what was typed", () => {
    const merged = mergeVersions(base, theirs, mine, kind);
    expect(merged).toMatchObject({ group: "Plant", host: "hmc5.example.com", description: "moved" });
    expect(merged.tls.trust.bundleIds).toEqual(["b2"]);
    expect(merged.secrets.password).toEqual({ action: "replace", value: "again" });
    expect(theirs.description).toBe("");
  });
});
