import "server-only";
import { existsSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { type Database, databaseFile, getDatabase } from "@/server/data/client";
import { isCurrent, migrationsDirectory } from "@/server/data/migrate";
import { findSetting } from "@/server/data/settings";
import { getEnv } from "@/server/env";
import { installKeyring, Keyring } from "@/server/secrets/keyring";
import {
  deriveFromPassphrase,
  MasterKeyError,
  type PassphraseParameters,
  readMasterKey,
} from "@/server/secrets/master-key";
import type { Secret } from "@/server/secrets/secret";

async function readPassphrase(database: Database): Promise<Secret> {
  const parameters = await findSetting(database, "master-key-passphrase");
  if (parameters === null) throw new MasterKeyError("No passphrase has been chosen for this console yet.");
  const passphrase = (await text(process.stdin)).replace(/\r?\n$/, "");
  return deriveFromPassphrase(passphrase, JSON.parse(parameters) as PassphraseParameters);
}

/**
 * Runs a command's work on the database of this installation, beside a running console or without one: with the master
 * key of the environment, the one that `npm start` made, or the passphrase on standard input.
 * @throws MasterKeyError for a missing or wrong key; a plain error where there is no database of this version
 */
export async function withInstallation<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const { masterKey, dataDirectory } = getEnv();
  if (!existsSync(databaseFile()) || !isCurrent(databaseFile(), migrationsDirectory())) {
    throw new Error(`There is no database of this version in ${dataDirectory}.`);
  }
  const { isPassphrasePrompted, ...sources } = masterKey;
  const isConfigured = isPassphrasePrompted || Object.values(sources).some((source) => source !== undefined);
  const file = path.join(dataDirectory, "master.key");
  const database = getDatabase();
  try {
    const key = await readMasterKey(isConfigured ? masterKey : { isPassphrasePrompted, file });
    await installKeyring(database, new Keyring(key ?? (await readPassphrase(database))));
    return await work(database);
  } finally {
    await database.$disconnect();
  }
}
