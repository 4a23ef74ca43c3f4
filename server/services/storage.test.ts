import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { getDatabase } from "@/server/data/client";
import { createTestTeam } from "@/server/data/testing/team";
import type { AppError } from "@/server/domain/app-error";
import { getRuntime } from "@/server/runtime/registry";
import { isSealed, unseal, whenUnsealed } from "@/server/runtime/seal-state";
import { getKeyring } from "@/server/secrets/keyring";
import { flushAuditHead } from "./audit";
import { createProfile } from "./profiles";
import { checkReadiness, startStorage, unsealConsole } from "./storage";
import { codeOf } from "./testing/code-of";
import { profileInput } from "./testing/profile-input";

const local = { requestId: "r", remoteAddress: "127.0.0.1" };
const remote = { requestId: "r", remoteAddress: "192.0.2.1" };
const passphrase = "correct horse battery staple";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "signalbox-storage-"));
});
afterEach(async () => {
  await stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Forgets everything a process would forget when it ends. */
async function stop() {
  const runtime = getRuntime();
  clearTimeout(runtime.services.auditHeadExport);
  await runtime.services.database?.$disconnect();
  for (const name of [
    "database",
    "databaseFile",
    "keyring",
    "auditHeadExport",
    "unsealAttempts",
    "sealState",
  ] as const) {
    delete runtime.services[name];
  }
  runtime.isReady = false;
  runtime.isShuttingDown = false;
}

async function start(source: { keyFile?: string }): Promise<"open" | "sealed"> {
  await stop();
  getRuntime().services.databaseFile = path.join(directory, "signalbox.db");
  const isPassphrasePrompted = source.keyFile === undefined;
  return startStorage({ isPassphrasePrompted, file: source.keyFile });
}

function makeKeyFile(name: string): string {
  const file = path.join(directory, name);
  writeFileSync(file, randomBytes(32).toString("base64"), { mode: 0o600 });
  return file;
}

describe("with a key file", () => {
  test("opens, and opens again with the same key", async () => {
    const keyFile = makeKeyFile("master.key");
    expect(await start({ keyFile })).toBe("open");
    const { masterKeyId } = getKeyring();
    expect(await start({ keyFile })).toBe("open");
    expect(getKeyring().masterKeyId).toBe(masterKeyId);
  });

  test("does not start with another key, and says which one it needs", async () => {
    const keyFile = makeKeyFile("master.key");
    await start({ keyFile });
    const { masterKeyId } = getKeyring();
    await expect(start({ keyFile: makeKeyFile("other.key") })).rejects.toThrow(masterKeyId);
    expect(() => getKeyring()).toThrow(/waits for its master key/);
  });

  test("does not start with a key file that others can read, or without any source", async () => {
    const keyFile = makeKeyFile("master.key");
    chmodSync(keyFile, 0o640);
    await expect(start({ keyFile })).rejects.toThrow(/0400 or 0600/);
    await stop();
    getRuntime().services.databaseFile = path.join(directory, "signalbox.db");
    await expect(startStorage({ isPassphrasePrompted: false })).rejects.toThrow(/no master key/);
  });

  test("two installations have different keys", async () => {
    await start({ keyFile: makeKeyFile("one.key") });
    const { masterKeyId } = getKeyring();
    rmSync(path.join(directory, "signalbox.db"));
    await start({ keyFile: makeKeyFile("two.key") });
    expect(getKeyring().masterKeyId).not.toBe(masterKeyId);
  });
});

describe("with a passphrase", () => {
  test("starts sealed; the first passphrase is chosen on the machine itself and is the one from then on", async () => {
    expect(await start({})).toBe("sealed");
    expect(isSealed()).toBe(true);
    expect((await checkReadiness()).isReady).toBe(false);
    expect(await codeOf(unsealConsole(passphrase, remote))).toBe("forbidden");
    expect(await codeOf(unsealConsole("short", local))).toBe("invalid_request");
    const followed: string[] = [];
    await whenUnsealed("test", () => void followed.push("started"));
    expect(followed).toEqual([]);
    await unsealConsole(passphrase, local);
    expect(isSealed()).toBe(false);
    expect(followed).toEqual(["started"]);
    expect(await checkReadiness()).toEqual({ isReady: true, database: true, migrations: true, key: true });
    expect(await codeOf(unsealConsole(passphrase, local))).toBe("conflict");
    const team = await createTestTeam();
    await createProfile(team.administrator, profileInput(), local);

    expect(await start({})).toBe("sealed");
    expect(await codeOf(unsealConsole("wrong horse battery staple", remote))).toBe("forbidden");
    expect(isSealed()).toBe(true);
    expect(() => getKeyring()).toThrow(/waits for its master key/);
    await unsealConsole(passphrase, remote);
    const actions = (await getDatabase().auditEvent.findMany()).map((event) => event.action);
    expect(actions).toEqual(["console.choosePassphrase", "profile.create", "console.unseal"]);
  });

  test("refuses a sixth attempt within a minute without looking at it", async () => {
    await start({});
    for (let attempt = 1; attempt <= 5; attempt++) await codeOf(unsealConsole(passphrase, remote));
    const refused = unsealConsole(passphrase, local);
    await expect(refused).rejects.toMatchObject({ code: "too_many_requests" });
    const error: unknown = await refused.catch((thrown: unknown) => thrown);
    expect((error as AppError).retryAfterSeconds).toBeGreaterThan(0);
    expect(isSealed()).toBe(true);
  });

  test("does not take over a console that has another kind of key", async () => {
    await start({ keyFile: makeKeyFile("master.key") });
    await start({});
    expect(await codeOf(unsealConsole(passphrase, local))).toBe("conflict");
  });
});

test("readiness follows the state of the process", async () => {
  await start({ keyFile: makeKeyFile("master.key") });
  expect((await checkReadiness()).isReady).toBe(false);
  await unseal();
  expect((await checkReadiness()).isReady).toBe(true);
  getRuntime().isShuttingDown = true;
  expect((await checkReadiness()).isReady).toBe(false);
});

describe("the command that checks the audit log", () => {
  const run = async () => {
    const { SIGNALBOX_DATA_DIR: _own, ...env } = process.env;
    const script = path.resolve("scripts/audit-verify.ts");
    const args = ["--conditions=react-server", "--import", "tsx", script];
    return promisify(execFile)(process.execPath, args, { env: { ...env, SIGNALBOX_DATA_DIR: directory } }).then(
      ({ stdout }) => ({ code: 0, output: stdout }),
      (error: { code: number; stdout: string; stderr: string }) => ({
        code: error.code,
        output: error.stdout + error.stderr,
      }),
    );
  };

  test("tells intact from changed, and both from not checkable", { timeout: 120_000 }, async () => {
    expect(await run()).toMatchObject({ code: 2 });
    expect(existsSync(path.join(directory, "signalbox.db"))).toBe(false);
    await start({ keyFile: makeKeyFile("master.key") });
    const team = await createTestTeam();
    await createProfile(team.administrator, profileInput(), local);
    await flushAuditHead();
    expect(await run()).toEqual({ code: 0, output: "intact: All 1 events fit together.\n" });
    await getDatabase().$executeRawUnsafe(`DROP TRIGGER "AuditEvent_refuse_update"`);
    await getDatabase().$executeRawUnsafe(`UPDATE "AuditEvent" SET "actorName" = 'x'`);
    expect(await run()).toMatchObject({ code: 1, output: expect.stringContaining("first bad event: 1") });
  });
});
