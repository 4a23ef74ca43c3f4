import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { getDatabase } from "@/server/data/client";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, type TestTeam, testContext } from "@/server/data/testing/team";
import type { AppError } from "@/server/domain/app-error";
import type { Principal } from "@/server/domain/principal";
import { writeTestPkcs12 } from "@/server/pki/fake/pkcs12-writer";
import { createTestAuthority } from "@/server/pki/fake/test-authority";
import { onProfileChanged } from "@/server/runtime/profile-changes";
import { resolveTarget } from "./connection-target";
import { createProfile, getProfile } from "./profiles";
import { profileInput } from "./testing/profile-input";
import { createBundle, deleteBundle, getBundle, inspectCertificates, listBundles, replaceBundle } from "./trust";
import { deleteIdentity, getIdentity, importIdentity, inspectIdentity, listIdentities } from "./trust-identities";

const authority = createTestAuthority();
const client = authority.issueClientCertificate({ names: ["client"] });
const expired = authority.issueClientCertificate({ names: ["old"], notAfter: new Date("2020-01-01") });
const UNKNOWN = "00000000-0000-4000-8000-000000000000";

let stored: TestDatabase;
let team: TestTeam;
let other: TestTeam;
beforeEach(async () => {
  stored = await createTestDatabase();
  team = await createTestTeam();
  other = await createTestTeam();
});
afterEach(() => stored.close());

const bundle = (name: string, text: string) => ({ name, description: "", source: { text } });
const identity = (name: string, issued = client) => ({
  name,
  description: "",
  certificates: { text: issued.chainPem },
  key: { text: issued.keyPem },
});
const failure = async (promise: Promise<unknown>) =>
  promise.then(
    () => ({ code: "none" }),
    (error: AppError) => ({ code: error.code, message: error.message }),
  );
const actions = async () => (await getDatabase().auditEvent.findMany()).map((event) => event.action);

const pathsOf = (promise: Promise<unknown>) =>
  promise.then(
    () => [],
    (error: AppError) => error.errors?.map(({ path }) => path),
  );

describe("where an import is wrong", () => {
  const key = client.privateKey;
  const encrypted = key
    .export({ format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: "swordfish" })
    .toString();
  const rsa = createTestAuthority({ keyType: "rsa-2048" }).issueClientCertificate({
    names: ["c"],
    keyType: "rsa-2048",
  });
  const pkcs12 = writeTestPkcs12(rsa, "swordfish").toString("base64");
  const certificates = { text: client.chainPem };
  test.each([
    ["an encrypted key without password", { certificates, key: { text: encrypted } }, "password"],
    ["a wrong key password", { certificates, key: { text: encrypted }, password: "x" }, "password"],
    ["a damaged key", { certificates, key: { text: "nothing" } }, "key"],
    ["another certificate's key", { certificates, key: { text: expired.keyPem } }, "key"],
    ["no key at all", { certificates }, "certificates"],
    ["a damaged certificate", { certificates: { text: "nothing" }, key: { text: client.keyPem } }, "certificates"],
    ["a wrong PKCS#12 password", { pkcs12, password: "x" }, "password"],
    ["a file that is no PKCS#12", { pkcs12: "AAAA" }, "pkcs12"],
  ])("%s: the field %#", async (_name, input, path) => {
    expect(await pathsOf(inspectIdentity(team.administrator, { name: "x", description: "", ...input }))).toEqual([
      path,
    ]);
  });

  test("a PKCS#12 file among CA certificates is told where it belongs", () => {
    expect(() => inspectCertificates(team.viewer, { file: pkcs12 })).toThrow(/PKCS#12.*client identity/);
  });
});

describe("inspection", () => {
  test("reads several certificates with text around them and remarks what is odd", () => {
    const text = `Our CAs\n${authority.rootPem}and more\n${authority.rootPem}${expired.certificatePem}`;
    const { certificates, problems, warnings } = inspectCertificates(team.viewer, { text });
    expect(certificates.map((facts) => facts.commonName)).toEqual(["Signalbox Test Root", "old"]);
    expect(problems).toEqual([]);
    expect(warnings.join(" ")).toMatch(/old expired on 2020-01-01.*old is not a CA.*1 repeated certificate left out/);
  });

  test("reads DER", () => {
    const file = authority.root.certificate.raw.toString("base64");
    expect(inspectCertificates(team.viewer, { file }).certificates).toHaveLength(1);
  });

  test("says which block is wrong, at which line and why", () => {
    const broken = "-----BEGIN CERTIFICATE-----\nnot base64!\n-----END CERTIFICATE-----\n";
    const lines = authority.rootPem.trimEnd().split("\n").length;
    const { certificates, problems } = inspectCertificates(team.viewer, { text: `${authority.rootPem}${broken}` });
    expect(certificates).toHaveLength(1);
    expect(problems).toMatchObject([{ line: lines + 1, position: 2, reason: expect.stringContaining("CERTIFICATE") }]);
  });

  test.each([{}, { text: "x", file: "eA==" }])("wants either text or a file: %j", (source) => {
    expect(() => inspectCertificates(team.viewer, source)).toThrow(/either text or a file/);
  });

  test("refuses what holds no certificate", () => {
    expect(() => inspectCertificates(team.viewer, { text: "hello" })).toThrow(/no certificate/);
  });
});

describe("bundles", () => {
  test("are stored with every certificate and shown to the team", async () => {
    const text = authority.intermediatePem + authority.rootPem;
    const created = await createBundle(team.administrator, bundle("Site", text), testContext);
    expect(created).toMatchObject({ name: "Site", revision: 1, usedBy: [], anchors: [{}, { selfSigned: true }] });
    const ends = created.anchors.map((anchor) => anchor.notAfter).sort();
    expect(created.expiresAt).toBe(ends[0]);
    expect((await listBundles(team.viewer)).items).toEqual([created]);
    expect((await listBundles(other.viewer)).items).toEqual([]);
    expect(await getBundle(team.viewer, created.id)).toEqual(created);
    expect((await failure(createBundle(team.administrator, bundle("Site", text), testContext))).code).toBe("conflict");
    expect(await actions()).toEqual(["bundle.create"]);
  });

  test("with one bad block are not stored at all", async () => {
    const broken = `${authority.rootPem}-----BEGIN CERTIFICATE-----\n????\n-----END CERTIFICATE-----\n`;
    const refused = await failure(createBundle(team.administrator, bundle("Site", broken), testContext));
    expect(refused).toMatchObject({ code: "invalid_certificate", message: expect.stringMatching(/Block 2, line \d+/) });
    expect(await getDatabase().trustBundle.count()).toBe(0);
  });

  test("give their profiles a new revision when their certificates change, and only then", async () => {
    const created = await createBundle(team.administrator, bundle("Site", authority.rootPem), testContext);
    const tls = { trust: { mode: "bundle" as const, bundleIds: [created.id] } };
    const profile = await createProfile(team.administrator, profileInput({ tls }), testContext);
    const announced: string[] = [];
    onProfileChanged("test", ({ profileId, reason }) => void announced.push(`${profileId} ${reason}`));
    const keep = [authority.root.certificate.fingerprint256];
    const renamed = await replaceBundle(
      team.administrator,
      created.id,
      { name: "Renamed", description: "", revision: 1, keep },
      testContext,
    );
    expect(renamed.revision).toBe(2);
    expect((await getProfile(team.viewer, profile.id)).revision).toBe(1);
    const add = { text: authority.otherRootPem };
    const changed = await replaceBundle(
      team.administrator,
      created.id,
      { name: "Renamed", description: "", revision: 2, keep: [], add },
      testContext,
    );
    expect(changed.anchors.map((anchor) => anchor.fingerprint256)).toEqual([
      authority.otherRoot.certificate.fingerprint256,
    ]);
    expect((await getProfile(team.viewer, profile.id)).revision).toBe(2);
    expect((await resolveTarget(profile.id)).tls.anchors.map((pem) => pem.trim())).toEqual([
      authority.otherRootPem.trim(),
    ]);
    expect(announced).toEqual([`${profile.id} trust`]);
  });

  test("refuse an older revision, unknown fingerprints and becoming empty", async () => {
    const created = await createBundle(team.administrator, bundle("Site", authority.rootPem), testContext);
    const replace = (change: object) =>
      failure(
        replaceBundle(
          team.administrator,
          created.id,
          { name: "Site", description: "", revision: 1, keep: [authority.root.certificate.fingerprint256], ...change },
          testContext,
        ),
      );
    expect((await replace({ revision: 2 })).code).toBe("revision_conflict");
    expect((await replace({ keep: ["AA"] })).code).toBe("invalid_request");
    expect((await replace({ keep: [] })).code).toBe("invalid_request");
    expect(await getBundle(team.viewer, created.id)).toEqual(created);
  });

  test("in use are not deleted, and the answer says by whom", async () => {
    const created = await createBundle(team.administrator, bundle("Site", authority.rootPem), testContext);
    const tls = { trust: { mode: "bundle" as const, bundleIds: [created.id] } };
    await createProfile(team.administrator, profileInput({ tls }), testContext);
    const refused = await failure(deleteBundle(team.administrator, created.id, "Site", testContext));
    expect(refused).toMatchObject({ code: "in_use", message: expect.stringContaining("HMC 1") });
    const free = await createBundle(team.administrator, bundle("Free", authority.rootPem), testContext);
    expect((await failure(deleteBundle(team.administrator, free.id, "free", testContext))).code).toBe(
      "confirmation_mismatch",
    );
    await deleteBundle(team.administrator, free.id, "Free", testContext);
    expect((await listBundles(team.viewer)).items.map((item) => item.name)).toEqual(["Site"]);
  });
});

describe("client identities", () => {
  test("are stored with their chain, without showing the key", async () => {
    const created = await importIdentity(team.administrator, identity("client"), testContext);
    expect(created).toMatchObject({ name: "client", origin: "imported", keyType: "EC, P-256", usedBy: [] });
    expect(created.chain.map((facts) => facts.commonName)).toEqual(["client", "Signalbox Test Intermediate"]);
    expect(JSON.stringify(await listIdentities(team.viewer))).not.toContain("PRIVATE KEY");
    expect(await getIdentity(team.viewer, created.id)).toEqual(created);
    const tls = { clientIdentityId: created.id };
    const profile = await createProfile(team.administrator, profileInput({ tls }), testContext);
    expect((await resolveTarget(profile.id)).tls.clientIdentity).toEqual({
      chainPem: client.chainPem,
      keyPem: client.keyPem,
    });
    const refused = await failure(deleteIdentity(team.administrator, created.id, "client", testContext));
    expect(refused).toMatchObject({ code: "in_use", message: expect.stringContaining("HMC 1") });
    expect(await actions()).toEqual(["identity.import", "profile.create"]);
  });

  test("come from PKCS#12 too", async () => {
    const rsa = createTestAuthority({ keyType: "rsa-2048" }).issueClientCertificate({
      names: ["rsa"],
      keyType: "rsa-2048",
    });
    const pkcs12 = writeTestPkcs12(rsa, "swordfish").toString("base64");
    const input = { name: "pfx", description: "", pkcs12, password: "swordfish" };
    expect((await inspectIdentity(team.administrator, input)).certificates).toHaveLength(2);
    expect((await importIdentity(team.administrator, input, testContext)).chain).toHaveLength(2);
    const wrong = await failure(importIdentity(team.administrator, { ...input, password: "wrong" }, testContext));
    expect(wrong.code).toBe("invalid_key");
  });

  test.each<[string, object, string]>([
    ["a key of another certificate", { key: { text: expired.keyPem } }, "invalid_key"],
    ["no key", { key: { text: client.chainPem } }, "invalid_key"],
    ["no certificate", { certificates: { text: client.keyPem } }, "invalid_certificate"],
    ["nothing", { certificates: undefined, key: undefined }, "invalid_request"],
    ["both forms", { pkcs12: "AAAA" }, "invalid_request"],
    ["a file that is no PKCS#12", { certificates: undefined, key: undefined, pkcs12: "AAAA" }, "invalid_key"],
  ])("refuse %s", async (_what, change, code) => {
    const refused = importIdentity(team.administrator, { ...identity("client"), ...change }, testContext);
    expect((await failure(refused)).code).toBe(code);
    expect(await getDatabase().clientIdentity.count()).toBe(0);
  });

  test("are inspected with remarks before they are stored", async () => {
    const { warnings } = await inspectIdentity(team.administrator, identity("old", expired));
    expect(warnings.join(" ")).toContain("old expired on 2020-01-01");
    const server = authority.issueServerCertificate({ names: ["server"] });
    expect((await inspectIdentity(team.administrator, identity("s", server))).warnings.join(" ")).toContain(
      "not meant for client authentication",
    );
    expect(await actions()).toEqual([]);
  });
});

describe("permissions", () => {
  test("changing trust needs the role administrator", async () => {
    const present = await createBundle(team.administrator, bundle("Site", authority.rootPem), testContext);
    const key = await importIdentity(team.administrator, identity("client"), testContext);
    const replacement = { name: "x", description: "", revision: 1, keep: present.anchors.map((a) => a.fingerprint256) };
    for (const principal of [team.viewer, team.operator]) {
      const calls = [
        () => createBundle(principal, bundle("x", authority.rootPem), testContext),
        () => replaceBundle(principal, present.id, replacement, testContext),
        () => deleteBundle(principal, present.id, "Site", testContext),
        () => importIdentity(principal, identity("x"), testContext),
        () => inspectIdentity(principal, identity("x")),
        () => deleteIdentity(principal, key.id, "client", testContext),
      ];
      for (const call of calls) expect((await failure(call())).code).toBe("forbidden");
    }
  });

  test("another team's ids are answered exactly as unknown ones", async () => {
    const present = await createBundle(team.administrator, bundle("Site", authority.rootPem), testContext);
    const key = await importIdentity(team.administrator, identity("client"), testContext);
    const replacement = { name: "x", description: "", revision: 1, keep: [] };
    const calls: [string, (principal: Principal, id: string) => Promise<unknown>][] = [
      [present.id, getBundle],
      [present.id, (principal, id) => replaceBundle(principal, id, replacement, testContext)],
      [present.id, (principal, id) => deleteBundle(principal, id, "Site", testContext)],
      [key.id, getIdentity],
      [key.id, (principal, id) => deleteIdentity(principal, id, "client", testContext)],
    ];
    for (const [id, call] of calls) {
      const foreign = await failure(call(other.administrator, id));
      expect(foreign.code).toBe("not_found");
      expect(foreign).toEqual(await failure(call(other.administrator, UNKNOWN)));
    }
    const tls = { trust: { mode: "bundle" as const, bundleIds: [present.id] } };
    const named = await failure(createProfile(other.administrator, profileInput({ tls }), testContext));
    const invented = { trust: { mode: "bundle" as const, bundleIds: [UNKNOWN] } };
    expect(named).toEqual(
      await failure(createProfile(other.administrator, profileInput({ tls: invented }), testContext)),
    );
    const withKey = { clientIdentityId: key.id };
    expect((await failure(createProfile(other.administrator, profileInput({ tls: withKey }), testContext))).code).toBe(
      "invalid_request",
    );
  });

  test("every change leaves exactly one record", async () => {
    const present = await createBundle(team.administrator, bundle("Site", authority.rootPem), testContext);
    const keep = present.anchors.map((anchor) => anchor.fingerprint256);
    const replacement = { name: "Site 2", description: "", revision: 1, keep };
    await replaceBundle(team.administrator, present.id, replacement, testContext);
    await deleteBundle(team.administrator, present.id, "Site 2", testContext);
    const key = await importIdentity(team.administrator, identity("client"), testContext);
    await deleteIdentity(team.administrator, key.id, "client", testContext);
    expect(await actions()).toEqual([
      "bundle.create",
      "bundle.replace",
      "bundle.delete",
      "identity.import",
      "identity.delete",
    ]);
  });
});
