import "server-only";
import { hkdfSync, randomBytes, randomUUID } from "node:crypto";
import type { Executor, Transaction } from "@/server/data/client";
import { activateDataKey, countDataKeyUse, findActiveDataKey, findDataKey } from "@/server/data/data-keys";
import { findSetting, saveSetting } from "@/server/data/settings";
import { AppError } from "@/server/domain/app-error";
import { getRuntime } from "@/server/runtime/registry";
import { MasterKeyError } from "./master-key";
import { type Binding, keyIdOf, openBytes, SealError, sealBytes } from "./seal";
import { Secret } from "./secret";

declare module "@/server/runtime/registry" {
  interface RuntimeServices {
    keyring: Keyring;
  }
}

const KEY_BYTES = 32;
/** Half of what random 96-bit nonces allow (SEC-A3). */
const DEFAULT_USE_LIMIT = 2n ** 31n;
const SENTINEL = "signalbox";
const sentinelBinding: Binding = { table: "Setting", rowId: "master-key-check", column: "value" };

/** The master key and the data keys it wraps; the only door to sealed values. */
export class Keyring {
  /** Names the master key without telling it. */
  readonly masterKeyId: string;
  readonly #master: Secret;
  readonly #wrappingKey: Buffer;
  readonly #dataKeys = new Map<string, Buffer>();
  readonly #useLimit: bigint;

  /** Takes over the master key. */
  constructor(master: Secret, options: { useLimit?: bigint } = {}) {
    this.#master = master;
    this.#useLimit = options.useLimit ?? DEFAULT_USE_LIMIT;
    this.masterKeyId = this.deriveKey("master-key-id", 8).toString("hex");
    this.#wrappingKey = this.deriveKey("data-key-wrapping");
  }

  /** A key for one purpose, derived from the master key (HKDF-SHA-256, RFC 5869). */
  deriveKey(purpose: string, bytes = KEY_BYTES): Buffer {
    return Buffer.from(hkdfSync("sha256", this.#master.bytes(), "signalbox/v1", purpose, bytes));
  }

  /** Seals a value for the one place it is written to, in the transaction that writes it. */
  async seal(tx: Transaction, binding: Binding, plaintext: string | Secret): Promise<Uint8Array<ArrayBuffer>> {
    const { id, key } = await this.#activeKey(tx);
    await countDataKeyUse(tx, id);
    const bytes = typeof plaintext === "string" ? Buffer.from(plaintext, "utf8") : plaintext.bytes();
    const sealed = new Uint8Array(sealBytes(key, id, binding, bytes));
    if (typeof plaintext === "string") bytes.fill(0);
    return sealed;
  }

  /**
   * Opens a sealed value for the place it was read from. The caller destroys the secret after use.
   * @throws AppError `secret_binding` if it does not belong there or its key is not ours.
   */
  async open(db: Executor, binding: Binding, sealed: Uint8Array): Promise<Secret> {
    try {
      const key = await this.#dataKey(db, keyIdOf(sealed));
      return new Secret(openBytes(key, binding, sealed));
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      throw new AppError("secret_binding", "A stored secret does not fit the place it was found in; it was not used.", {
        remedy: "Enter the secrets of this profile again.",
        cause: error,
      });
    }
  }

  /** Zero-fills every key. */
  destroy(): void {
    this.#master.destroy();
    this.#wrappingKey.fill(0);
    for (const key of this.#dataKeys.values()) key.fill(0);
    this.#dataKeys.clear();
  }

  async #activeKey(tx: Transaction): Promise<{ id: string; key: Buffer }> {
    const row = await findActiveDataKey(tx);
    if (row !== null && row.useCount < this.#useLimit) {
      return { id: row.id, key: this.#unwrap(row.id, row.wrapped) };
    }
    const id = randomUUID();
    const key = randomBytes(KEY_BYTES);
    const wrapped = new Uint8Array(sealBytes(this.#wrappingKey, this.masterKeyId, this.#wrappingBinding(id), key));
    await activateDataKey(tx, { id, masterKeyId: this.masterKeyId, wrapped });
    this.#dataKeys.set(id, key);
    return { id, key };
  }

  async #dataKey(db: Executor, id: string): Promise<Buffer> {
    const known = this.#dataKeys.get(id);
    if (known !== undefined) return known;
    const row = await findDataKey(db, id);
    if (row === null) throw new SealError("The key of this value is not known.");
    return this.#unwrap(id, row.wrapped);
  }

  #unwrap(id: string, wrapped: Uint8Array): Buffer {
    const known = this.#dataKeys.get(id);
    if (known !== undefined) return known;
    const key = openBytes(this.#wrappingKey, this.#wrappingBinding(id), wrapped);
    this.#dataKeys.set(id, key);
    return key;
  }

  #wrappingBinding(id: string): Binding {
    return { table: "DataKey", rowId: id, column: "wrapped" };
  }

  /** What a start compares with: this master key's id and a value only it opens. */
  makeCheck(): string {
    const sealed = sealBytes(this.#wrappingKey, this.masterKeyId, sentinelBinding, Buffer.from(SENTINEL));
    return JSON.stringify({ masterKeyId: this.masterKeyId, sealed: sealed.toString("base64") });
  }

  /** @throws MasterKeyError naming both key ids if the database was sealed with another master key (SEC-A8). */
  requireCheck(check: string): void {
    const { masterKeyId, sealed } = JSON.parse(check) as { masterKeyId: string; sealed: string };
    try {
      openBytes(this.#wrappingKey, sentinelBinding, Buffer.from(sealed, "base64"));
    } catch (error) {
      throw new MasterKeyError(
        `Wrong master key: the database needs the key with id ${masterKeyId}, the one given has id ${this.masterKeyId}.`,
        { cause: error },
      );
    }
  }
}

/**
 * Checks the key against the database, or claims a new database for it, and makes it the one of this process.
 * @throws MasterKeyError for the key of another database (SEC-A8).
 */
export async function installKeyring(db: Executor, keyring: Keyring): Promise<void> {
  const check = await findSetting(db, "master-key-check");
  if (check === null) await saveSetting(db, "master-key-check", keyring.makeCheck());
  else keyring.requireCheck(check);
  getRuntime().services.keyring = keyring;
}

/** The keys of this process. @throws AppError `sealed` while they are not there. */
export function getKeyring(): Keyring {
  const { keyring } = getRuntime().services;
  if (keyring === undefined) throw new AppError("sealed", "The console waits for its master key.");
  return keyring;
}
