import { existsSync, readFileSync } from "node:fs";
import SqliteDatabase from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Profile } from "@/contracts/profile";
import { getDatabase } from "@/server/data/client";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, type TestTeam, testContext } from "@/server/data/testing/team";
import { redactText, withSecretScope } from "@/server/logging/redaction";
import { createTestAuthority } from "@/server/pki/fake/test-authority";
import { resolveProfile, resolveTarget } from "./connection-target";
import { setSecret } from "./profile-secrets";
import { createProfile, getProfile, listProfiles, replaceProfile } from "./profiles";
import { editOf, profileInput } from "./testing/profile-input";
import { importIdentity } from "./trust-identities";

const CANARIES = ["canary-Pässw0rd-4711/+", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "canary-replaced-0815"];

let stored: TestDatabase;
let team: TestTeam;
let profile: Profile;
beforeEach(async () => {
  stored = await createTestDatabase();
  team = await createTestTeam();
  const secrets = { password: CANARIES[0] ?? "", mfa: CANARIES[1] ?? "" };
  profile = await createProfile(team.administrator, profileInput({ secrets }), testContext);
});
afterEach(() => stored.close());

/** Every way in which a value could lie in a file without having been sealed. */
function formsOf(value: string): Buffer[] {
  const bytes = Buffer.from(value, "utf8");
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64");
    // Only what the neighbours cannot change: whole groups in the middle.
    return text.slice(shift === 0 ? 0 : 4, text.length - 4);
  });
  return [
    bytes,
    Buffer.from(JSON.stringify(value).slice(1, -1)),
    Buffer.from(encodeURIComponent(value)),
    Buffer.from(bytes.toString("hex")),
    Buffer.from(bytes.toString("hex").toUpperCase()),
    Buffer.from(value, "utf16le"),
    Buffer.from(value, "utf16le").swap16(),
    ...base64.map((text) => Buffer.from(text)),
    ...base64.map((text) => Buffer.from(text.replaceAll("+", "-").replaceAll("/", "_"))),
  ];
}

function filesOfDatabase(): Buffer {
  const files = [stored.file, `${stored.file}-wal`, `${stored.file}-shm`].filter((file) => existsSync(file));
  return Buffer.concat(files.map((file) => readFileSync(file)));
}

test("no secret lies in the database or its log in any form", async () => {
  await setSecret(team.administrator, profile.id, "password", CANARIES[2] ?? "", testContext);
  const issued = createTestAuthority().issueClientCertificate({ names: ["client"] });
  await importIdentity(
    team.administrator,
    { name: "client", description: "", certificates: { text: issued.chainPem }, key: { text: issued.keyPem } },
    testContext,
  );
  const keyLines = issued.keyPem.split("\n").slice(1, -2);
  const content = filesOfDatabase();
  expect(content.includes(Buffer.from("hmc1.example.test"))).toBe(true);
  for (const secret of [...CANARIES, ...keyLines]) {
    for (const form of formsOf(secret)) expect(content.includes(form)).toBe(false);
  }
  expect(content.includes(Buffer.from(keyLines.join(""), "base64"))).toBe(false);
});

test.each(["\u0000", "\r", "\n"])("a password with %j is refused where it is saved, by field", async (character) => {
  const value = `pass${character}word`;
  const refused = (path: string) => ({ code: "invalid_request", errors: [{ path }] });
  const input = profileInput({ name: "Other", secrets: { password: value } });
  await expect(createProfile(team.administrator, input, testContext)).rejects.toMatchObject(
    refused("secrets.password"),
  );
  await expect(setSecret(team.administrator, profile.id, "password", value, testContext)).rejects.toMatchObject(
    refused("value"),
  );
  await expect(
    replaceProfile(
      team.administrator,
      profile.id,
      editOf(profile, { secrets: { password: value, mfa: CANARIES[1] ?? "" } }),
      testContext,
    ),
  ).rejects.toMatchObject(refused("secrets.password"));
  expect((await listProfiles(team.administrator)).items).toHaveLength(1);
});

test("the search finds what was not sealed", async () => {
  for (const [index, form] of formsOf(CANARIES[0] ?? "").entries()) {
    await getDatabase().dataKey.create({ data: { id: `${index}`, masterKeyId: "x", wrapped: new Uint8Array(form) } });
    expect(filesOfDatabase().includes(form)).toBe(true);
  }
});

test("no answer holds a secret", async () => {
  const answers = JSON.stringify([
    profile,
    await getProfile(team.administrator, profile.id),
    await listProfiles(team.administrator),
    await setSecret(team.administrator, profile.id, "password", CANARIES[2] ?? "", testContext),
    await getDatabase().auditEvent.findMany(),
  ]);
  for (const canary of CANARIES) {
    for (const form of formsOf(canary)) expect(answers).not.toContain(form.toString());
  }
});

test("a connection gets its secrets at the moment it asks, and redaction knows them from then on", async () => {
  const target = await resolveTarget(profile.id);
  await withSecretScope(async () => {
    expect(redactText(CANARIES[0] ?? "")).toBe(CANARIES[0]);
    expect(await target.secret("password")).toBe(CANARIES[0]);
    expect(redactText(`echo ${CANARIES[0]}`)).toBe("echo [redacted]");
  });
  expect(await target.secret("unknown")).toBeUndefined();
  expect(target).toMatchObject({
    addresses: [{ host: "hmc1.example.test", port: 6794 }],
    userName: "apiuser",
    settings: { stompPort: 61612 },
    tls: { anchors: [], clientIdentity: null },
  });
});

/** Does to the file what somebody who can write it, but has no key, could do. */
function tamper(sql: string, ...parameters: unknown[]) {
  const database = new SqliteDatabase(stored.file);
  database.prepare(sql).run(...parameters);
  database.close();
}

test.each<[string, () => void]>([
  ["another host", () => tamper(`UPDATE "Profile" SET "host" = 'evil.example.test'`)],
  ["another port", () => tamper(`UPDATE "Profile" SET "port" = 443`)],
  ["another user", () => tamper(`UPDATE "Profile" SET "userName" = 'root'`)],
  ["one more address", () => tamper(`UPDATE "Profile" SET "alternates" = '[{"host":"evil.example.test","port":1}]'`)],
  [
    "another slot's ciphertext",
    () => tamper(`UPDATE "Secret" SET "ciphertext" = (SELECT "ciphertext" FROM "Secret" WHERE "slot" = 'mfa')`),
  ],
  ["another row", () => tamper(`UPDATE "Secret" SET "id" = 'moved' WHERE "slot" = 'password'`)],
])(
  "a secret that was moved to %s behind the console's back does not open, and that is on record",
  async (_what, change) => {
    change();
    const target = await resolveTarget(profile.id);
    await expect(target.secret("password")).rejects.toMatchObject({ code: "secret_binding" });
    const events = await getDatabase().auditEvent.findMany({ where: { action: "secret.open" } });
    expect(events).toMatchObject([{ outcome: "failure", objectId: profile.id }]);
  },
);

test("another profile's ciphertext does not open", async () => {
  const second = await createProfile(team.administrator, profileInput({ name: "HMC 2" }), testContext);
  tamper(
    `UPDATE "Secret" SET "ciphertext" = (SELECT "ciphertext" FROM "Secret" WHERE "profileId" = ? AND "slot" = 'password') WHERE "profileId" = ?`,
    profile.id,
    second.id,
  );
  await expect((await resolveTarget(second.id)).secret("password")).rejects.toMatchObject({ code: "secret_binding" });
});

test("a connection of an older revision gets no secret of the new destination and raises no alarm", async () => {
  const old = await resolveTarget(profile.id);
  const secrets = { password: CANARIES[2] ?? "", mfa: CANARIES[1] ?? "" };
  await replaceProfile(
    team.administrator,
    profile.id,
    editOf(profile, { host: "new.example.test", secrets }),
    testContext,
  );
  await expect(old.secret("password")).rejects.toMatchObject({ code: "revision_conflict" });
  expect(await getDatabase().auditEvent.count({ where: { action: "secret.open" } })).toBe(0);
  const resolved = await resolveProfile(profile.id);
  expect(resolved.revision).toBe(2);
  expect(await resolved.target.secret("password")).toBe(CANARIES[2]);
});
