import { afterEach, beforeEach, expect, test } from "vitest";
import { profileExportSchema } from "@/contracts/profile";
import { getDatabase } from "@/server/data/client";
import { saveSetting } from "@/server/data/settings";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, type TestTeam, testContext } from "@/server/data/testing/team";
import type { Principal } from "@/server/domain/principal";
import { createTestAuthority } from "@/server/pki/fake/test-authority";
import { exportProfiles, importProfiles } from "./profile-transfer";
import { allowInsecure } from "./profile-trust";
import { createProfile, getProfile, listProfiles } from "./profiles";
import { profileInput } from "./testing/profile-input";
import { createBundle, listBundles } from "./trust";
import { importIdentity } from "./trust-identities";

const authority = createTestAuthority();

let stored: TestDatabase;
let team: TestTeam;
let other: TestTeam;
beforeEach(async () => {
  stored = await createTestDatabase();
  team = await createTestTeam();
  other = await createTestTeam();
});
afterEach(() => stored.close());

async function exportOne() {
  const source = { text: authority.rootPem };
  const bundle = await createBundle(team.administrator, { name: "Site", description: "", source }, testContext);
  const tls = { trust: { mode: "bundle" as const, bundleIds: [bundle.id] }, expectedName: "hmc.example.test" };
  const input = profileInput({ tls, tags: ["prod"], settings: { stompPort: 61617 } });
  await createProfile(team.administrator, input, testContext);
  return exportProfiles(team.administrator, undefined, testContext);
}

test("an export is a document by contract, without secrets, with CA certificates by value", async () => {
  const document = await exportOne();
  expect(profileExportSchema.parse(JSON.parse(JSON.stringify(document)))).toEqual(document);
  expect(JSON.stringify(document)).not.toContain("correct horse");
  const [profile] = document.profiles;
  expect(Object.values(profile?.bundles ?? {})).toEqual([
    { name: "Site", pem: expect.stringContaining("BEGIN CERTIFICATE") },
  ]);
  expect(await getDatabase().auditEvent.count({ where: { action: "profile.export" } })).toBe(1);
});

test("names profiles of the own team only", async () => {
  await exportOne();
  const [own] = (await listProfiles(team.administrator)).items;
  const foreign = exportProfiles(other.administrator, own?.id, testContext);
  await expect(foreign).rejects.toMatchObject({ code: "not_found" });
  await expect(exportProfiles(team.operator, undefined, testContext)).rejects.toMatchObject({ code: "forbidden" });
  expect((await exportProfiles(team.administrator, own?.id, testContext)).profiles).toHaveLength(1);
});

test("a preview says what would happen and stores nothing", async () => {
  const document = await exportOne();
  const before = await getDatabase().auditEvent.count();
  const preview = await importProfiles(other.administrator, { document, apply: false }, testContext);
  expect(preview).toMatchObject({ applied: false, entries: [{ name: "HMC 1", outcome: "create", profileId: null }] });
  expect((await listProfiles(other.administrator)).items).toEqual([]);
  expect((await listBundles(other.administrator)).items).toEqual([]);
  expect(await getDatabase().auditEvent.count()).toBe(before);
});

test("an import brings back everything but the secrets, into bundles of its own or equal ones that are there", async () => {
  const document = await exportOne();
  const [original] = (await listProfiles(team.administrator)).items;
  const { entries } = await importProfiles(other.administrator, { document, apply: true }, testContext);
  const imported = await getProfile(other.administrator, entries[0]?.profileId ?? "");
  expect(imported).toMatchObject({
    name: "HMC 1",
    host: original?.host,
    tags: ["prod"],
    settings: { stompPort: 61617 },
    tls: { expectedName: "hmc.example.test", trust: { mode: "bundle" } },
  });
  expect(imported.secrets.some((secret) => secret.isSet)).toBe(false);
  expect(imported.tls.trust.bundleIds).toEqual((await listBundles(other.administrator)).items.map((item) => item.id));
  const again = await importProfiles(other.administrator, { document, apply: true }, testContext);
  expect(again.entries).toMatchObject([{ outcome: "rename", newName: "HMC 1 (2)" }]);
  const spelled = { ...document, profiles: document.profiles.map((one) => ({ ...one, name: "hmc 1" })) };
  const third = await importProfiles(other.administrator, { document: spelled, apply: true }, testContext);
  expect(third.entries).toMatchObject([{ name: "hmc 1", outcome: "rename", newName: "hmc 1 (3)" }]);
  expect((await listBundles(other.administrator)).items).toHaveLength(1);
  expect(await getDatabase().auditEvent.count({ where: { action: "profile.import" } })).toBe(3);
});

test("a client certificate is found again by its fingerprint, and named where it is missing", async () => {
  const leaf = authority.issueClientCertificate({ commonName: "console" });
  const material = { certificates: { text: leaf.chainPem }, key: { text: leaf.keyPem } };
  const identity = { name: "Console", description: "", ...material };
  const { id } = await importIdentity(team.administrator, identity, testContext);
  await createProfile(team.administrator, profileInput({ tls: { clientIdentityId: id } }), testContext);
  const document = await exportProfiles(team.administrator, undefined, testContext);
  expect(JSON.stringify(document)).not.toMatch(/PRIVATE KEY/);
  const importInto = async (principal: Principal) => {
    const { entries } = await importProfiles(principal, { document, apply: true }, testContext);
    const imported = await getProfile(principal, entries[0]?.profileId ?? "");
    return { identityId: imported.tls.clientIdentityId, message: entries[0]?.message };
  };
  expect(await importInto(team.administrator)).toMatchObject({ identityId: id });
  expect(await importInto(other.administrator)).toMatchObject({
    identityId: null,
    message: expect.stringContaining("Its client certificate “Console” is not here"),
  });
  const theirs = await importIdentity(other.administrator, { ...identity, name: "By another name" }, testContext);
  expect(await importInto(other.administrator)).toMatchObject({ identityId: theirs.id });
});

test("one bad profile is rejected with its reason and leaves nothing behind; the others are imported", async () => {
  const document = await exportOne();
  const [good] = document.profiles;
  if (good === undefined) throw new Error("nothing was exported");
  const profiles = [
    { ...good, name: "loopback", host: "127.0.0.1" },
    { ...good, name: "no bundle", bundles: {} },
    { ...good, name: "setting", settings: { nonsense: true } },
    good,
  ];
  const input = { document: { ...document, profiles }, apply: true };
  const { entries } = await importProfiles(other.administrator, input, testContext);
  expect(entries.map((entry) => entry.outcome)).toEqual(["reject", "reject", "reject", "create"]);
  expect(entries[0]?.message).toMatch(/loopback address/);
  expect((await listProfiles(other.administrator)).items.map((profile) => profile.name)).toEqual(["HMC 1"]);
  expect((await listBundles(other.administrator)).items).toHaveLength(1);
});

test("a file cannot turn verification off", async () => {
  await saveSetting(getDatabase(), "allow-insecure", "on");
  const profile = await createProfile(team.administrator, profileInput(), testContext);
  const input = { hours: 24, confirmation: "HMC 1", revision: 1, secrets: { password: "again and again" } };
  await allowInsecure(team.administrator, profile.id, input, testContext);
  const document = await exportProfiles(team.administrator, undefined, testContext);
  expect(document.profiles[0]?.tls.trust.mode).toBe("insecure");
  const { entries } = await importProfiles(other.administrator, { document, apply: true }, testContext);
  expect(entries[0]?.message).toMatch(/proposes not to verify/);
  const [imported] = (await listProfiles(other.administrator)).items;
  expect(imported?.tls.trust).toEqual({ mode: "system", bundleIds: [], partialChain: false });
});

test("importing needs the role administrator", async () => {
  const document = await exportOne();
  for (const principal of [team.viewer, team.operator]) {
    await expect(importProfiles(principal, { document, apply: false }, testContext)).rejects.toMatchObject({
      code: "forbidden",
    });
  }
});
