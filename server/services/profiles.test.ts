import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { z } from "zod";
import { type ProfilePermission, profileAllows, profilePermissions, teamRoles } from "@/contracts/permissions";
import type { Profile } from "@/contracts/profile";
import type { tlsPolicySchema } from "@/contracts/tls";
import { getDatabase } from "@/server/data/client";
import { saveSetting } from "@/server/data/settings";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, type TestTeam, testContext } from "@/server/data/testing/team";
import type { AppError } from "@/server/domain/app-error";
import type { Principal } from "@/server/domain/principal";
import { onProfileChanged, type ProfileChange } from "@/server/runtime/profile-changes";
import { listProfileGrants, replaceProfileGrant } from "./profile-grants";
import { clearSecret, setSecret } from "./profile-secrets";
import { acceptCertificate, allowInsecure, endInsecure } from "./profile-trust";
import {
  createProfile,
  deleteProfile,
  duplicateProfile,
  getProfile,
  listKinds,
  listProfiles,
  replaceProfile,
  setKeepListening,
} from "./profiles";
import { editOf, profileInput } from "./testing/profile-input";

type TlsInput = z.input<typeof tlsPolicySchema>;

let stored: TestDatabase;
let team: TestTeam;
let other: TestTeam;
let profile: Profile;
let changes: ProfileChange[];
beforeEach(async () => {
  stored = await createTestDatabase();
  team = await createTestTeam();
  other = await createTestTeam();
  profile = await createProfile(team.administrator, profileInput(), testContext);
  changes = [];
  onProfileChanged("test", (change) => void changes.push(change));
});
afterEach(() => stored.close());

const auditCount = () => getDatabase().auditEvent.count();
const failure = async (promise: Promise<unknown>) =>
  promise.then(
    () => ({ code: "none" }),
    (error: AppError) => ({
      code: error.code,
      message: error.message,
      fields: error.errors?.map((field) => field.path),
    }),
  );

test("shows a stored profile without its secrets", async () => {
  expect(await getProfile(team.viewer, profile.id)).toMatchObject({
    name: "HMC 1",
    host: "hmc1.example.test",
    revision: 1,
    updatedBy: team.administrator.name,
    tls: { trust: { mode: "system" }, minVersion: "TLSv1.2" },
    permissions: ["view"],
    reachability: { state: "unknown" },
    listener: { state: "off" },
    secrets: [
      { slot: "password", isSet: true, isRequired: true, updatedBy: team.administrator.name },
      { slot: "mfa", isSet: false, updatedAt: null },
    ],
  });
  expect((await listProfiles(team.operator)).items).toHaveLength(1);
  expect((await listProfiles(other.administrator)).items).toEqual([]);
});

test("describes the kinds as plain data", () => {
  expect(listKinds().items.map((kind) => kind.id)).toEqual(["hmc", "bmc", "wbem"]);
  expect(JSON.parse(JSON.stringify(listKinds()))).toEqual(listKinds());
});

describe("input", () => {
  test.each([
    ["HMC1.Example.TEST.", "hmc1.example.test"],
    ["bücher.example", "xn--bcher-kva.example"],
    ["[2001:DB8::1]", "2001:db8::1"],
    ["192.0.2.7", "192.0.2.7"],
  ])("stores the host %s as %s", async (host, normal) => {
    const created = await createProfile(team.administrator, profileInput({ name: "n", host }), testContext);
    expect(created.host).toBe(normal);
  });

  test.each<[string, Parameters<typeof profileInput>[0], string, string]>([
    ["a host that is none", { host: "http://hmc" }, "invalid_request", "host"],
    ["an address in octal", { host: "0177.0.0.1" }, "invalid_request", "host"],
    ["loopback", { host: "127.0.0.1" }, "address_not_allowed", "host"],
    ["loopback by name", { host: "localhost" }, "address_not_allowed", "host"],
    ["a mapped loopback address", { host: "::ffff:127.0.0.1" }, "address_not_allowed", "host"],
    ["link-local", { host: "169.254.169.254" }, "address_not_allowed", "host"],
    [
      "another address on loopback",
      { alternates: [{ host: "::1", port: 1 }] },
      "address_not_allowed",
      "alternates.0.host",
    ],
    [
      "the same address twice",
      {
        alternates: [2, 3]
          .map((last) => ({ host: `192.0.2.${last}`, port: 6794 }))
          .concat({ host: "192.0.2.2", port: 6794 }),
      },
      "invalid_request",
      "alternates.2.host",
    ],
    [
      "its own address once more, in another spelling",
      { host: "hmc.example.test", alternates: [{ host: "HMC.example.test.", port: 6794 }] },
      "invalid_request",
      "alternates.0.host",
    ],
    ["a setting the kind does not know", { settings: { nonsense: 1 } }, "invalid_request", "settings.nonsense"],
    ["a setting out of range", { settings: { stompPort: 0 } }, "invalid_request", "settings.stompPort"],
    [
      "a proxy on loopback",
      { settings: { proxyAddress: "localhost:3128" } },
      "address_not_allowed",
      "settings.proxyAddress",
    ],
    [
      "a proxy with a password",
      { settings: { proxyAddress: "http://user:hunter2@proxy.example.test:3128" } },
      "invalid_request",
      "settings.proxyAddress",
    ],
    ["a secret the kind does not know", { secrets: { token: "x" } }, "invalid_request", "secrets.token"],
    [
      "an unknown cipher",
      { tls: { ciphers: "ECDHE-RSA-AES128-GCM-SHA256:NONSENSE" } },
      "invalid_request",
      "tls.ciphers",
    ],
    ["ciphers without encryption", { tls: { ciphers: "eNULL" } }, "invalid_request", "tls.ciphers"],
    ["a bundle that is not there", { tls: { trust: { bundleIds: ["b"] } } }, "invalid_request", "tls.trust.bundleIds"],
    ["an identity that is not there", { tls: { clientIdentityId: "i" } }, "invalid_request", "tls.clientIdentityId"],
    ["TLS 1.0 while it is switched off", { tls: { minVersion: "TLSv1" } }, "invalid_request", "tls.minVersion"],
    [
      "verification turned off by an edit",
      { tls: { trust: { mode: "insecure", insecureUntil: "2999-01-01T00:00:00.000Z" } } },
      "invalid_request",
      "tls.trust.mode",
    ],
  ])("refuses %s", async (_what, input, code, field) => {
    const before = await auditCount();
    const refused = await failure(
      createProfile(team.administrator, profileInput({ name: "n", ...input }), testContext),
    );
    expect(refused).toMatchObject({ code, fields: [field] });
    expect(await auditCount()).toBe(before);
    expect(await getDatabase().profile.count()).toBe(1);
  });

  test.each<[string, Parameters<typeof profileInput>[0], string]>([
    ["a number", { settings: { stompPort: 0 } }, "Notification port: must be at least 1."],
    ["a fraction", { settings: { stompPort: 1.5 } }, "Notification port: must be a whole number."],
    ["text", { settings: { stompPort: "x" } }, "Notification port: must be a number."],
    ["a choice", { settings: { stompLogin: "x" } }, "Notification login: must be one of session, user."],
    [
      "a pattern",
      { settings: { mfaField: "X" } },
      "Name of the code's field: must be lower case with hyphens and end in authentication-code or passcode.",
    ],
    [
      "a proxy",
      { settings: { proxyAddress: "http://user:hunter2@proxy.example.test:3128" } },
      "HTTP proxy: A proxy that asks for user and password is not supported; enter only its host and port.",
    ],
    ["a name", { settings: { "x-y": 1 } }, "This kind of device has no setting “x-y”."],
    ["length", { kind: "bmc", settings: { clientName: "x".repeat(65) } }, "Client name: at most 64 characters."],
  ])("says of a setting by its label what is wrong with it: %s", async (_what, input, message) => {
    const refusal = createProfile(team.administrator, profileInput({ name: "n", ...input }), testContext);
    await expect(refusal).rejects.toMatchObject({ message, errors: [{ message }] });
  });

  test("takes TLS 1.0 where the installation permits it", async () => {
    await saveSetting(getDatabase(), "allow-legacy-tls", "on");
    const tls = { minVersion: "TLSv1" } satisfies TlsInput;
    expect(
      (await createProfile(team.administrator, profileInput({ name: "n", tls }), testContext)).tls.minVersion,
    ).toBe("TLSv1");
  });

  test("refuses a name the team has already, and only that", async () => {
    expect(await failure(createProfile(team.administrator, profileInput(), testContext))).toMatchObject({
      code: "conflict",
      fields: ["name"],
    });
    expect((await createProfile(other.administrator, profileInput(), testContext)).name).toBe("HMC 1");
  });
});

describe("names that differ by case only", () => {
  const spellings = ["hmc 1", "ＨＭＣ 1"];

  test.each(spellings)("are refused for a new profile, a copy and a new name: %s", async (name) => {
    const second = await createProfile(team.administrator, profileInput({ name: "HMC 2" }), testContext);
    for (const attempt of [
      () => createProfile(team.administrator, profileInput({ name }), testContext),
      () => duplicateProfile(team.administrator, profile.id, name, testContext),
      () => replaceProfile(team.administrator, second.id, editOf(second, { name }), testContext),
    ]) {
      await expect(attempt()).rejects.toMatchObject({
        code: "conflict",
        errors: [{ path: "name", message: expect.stringContaining("Upper and lower case make no difference.") }],
      });
    }
    expect((await createProfile(other.administrator, profileInput({ name }), testContext)).name).toBe(name);
  });

  test("may be given to the profile itself, and are free again afterwards", async () => {
    const same = await replaceProfile(team.administrator, profile.id, editOf(profile, { name: "hmc 1" }), testContext);
    expect(same.name).toBe("hmc 1");
    await replaceProfile(team.administrator, profile.id, editOf(same, { name: "Zürich" }), testContext);
    expect((await createProfile(team.administrator, profileInput({ name: "HMC 1" }), testContext)).name).toBe("HMC 1");
    expect(
      await failure(createProfile(team.administrator, profileInput({ name: "ZÜRICH" }), testContext)),
    ).toMatchObject({ code: "conflict", fields: ["name"] });
  });

  test("do no harm to profiles that have had them from before", async () => {
    const second = await createProfile(team.administrator, profileInput({ name: "HMC 2" }), testContext);
    await getDatabase().profile.update({ where: { id: second.id }, data: { name: "hmc 1", nameKey: null } });
    const old = await getProfile(team.administrator, second.id);
    const edit = editOf(old, { description: "edited" });
    const edited = await replaceProfile(team.administrator, second.id, edit, testContext);
    expect(edited).toMatchObject({ name: "hmc 1", description: "edited" });
    const rename = replaceProfile(team.administrator, second.id, editOf(edited, { name: "Hmc 1" }), testContext);
    expect(await failure(rename)).toMatchObject({ code: "conflict" });
    const free = editOf(edited, { name: "HMC 3" });
    expect((await replaceProfile(team.administrator, second.id, free, testContext)).name).toBe("HMC 3");
  });
});

describe("two editors", () => {
  test("the second is told who came first and nothing is overwritten", async () => {
    await replaceProfile(team.administrator, profile.id, editOf(profile, { description: "first" }), testContext);
    const second = await failure(
      replaceProfile(team.administrator, profile.id, editOf(profile, { description: "second" }), testContext),
    );
    expect(second.code).toBe("revision_conflict");
    expect(second).toMatchObject({ message: expect.stringContaining(team.administrator.name) });
    expect(await getProfile(team.viewer, profile.id)).toMatchObject({ description: "first", revision: 2 });
  });

  test("of twenty at the same time exactly one wins", async () => {
    const edits = Array.from({ length: 20 }, (_, index) =>
      failure(
        replaceProfile(team.administrator, profile.id, editOf(profile, { description: `${index}` }), testContext),
      ),
    );
    const codes = (await Promise.all(edits)).map((result) => result.code);
    expect(codes.filter((code) => code === "none")).toHaveLength(1);
    expect(codes.filter((code) => code === "revision_conflict")).toHaveLength(19);
    expect((await getProfile(team.viewer, profile.id)).revision).toBe(2);
  });
});

test("goes on listening through an edit that says nothing of it", async () => {
  const listening = await setKeepListening(team.administrator, profile.id, true, testContext);
  const { keepListening: _left, ...edit } = editOf(listening, { description: "edited" });
  const edited = await replaceProfile(team.administrator, profile.id, edit, testContext);
  expect(edited).toMatchObject({ description: "edited", keepListening: true });
  const off = editOf(edited, { keepListening: false });
  expect((await replaceProfile(team.administrator, profile.id, off, testContext)).keepListening).toBe(false);
});

describe("a new destination", () => {
  const destinations: [string, Parameters<typeof editOf>[1]][] = [
    ["host", { host: "evil.example.test" }],
    ["port", { port: 443 }],
    ["another address", { alternates: [{ host: "evil.example.test", port: 6794 }] }],
    ["user", { userName: "other" }],
    ["notification port", { settings: { stompPort: 61617 } }],
    ["a proxy", { settings: { proxyAddress: "evil.example.test:3128" } }],
    ["expected name", { tls: { expectedName: "evil.example.test" } }],
    ["use of the common name", { tls: { allowCommonName: true } }],
    ["partial chains", { tls: { trust: { partialChain: true } } }],
    ["weaker keys", { tls: { minKeyBits: 1_024 } }],
  ];

  test.each(destinations)("asks for the secrets again: %s", async (_what, change) => {
    await setSecret(team.administrator, profile.id, "mfa", "JBSWY3DPEHPK3PXP", testContext);
    const before = await getDatabase().profile.findUniqueOrThrow({ where: { id: profile.id } });
    changes.length = 0;
    const refused = await failure(replaceProfile(team.administrator, profile.id, editOf(profile, change), testContext));
    expect(refused).toMatchObject({ code: "secret_reentry_required", fields: ["secrets.password", "secrets.mfa"] });
    const part = { ...change, secrets: { password: "again" } };
    expect(
      await failure(replaceProfile(team.administrator, profile.id, editOf(profile, part), testContext)),
    ).toMatchObject({
      code: "secret_reentry_required",
      fields: ["secrets.mfa"],
    });
    expect(await getDatabase().profile.findUniqueOrThrow({ where: { id: profile.id } })).toEqual(before);
    expect(changes).toEqual([]);
    const whole = { ...change, secrets: { password: "again", mfa: "JBSWY3DPEHPK3PXP" } };
    await replaceProfile(team.administrator, profile.id, editOf(profile, whole), testContext);
    expect(changes).toMatchObject([{ profileId: profile.id, reason: "secrets" }]);
  });

  test("asks when older TLS versions are let in, not when fewer are", async () => {
    const stricter = editOf(profile, { tls: { minVersion: "TLSv1.3", minKeyBits: 3_072 } });
    const strict = await replaceProfile(team.administrator, profile.id, stricter, testContext);
    const back = editOf(strict, { tls: { minVersion: "TLSv1.2", minKeyBits: 3_072 } });
    expect(await failure(replaceProfile(team.administrator, profile.id, back, testContext))).toMatchObject({
      code: "secret_reentry_required",
    });
  });

  test("an edit removes a secret with everything else it changes, or nothing at all", async () => {
    await setSecret(team.administrator, profile.id, "mfa", "JBSWY3DPEHPK3PXP", testContext);
    const isSet = async () =>
      (await getProfile(team.viewer, profile.id)).secrets.map(({ slot, isSet }) => [slot, isSet]);
    const edit = editOf(profile, { host: "other.example.test", secrets: { password: "again", mfa: null } });
    const late = { ...edit, revision: profile.revision + 1 };
    expect(await failure(replaceProfile(team.administrator, profile.id, late, testContext))).toMatchObject({
      code: "revision_conflict",
    });
    expect(await isSet()).toEqual(expect.arrayContaining([["mfa", true]]));
    await replaceProfile(team.administrator, profile.id, edit, testContext);
    expect(await isSet()).toEqual(
      expect.arrayContaining([
        ["password", true],
        ["mfa", false],
      ]),
    );
    const event = await getDatabase().auditEvent.findFirstOrThrow({ orderBy: { sequence: "desc" } });
    expect(JSON.parse(event.details)).toMatchObject({ slots: ["password"], clearedSlots: ["mfa"] });
  });

  test("is free where no secret is stored", async () => {
    await clearSecret(team.administrator, profile.id, "password", testContext);
    const edit = editOf(profile, { host: "other.example.test" });
    expect((await replaceProfile(team.administrator, profile.id, edit, testContext)).host).toBe("other.example.test");
  });

  test.each<[string, Parameters<typeof editOf>[1]]>([
    ["name and text", { name: "x", description: "y", group: "g", tags: ["t"] }],
    ["the same host in another spelling", { host: "HMC1.example.test." }],
    ["time limits", { tls: { timeouts: { connectMs: 1000 } } }],
    ["a stricter version", { tls: { minVersion: "TLSv1.3" } }],
  ])("is not: %s", async (_what, change) => {
    const edited = await replaceProfile(team.administrator, profile.id, editOf(profile, change), testContext);
    expect(edited).toMatchObject({ revision: 2, secrets: [{ slot: "password", isSet: true }, {}] });
  });
});

test("a copy has everything but the secrets", async () => {
  const copy = await duplicateProfile(team.administrator, profile.id, "HMC 2", testContext);
  expect(copy).toMatchObject({ name: "HMC 2", host: profile.host, revision: 1, keepListening: false });
  expect(copy.secrets.every((secret) => !secret.isSet)).toBe(true);
  expect(copy.id).not.toBe(profile.id);
});

test("is deleted with everything that belongs to it, once its name was typed", async () => {
  expect(await failure(deleteProfile(team.administrator, profile.id, "hmc 1", testContext))).toMatchObject({
    code: "confirmation_mismatch",
  });
  await deleteProfile(team.administrator, profile.id, "HMC 1", testContext);
  expect(await getDatabase().secret.count()).toBe(0);
  expect(await failure(getProfile(team.administrator, profile.id))).toMatchObject({ code: "not_found" });
  expect(changes).toEqual([{ profileId: profile.id, teamId: team.id, reason: "deleted" }]);
});

describe("permissions", () => {
  const calls: [string, ProfilePermission, (principal: Principal, id: string) => Promise<unknown>][] = [
    ["get", "view", (principal, id) => getProfile(principal, id)],
    ["replace", "manage", (principal, id) => replaceProfile(principal, id, editOf(profile), testContext)],
    ["delete", "manage", (principal, id) => deleteProfile(principal, id, "HMC 1", testContext)],
    ["setSecret", "manage", (principal, id) => setSecret(principal, id, "password", "new one", testContext)],
    ["clearSecret", "manage", (principal, id) => clearSecret(principal, id, "password", testContext)],
    ["listGrants", "manage", (principal, id) => listProfileGrants(principal, id)],
    [
      "replaceGrant",
      "manage",
      (principal, id) => replaceProfileGrant(principal, id, team.viewer.userId, ["view"], testContext),
    ],
    ["setKeepListening", "operate", (principal, id) => setKeepListening(principal, id, true, testContext)],
    ["endInsecure", "manage", (principal, id) => endInsecure(principal, id, testContext)],
  ];
  const guarded: typeof calls = [
    ...calls,
    ["duplicate", "manage", (principal, id) => duplicateProfile(principal, id, "copy", testContext)],
    [
      "acceptCertificate",
      "manage",
      (principal, id) =>
        acceptCertificate(
          principal,
          id,
          {
            action: "pin-certificate",
            certificatePem: "x",
            fingerprint256: "x",
            confirmation: "x",
            revision: 1,
            secrets: {},
          },
          testContext,
        ),
    ],
    [
      "allowInsecure",
      "manage",
      (principal, id) =>
        allowInsecure(principal, id, { hours: 1, confirmation: "HMC 1", revision: 1, secrets: {} }, testContext),
    ],
  ];
  const matrix = calls.flatMap(([name, needed, call]) =>
    teamRoles.flatMap((role) =>
      [undefined, ...profilePermissions].map((grant) => ({
        name,
        needed,
        call,
        role,
        grant: grant ?? ("none" as const),
      })),
    ),
  );

  test.each(matrix)("$name by $role with grant $grant", async ({ needed, call, role, grant }) => {
    const grants = grant === "none" ? [] : [grant];
    const principal = grant === "none" ? team[role] : await team.grant(team[role], profile.id, [grant]);
    const isAllowed = profileAllows(role, grants, needed);
    expect((await failure(call(principal, profile.id))).code).toBe(isAllowed ? "none" : "forbidden");
  });

  test.each(guarded)("%s answers for another team's id exactly as for an unknown one", async (_name, _needed, call) => {
    const member = await other.grant(other.administrator, profile.id, [...profilePermissions]);
    const foreign = await failure(call(member, profile.id));
    const unknown = await failure(call(member, "00000000-0000-4000-8000-000000000000"));
    expect(foreign.code).toBe("not_found");
    expect(foreign).toEqual(unknown);
  });

  test("a grant is stored for members only and cannot exceed what the giver has", async () => {
    const manager = await team.grant(team.operator, profile.id, ["manage"]);
    const give = (permissions: ProfilePermission[], userId = team.viewer.userId) =>
      failure(replaceProfileGrant(manager, profile.id, userId, permissions, testContext));
    expect((await give(["export-key"])).code).toBe("forbidden");
    expect((await give(["operate", "manage"], other.viewer.userId)).code).toBe("not_found");
    expect((await give(["operate", "manage"])).code).toBe("none");
    const { items } = await listProfileGrants(team.administrator, profile.id);
    expect(items.find((grant) => grant.userId === team.viewer.userId)?.permissions).toEqual(["operate", "manage"]);
    expect((await give([])).code).toBe("none");
    expect(await getDatabase().grant.count({ where: { userId: team.viewer.userId } })).toBe(0);
  });

  test("creating needs the role, whatever is granted on other profiles", async () => {
    const manager = await team.grant(team.operator, profile.id, [...profilePermissions]);
    expect((await failure(createProfile(manager, profileInput({ name: "n" }), testContext))).code).toBe("forbidden");
    expect((await failure(duplicateProfile(manager, profile.id, "n", testContext))).code).toBe("forbidden");
  });
});

test.each<[string, (admin: Principal) => Promise<unknown>]>([
  ["profile.create", (admin) => createProfile(admin, profileInput({ name: "n" }), testContext)],
  ["profile.replace", (admin) => replaceProfile(admin, profile.id, editOf(profile, { description: "d" }), testContext)],
  ["profile.delete", (admin) => deleteProfile(admin, profile.id, "HMC 1", testContext)],
  ["profile.duplicate", (admin) => duplicateProfile(admin, profile.id, "n", testContext)],
  ["profile.setSecret", (admin) => setSecret(admin, profile.id, "password", "canary-new", testContext)],
  ["profile.clearSecret", (admin) => clearSecret(admin, profile.id, "password", testContext)],
  ["profile.grant", (admin) => replaceProfileGrant(admin, profile.id, team.viewer.userId, ["operate"], testContext)],
  ["profile.keepListening", (admin) => setKeepListening(admin, profile.id, true, testContext)],
])("%s leaves exactly one record, without secrets", async (action, mutate) => {
  const before = await auditCount();
  await mutate(team.administrator);
  const events = await getDatabase().auditEvent.findMany({ where: { sequence: { gt: before } } });
  expect(events).toMatchObject([{ action, outcome: "success", actorId: team.administrator.userId, teamId: team.id }]);
  expect(events[0]?.details).not.toMatch(/correct horse|canary/);
});

test("a change is recorded with what it was before and after", async () => {
  const edit = editOf(profile, { host: "other.example.test", secrets: { password: "again" } });
  await replaceProfile(team.administrator, profile.id, edit, testContext);
  const [event] = await getDatabase().auditEvent.findMany({ orderBy: { sequence: "desc" }, take: 1 });
  expect(JSON.parse(event?.details ?? "")).toEqual({
    before: { host: "hmc1.example.test" },
    after: { host: "other.example.test" },
    slots: ["password"],
  });
});
