import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withTransaction } from "@/server/data/client";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { installKeyring, Keyring } from "./keyring";
import { MasterKeyError } from "./master-key";
import { type Binding, sealBytes } from "./seal";
import { Secret } from "./secret";

const destination = { kind: "hmc", host: "hmc.example.test", port: 6794, userName: "api", alternates: [] };
const binding: Binding = { table: "Secret", rowId: "row-1", column: "ciphertext", destination };

let stored: TestDatabase;
beforeEach(async () => {
  stored = await createTestDatabase({ keyUseLimit: 100n });
});
afterEach(() => stored.close());

const sealIt = (place: Binding, text: string) => withTransaction((tx) => stored.keyring.seal(tx, place, text));

test("opens what was sealed for the same place", async () => {
  const secret = await stored.keyring.open(stored.database, binding, await sealIt(binding, "pässword"));
  expect(secret.reveal()).toBe("pässword");
  secret.destroy();
  expect(() => secret.reveal()).toThrow(/destroyed/);
});

test.each<[string, Binding]>([
  ["another table", { ...binding, table: "ClientIdentity" }],
  ["another row", { ...binding, rowId: "row-2" }],
  ["another column", { ...binding, column: "other" }],
  ["another host", { ...binding, destination: { ...destination, host: "evil.example.test" } }],
  ["another port", { ...binding, destination: { ...destination, port: 443 } }],
  ["another user", { ...binding, destination: { ...destination, userName: "root" } }],
  ["another kind", { ...binding, destination: { ...destination, kind: "bmc" } }],
  ["one more address", { ...binding, destination: { ...destination, alternates: [{ host: "evil", port: 1 }] } }],
  ["no destination", { table: binding.table, rowId: binding.rowId, column: binding.column }],
])("refuses a ciphertext in %s", async (_place, elsewhere) => {
  const sealed = await sealIt(binding, "canary");
  await expect(stored.keyring.open(stored.database, elsewhere, sealed)).rejects.toMatchObject({
    code: "secret_binding",
  });
});

test("refuses a ciphertext with any changed byte", async () => {
  const sealed = await sealIt(binding, "canary");
  for (let index = 0; index < sealed.length; index++) {
    const changed = new Uint8Array(sealed);
    changed[index] = (changed[index] ?? 0) ^ 1;
    await expect(stored.keyring.open(stored.database, binding, changed)).rejects.toMatchObject({
      code: "secret_binding",
    });
  }
});

test("never repeats a nonce and rotates the data key at its limit", async () => {
  const envelopes = await withTransaction(async (tx) => {
    const all: Uint8Array[] = [];
    for (let count = 0; count < 250; count++) all.push(await stored.keyring.seal(tx, binding, "same"));
    return all;
  });
  const nonces = envelopes.map((bytes) =>
    Buffer.from(bytes.subarray(2 + (bytes[1] ?? 0), 14 + (bytes[1] ?? 0))).toString("hex"),
  );
  expect(new Set(nonces).size).toBe(250);
  const keys = await stored.database.dataKey.findMany({ orderBy: { createdAt: "asc" } });
  expect(keys.map((key) => [Number(key.useCount), key.state])).toEqual([
    [100, "retired"],
    [100, "retired"],
    [50, "active"],
  ]);
  for (const sealed of envelopes) {
    expect((await stored.keyring.open(stored.database, binding, sealed)).reveal()).toBe("same");
  }
});

test("ten thousand times the same value has ten thousand nonces", () => {
  const key = randomBytes(32);
  const nonces = new Set<string>();
  for (let count = 0; count < 10_000; count++) {
    const sealed = sealBytes(key, "key-1", binding, Buffer.from("same"));
    nonces.add(sealed.subarray(7, 19).toString("hex"));
  }
  expect(nonces.size).toBe(10_000);
});

test("another process with the same master key opens what this one sealed", async () => {
  const master = randomBytes(32);
  await stored.database.setting.deleteMany({});
  const first = new Keyring(new Secret(Buffer.from(master)));
  await installKeyring(stored.database, first);
  await stored.database.dataKey.deleteMany({});
  const sealed = await withTransaction((tx) => first.seal(tx, binding, "canary"));
  const second = new Keyring(new Secret(Buffer.from(master)));
  await installKeyring(stored.database, second);
  expect((await second.open(stored.database, binding, sealed)).reveal()).toBe("canary");
});

test("names both keys when the master key is the wrong one", async () => {
  const wrong = new Keyring(new Secret(randomBytes(32)));
  const refused = installKeyring(stored.database, wrong);
  await expect(refused).rejects.toThrow(MasterKeyError);
  await expect(refused).rejects.toThrow(stored.keyring.masterKeyId);
  await expect(refused).rejects.toThrow(wrong.masterKeyId);
});

test("a secret prints as [secret] however it is printed", () => {
  const secret = Secret.fromText("canary-7d1");
  const error = new Error("outer", { cause: secret });
  const shown = [
    `${secret}`,
    String(secret),
    JSON.stringify({ secret }),
    inspect(secret, { showHidden: true, depth: 9 }),
    inspect({ nested: { secret } }, { depth: 9 }),
    inspect(error),
    JSON.stringify(Object.entries(secret)),
  ];
  for (const text of shown) expect(text).not.toContain("canary");
  expect(shown[0]).toBe("[secret]");
  expect(shown[2]).toBe('{"secret":"[secret]"}');
  expect(Object.keys(secret)).toEqual([]);
  const bytes = secret.bytes();
  secret.destroy();
  expect(bytes.every((byte) => byte === 0)).toBe(true);
});
