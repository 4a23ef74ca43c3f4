import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Profile } from "@/contracts/profile";
import { getDatabase } from "@/server/data/client";
import { saveSetting } from "@/server/data/settings";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, type TestTeam, testContext } from "@/server/data/testing/team";
import { createTestAuthority } from "@/server/pki/fake/test-authority";
import { onProfileChanged } from "@/server/runtime/profile-changes";
import { resolveTarget } from "./connection-target";
import { acceptCertificate, allowInsecure, endInsecure } from "./profile-trust";
import { createProfile, getProfile, replaceProfile } from "./profiles";
import { editOf, profileInput } from "./testing/profile-input";
import { createBundle, getBundle } from "./trust";

const authority = createTestAuthority();
const leaf = authority.issueServerCertificate({ names: ["hmc1.example.test"] });
const secrets = { password: "correct horse battery" };

let stored: TestDatabase;
let team: TestTeam;
let profile: Profile;
beforeEach(async () => {
  stored = await createTestDatabase();
  team = await createTestTeam();
  profile = await createProfile(team.administrator, profileInput(), testContext);
});
afterEach(async () => {
  vi.useRealTimers();
  await stored.close();
});

function accept(pem: string, overrides: Partial<Parameters<typeof acceptCertificate>[2]> = {}) {
  const certificate = [authority.root, authority.intermediate, leaf].find(
    (issued) => issued.certificatePem === pem,
  )?.certificate;
  const fingerprint256 = certificate?.fingerprint256 ?? "";
  return {
    action: "trust-ca" as const,
    certificatePem: pem,
    fingerprint256,
    confirmation: fingerprint256.replaceAll(":", "").slice(-8),
    revision: profile.revision,
    secrets,
    ...overrides,
  };
}

describe("accepting a certificate", () => {
  test("trusts a CA in a bundle of its own", async () => {
    const input = accept(authority.rootPem, { bundleName: "Site root" });
    const changed = await acceptCertificate(team.administrator, profile.id, input, testContext);
    const [bundleId = ""] = changed.tls.trust.bundleIds;
    expect(changed).toMatchObject({ revision: 2, tls: { trust: { mode: "bundle", bundleIds: [bundleId] } } });
    expect(await getBundle(team.viewer, bundleId)).toMatchObject({
      name: "Site root",
      anchors: [{ fingerprint256: authority.root.certificate.fingerprint256 }],
      usedBy: [{ profileId: profile.id, profileName: "HMC 1" }],
    });
    expect((await resolveTarget(profile.id)).tls.anchors.map((pem) => pem.trim())).toEqual([authority.rootPem.trim()]);
    expect(await getDatabase().auditEvent.count({ where: { action: "profile.trust-ca" } })).toBe(1);
  });

  test("adds a CA to a bundle and gives every profile that uses it a new revision", async () => {
    const source = { text: authority.otherRootPem };
    const bundle = await createBundle(team.administrator, { name: "b", description: "", source }, testContext);
    const tls = { trust: { mode: "bundle" as const, bundleIds: [bundle.id] } };
    const second = await createProfile(team.administrator, profileInput({ name: "HMC 2", tls }), testContext);
    const announced: string[] = [];
    onProfileChanged("test", ({ profileId, reason }) => void announced.push(`${profileId} ${reason}`));
    await acceptCertificate(
      team.administrator,
      profile.id,
      accept(authority.rootPem, { bundleId: bundle.id }),
      testContext,
    );
    expect((await getBundle(team.viewer, bundle.id)).anchors).toHaveLength(2);
    expect((await getProfile(team.viewer, second.id)).revision).toBe(2);
    expect(announced.sort()).toEqual([`${profile.id} secrets`, `${second.id} trust`].sort());
  });

  test("pins a certificate and records the old and the new fingerprint", async () => {
    const input = accept(leaf.certificatePem, { action: "pin-certificate" });
    const changed = await acceptCertificate(team.administrator, profile.id, input, testContext);
    const fingerprint256 = leaf.certificate.fingerprint256;
    expect(changed.tls.trust).toMatchObject({ mode: "pinned", pin: { fingerprint256 } });
    const event = await getDatabase().auditEvent.findFirstOrThrow({ where: { action: "profile.pin-certificate" } });
    expect(JSON.parse(event.details)).toMatchObject({
      fingerprint256,
      before: { tls: { trust: { mode: "system", pinned: null } } },
      after: { tls: { trust: { mode: "pinned", pinned: fingerprint256 } } },
    });
  });

  test.each<[string, () => ReturnType<typeof accept>, string]>([
    [
      "another end of the fingerprint",
      () => accept(authority.rootPem, { confirmation: "00000000" }),
      "confirmation_mismatch",
    ],
    [
      "a shorter end",
      () => accept(authority.rootPem, { confirmation: authority.root.certificate.fingerprint256.slice(-2) }),
      "confirmation_mismatch",
    ],
    ["nothing typed", () => accept(authority.rootPem, { confirmation: "" }), "confirmation_mismatch"],
    [
      "another certificate's fingerprint",
      () => ({ ...accept(authority.rootPem), certificatePem: leaf.certificatePem }),
      "invalid_request",
    ],
    ["a leaf as CA", () => accept(leaf.certificatePem), "invalid_certificate"],
    [
      "something that is no certificate",
      () => ({ ...accept(leaf.certificatePem), certificatePem: "x" }),
      "invalid_certificate",
    ],
    ["an older revision", () => accept(authority.rootPem, { revision: 7 }), "revision_conflict"],
    ["no secrets", () => accept(authority.rootPem, { secrets: {} }), "secret_reentry_required"],
    ["another team's bundle", () => accept(authority.rootPem, { bundleId: "foreign" }), "invalid_request"],
  ])("refuses %s and changes nothing", async (_what, input, code) => {
    const refused = acceptCertificate(team.administrator, profile.id, input(), testContext);
    await expect(refused).rejects.toMatchObject({ code });
    expect(await getProfile(team.viewer, profile.id)).toEqual({ ...profile, permissions: ["view"] });
    expect(await getDatabase().trustBundle.count()).toBe(0);
  });

  test("a grant on the profile does not suffice for a bundle of the team, but does for a pin", async () => {
    const manager = await team.grant(team.operator, profile.id, ["manage"]);
    const ca = acceptCertificate(manager, profile.id, accept(authority.rootPem), testContext);
    await expect(ca).rejects.toMatchObject({ code: "forbidden" });
    const pin = accept(leaf.certificatePem, { action: "pin-certificate" });
    expect((await acceptCertificate(manager, profile.id, pin, testContext)).tls.trust.mode).toBe("pinned");
  });
});

describe("without verification", () => {
  const input = (revision = 1) => ({ hours: 24, confirmation: "HMC 1", revision, secrets });

  test("is refused while the installation does not permit it, and to anybody but administrators", async () => {
    const refused = allowInsecure(team.administrator, profile.id, input(), testContext);
    await expect(refused).rejects.toMatchObject({ code: "forbidden" });
    await saveSetting(getDatabase(), "allow-insecure", "on");
    const manager = await team.grant(team.operator, profile.id, ["manage"]);
    await expect(allowInsecure(manager, profile.id, input(), testContext)).rejects.toMatchObject({ code: "forbidden" });
    const unconfirmed = { ...input(), confirmation: "yes" };
    await expect(allowInsecure(team.administrator, profile.id, unconfirmed, testContext)).rejects.toMatchObject({
      code: "confirmation_mismatch",
    });
    await expect(
      allowInsecure(team.administrator, profile.id, { ...input(), secrets: {} }, testContext),
    ).rejects.toMatchObject({ code: "secret_reentry_required" });
    expect((await getProfile(team.viewer, profile.id)).tls.trust.mode).toBe("system");
  });

  test("ends by itself, with the trust as it was before", async () => {
    await saveSetting(getDatabase(), "allow-insecure", "on");
    const pin = accept(leaf.certificatePem, { action: "pin-certificate" });
    await acceptCertificate(team.administrator, profile.id, pin, testContext);
    const now = new Date();
    const open = await allowInsecure(team.administrator, profile.id, input(2), testContext);
    expect(open.tls.trust.mode).toBe("insecure");
    expect(Date.parse(open.tls.trust.insecureUntil ?? "") - now.getTime()).toBeGreaterThan(23.9 * 3_600_000);
    expect((await resolveTarget(profile.id)).tls.policy.trust.mode).toBe("insecure");
    expect(await getDatabase().auditEvent.count({ where: { action: "connection.notVerified" } })).toBe(1);
    vi.useFakeTimers({ toFake: ["Date"], now: now.getTime() + 25 * 3_600_000 });
    const after = await getProfile(team.viewer, profile.id);
    expect(after.tls.trust).toMatchObject({ mode: "pinned", pin: { fingerprint256: leaf.certificate.fingerprint256 } });
    expect(after.tls.trust.insecureUntil).toBeUndefined();
    expect((await resolveTarget(profile.id)).tls.policy.trust.mode).toBe("pinned");
    expect(await getDatabase().auditEvent.count({ where: { action: "connection.notVerified" } })).toBe(1);
  });

  test("is ended by hand without asking for the secrets, once", async () => {
    await saveSetting(getDatabase(), "allow-insecure", "on");
    await allowInsecure(team.administrator, profile.id, input(), testContext);
    const ended = await endInsecure(team.administrator, profile.id, testContext);
    expect(ended).toMatchObject({ revision: 3, tls: { trust: { mode: "system" } }, secrets: [{ isSet: true }, {}] });
    expect(await (await resolveTarget(profile.id)).secret("password")).toBe(secrets.password);
    expect((await endInsecure(team.administrator, profile.id, testContext)).revision).toBe(3);
    expect(await getDatabase().auditEvent.count({ where: { action: "profile.endInsecure" } })).toBe(1);
  });

  test("an edit keeps it but cannot prolong it", async () => {
    await saveSetting(getDatabase(), "allow-insecure", "on");
    const open = await allowInsecure(team.administrator, profile.id, input(), testContext);
    const longer = { trust: { ...open.tls.trust, insecureUntil: "2999-01-01T00:00:00.000Z" } };
    await expect(
      replaceProfile(team.administrator, profile.id, editOf(open, { tls: longer, secrets }), testContext),
    ).rejects.toMatchObject({ code: "invalid_request" });
    const kept = await replaceProfile(team.administrator, profile.id, editOf(open, { description: "d" }), testContext);
    expect(kept.tls.trust).toEqual(open.tls.trust);
  });
});
