import "server-only";
import { BlockList, isIPv6 } from "node:net";
import { databaseFile, getDatabase, type Transaction, withTransaction } from "@/server/data/client";
import { isCurrent, migrate, migrationsDirectory } from "@/server/data/migrate";
import { findSetting, saveSetting } from "@/server/data/settings";
import { AppError, invalidField } from "@/server/domain/app-error";
import type { RequestContext } from "@/server/domain/principal";
import { type Env, getEnv } from "@/server/env";
import { getLogger, protectSecret } from "@/server/logging/logger";
import { getRuntime, obtain, onShutdown, SHUTDOWN_ORDER } from "@/server/runtime/registry";
import { isSealed, seal, unseal } from "@/server/runtime/seal-state";
import { installKeyring, Keyring } from "@/server/secrets/keyring";
import {
  deriveFromPassphrase,
  MasterKeyError,
  newPassphraseParameters,
  type PassphraseParameters,
  readMasterKey,
} from "@/server/secrets/master-key";
import { recordAudit } from "./audit";

export { translateStorageError } from "@/server/data/errors";
export { isSealed } from "@/server/runtime/seal-state";

const ATTEMPTS_PER_MINUTE = 5;
const MINUTE_MS = 60_000;
const SHORTEST_PASSPHRASE = 12;

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");
loopback.addSubnet("::ffff:127.0.0.0", 104, "ipv6");

declare module "@/server/runtime/registry" {
  interface RuntimeServices {
    unsealAttempts: number[];
  }
}

/**
 * Migrates and opens the database and takes the master key into use, or marks the console as sealed where the key is a
 * passphrase that somebody still has to enter (SEC-A5).
 * @throws MigrationError, DurabilityError, MasterKeyError: the console must not serve (SEC-A8)
 */
export async function startStorage(source: Env["masterKey"] = getEnv().masterKey): Promise<"open" | "sealed"> {
  const result = await migrate(databaseFile(), migrationsDirectory());
  if (result.applied.length > 0) getLogger().info({ ...result }, "the database was brought up to date");
  const database = getDatabase();
  await database.$connect();
  onShutdown("database", SHUTDOWN_ORDER.database, async () => {
    await database.$disconnect();
    getRuntime().services.keyring?.destroy();
  });
  const master = await readMasterKey(source);
  if (master === null) {
    seal();
    return "sealed";
  }
  await installKeyring(database, new Keyring(master));
  return "open";
}

function requireAttempt(): void {
  const attempts = obtain("unsealAttempts", () => []);
  const now = performance.now();
  while (attempts[0] !== undefined && now - attempts[0] > MINUTE_MS) attempts.shift();
  const [oldest] = attempts;
  if (attempts.length >= ATTEMPTS_PER_MINUTE && oldest !== undefined) {
    const retryAfterSeconds = Math.ceil((MINUTE_MS - (now - oldest)) / 1000);
    throw new AppError("too_many_requests", "Too many attempts to open the console.", { retryAfterSeconds });
  }
  attempts.push(now);
}

/** The first passphrase decides for ever, so it is accepted from the machine itself only. */
function requireFirstPassphrase(passphrase: string, remoteAddress: string | null): void {
  const address = remoteAddress ?? "";
  if (!loopback.check(address, isIPv6(address) ? "ipv6" : "ipv4")) {
    throw new AppError("forbidden", "The passphrase of a new console is chosen on its own machine.", {
      remedy: "Open the console through its loopback address.",
    });
  }
  if (passphrase.length < SHORTEST_PASSPHRASE) {
    throw invalidField("passphrase", `Choose a passphrase of at least ${SHORTEST_PASSPHRASE} characters.`);
  }
}

async function findParameters(tx: Transaction): Promise<PassphraseParameters | null> {
  const stored = await findSetting(tx, "master-key-passphrase");
  if (stored !== null) return JSON.parse(stored) as PassphraseParameters;
  if ((await findSetting(tx, "master-key-check")) !== null) {
    throw new AppError("conflict", "This console's master key is not a passphrase.", {
      remedy: "Start it with the key it was set up with.",
    });
  }
  return null;
}

/**
 * Opens a console that was started sealed. In a new console this chooses the passphrase.
 * @throws AppError `conflict` if it is open, `too_many_requests`, `forbidden` for a wrong passphrase
 */
export async function unsealConsole(passphrase: string, context: RequestContext): Promise<void> {
  if (!isSealed()) throw new AppError("conflict", "The console is open already.");
  requireAttempt();
  protectSecret(passphrase);
  const known = await withTransaction(findParameters);
  if (known === null) requireFirstPassphrase(passphrase, context.remoteAddress);
  const parameters = known ?? newPassphraseParameters();
  const keyring = new Keyring(await deriveFromPassphrase(passphrase, parameters));
  try {
    await withTransaction(async (tx) => {
      if (!isSealed()) throw new AppError("conflict", "The console is open already.");
      if (known === null) {
        if ((await findParameters(tx)) !== null)
          throw new AppError("conflict", "Somebody else chose a passphrase just now.");
        await saveSetting(tx, "master-key-passphrase", JSON.stringify(parameters));
      }
      await installKeyring(tx, keyring);
      await recordAudit(tx, {
        principal: null,
        actorName: "holder of the passphrase",
        context,
        teamId: null,
        action: known === null ? "console.choosePassphrase" : "console.unseal",
        objectType: "console",
      });
    });
  } catch (error) {
    keyring.destroy();
    if (getRuntime().services.keyring === keyring) delete getRuntime().services.keyring;
    if (!(error instanceof MasterKeyError)) throw error;
    getLogger().warn({ requestId: context.requestId, remoteAddress: context.remoteAddress }, "wrong master passphrase");
    throw new AppError("forbidden", "This is not the passphrase of this console.", { cause: error });
  }
  await unseal();
}

export interface Readiness {
  isReady: boolean;
  database: boolean;
  migrations: boolean;
  key: boolean;
}

/** Whether the console can serve: database, migrations and key are there and it is not ending (REL-14). Never throws. */
export async function checkReadiness(): Promise<Readiness> {
  const runtime = getRuntime();
  const key = runtime.services.keyring !== undefined && !isSealed();
  let database = false;
  let migrations = false;
  try {
    await getDatabase().$queryRaw`SELECT 1`;
    database = true;
    migrations = isCurrent(databaseFile(), migrationsDirectory());
  } catch (error) {
    getLogger().warn({ err: error }, "the database does not answer");
  }
  const isServing = runtime.isReady && !runtime.isShuttingDown;
  return { isReady: isServing && database && migrations && key, database, migrations, key };
}
