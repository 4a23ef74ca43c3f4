import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { deriveFromPassphrase, newPassphraseParameters, readMasterKey, readMasterKeyFile } from "./master-key";

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "signalbox-key-"));
  file = path.join(directory, "master.key");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const none = { isPassphrasePrompted: false };

test("refuses to start without any source", async () => {
  await expect(readMasterKey(none)).rejects.toThrow(/no master key/i);
  await expect(readMasterKey({ ...none, credentialsDirectory: directory })).rejects.toThrow(/no master key/i);
});

test("a passphrase is asked for later", async () => {
  expect(await readMasterKey({ isPassphrasePrompted: true })).toBeNull();
});

test.each([0o640, 0o604, 0o660, 0o644, 0o700, 0o620])("refuses a key file of mode %o", (mode) => {
  writeFileSync(file, Buffer.alloc(32, 7).toString("base64"));
  chmodSync(file, mode);
  expect(() => readMasterKeyFile(file)).toThrow(/0400 or 0600/);
});

test.each([
  ["Base64", Buffer.alloc(32, 7).toString("base64")],
  ["hexadecimal", `${Buffer.alloc(32, 7).toString("hex")}\n`],
  ["raw bytes", Buffer.alloc(32, 7)],
])("reads a key as %s", (_form, content) => {
  writeFileSync(file, content, { mode: 0o400 });
  expect(readMasterKeyFile(file).bytes()).toEqual(Buffer.alloc(32, 7));
});

test("refuses a file that holds no key of 32 bytes", () => {
  writeFileSync(file, "swordfish", { mode: 0o600 });
  expect(() => readMasterKeyFile(file)).toThrow(/32 bytes/);
  expect(() => readMasterKeyFile(directory)).toThrow(/regular file/);
  expect(() => readMasterKeyFile(path.join(directory, "absent"))).toThrow(/cannot be opened/);
});

test("reads a key from a file descriptor, a credential and a command", async () => {
  const key = Buffer.alloc(32, 9);
  const credential = path.join(directory, "signalbox-master-key");
  writeFileSync(credential, key, { mode: 0o400 });
  const fileDescriptor = openSync(credential, "r");
  expect((await readMasterKey({ ...none, fileDescriptor }))?.bytes()).toEqual(key);
  closeSync(fileDescriptor);
  expect((await readMasterKey({ ...none, credentialsDirectory: directory }))?.bytes()).toEqual(key);
  expect((await readMasterKey({ ...none, command: `cat '${credential}'` }))?.bytes()).toEqual(key);
});

test("a failing command does not tell what it printed", async () => {
  const failed = readMasterKey({ ...none, command: "echo canary-output; exit 3" });
  await expect(failed).rejects.toThrow("The master key command failed.");
  const error: unknown = await failed.catch((thrown: unknown) => thrown);
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error as object))).not.toContain("canary");
});

test("a passphrase gives the same key for the same salt only", async () => {
  const parameters = newPassphraseParameters();
  expect(parameters).toMatchObject({ N: 131_072, r: 8, p: 1 });
  const [one, two, other] = await Promise.all([
    deriveFromPassphrase("correct horse", parameters),
    deriveFromPassphrase("correct horse", parameters),
    deriveFromPassphrase("correct horse", newPassphraseParameters()),
  ]);
  expect(one.bytes()).toEqual(two.bytes());
  expect(one.bytes()).not.toEqual(other.bytes());
});
