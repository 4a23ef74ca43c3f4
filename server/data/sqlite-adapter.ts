import "server-only";
import { setImmediate } from "node:timers/promises";
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";

type Factory = InstanceType<typeof PrismaBetterSqlite3>;
type Connection = Awaited<ReturnType<Factory["connect"]>>;
type Query = Parameters<Connection["queryRaw"]>[0];
type Transaction = Awaited<ReturnType<Connection["startTransaction"]>>;

/** For the lock of another process, such as a command. The driver waits for it with the event loop held. */
export const BUSY_TIMEOUT_MS = 2_000;

/** What REL-1 demands of every connection; `synchronous` 2 is FULL. */
const REQUIRED_PRAGMAS: readonly (readonly [name: string, value: string, reads: string])[] = [
  ["busy_timeout", String(BUSY_TIMEOUT_MS), String(BUSY_TIMEOUT_MS)],
  ["journal_mode", "WAL", "wal"],
  ["synchronous", "FULL", "2"],
  ["foreign_keys", "ON", "1"],
];

/** Thrown when a connection does not keep a durability setting it was given. */
export class DurabilityError extends Error {
  override readonly name = "DurabilityError";
}

async function readPragma(connection: Connection, name: string): Promise<string> {
  const result = await connection.queryRaw({ sql: `PRAGMA ${name}`, args: [], argTypes: [] });
  return String(result.rows[0]?.[0] ?? "").toLowerCase();
}

async function openConnection(factory: Factory): Promise<Connection> {
  const connection = await factory.connect();
  for (const [name, value, reads] of REQUIRED_PRAGMAS) {
    await connection.executeScript(`PRAGMA ${name} = ${value}`);
    const actual = await readPragma(connection, name);
    if (actual !== reads) {
      await connection.dispose();
      throw new DurabilityError(`The database keeps ${name} at “${actual}” instead of “${value}”.`);
    }
  }
  return connection;
}

const plain = (sql: string): Query => ({ sql, args: [], argTypes: [] });

/**
 * One database file behind two connections. The library's own adapter runs a statement that belongs to no transaction
 * inside whichever transaction is open at that moment, so that somebody else's rollback would undo it. Here such reads
 * go to a connection of their own and see what is committed, and such writes wait for their turn as a transaction.
 */
class PairedConnection implements Connection {
  readonly provider = "sqlite";
  readonly adapterName: string;
  readonly #writer: Connection;
  readonly #reader: Connection;
  readonly #onDispose: () => void;

  constructor(writer: Connection, reader: Connection, onDispose: () => void) {
    this.#writer = writer;
    this.#reader = reader;
    this.#onDispose = onDispose;
    this.adapterName = writer.adapterName;
  }

  queryRaw(query: Query) {
    if (/^\s*SELECT\b/i.test(query.sql)) return this.#reader.queryRaw(query);
    return this.#alone((connection) => connection.queryRaw(query));
  }

  executeRaw(query: Query) {
    return this.#alone((connection) => connection.executeRaw(query));
  }

  executeScript(script: string) {
    return this.#writer.executeScript(script);
  }

  async startTransaction(...options: Parameters<Connection["startTransaction"]>): Promise<Transaction> {
    const transaction = await this.#writer.startTransaction(...options);
    try {
      // The driver never waits for anything: without this, all that wait for their turn would run as one piece.
      await setImmediate();
      // A deferred transaction that reads before it writes fails at once if another process wrote in between.
      await transaction.executeRaw(plain("COMMIT"));
      await transaction.executeRaw(plain("BEGIN IMMEDIATE"));
    } catch (error) {
      await transaction.rollback();
      throw error;
    }
    return transaction;
  }

  async dispose(): Promise<void> {
    this.#onDispose();
    await this.#reader.dispose();
    await this.#writer.dispose();
  }

  async #alone<T>(work: (connection: Transaction) => Promise<T>): Promise<T> {
    const transaction = await this.startTransaction();
    try {
      const result = await work(transaction);
      await transaction.executeRaw(plain("COMMIT"));
      await transaction.commit();
      return result;
    } catch (error) {
      // SQLite has already rolled back after some failures, a full disk among them.
      await transaction.executeRaw(plain("ROLLBACK")).catch(() => undefined);
      await transaction.rollback();
      throw error;
    }
  }
}

/** Opens a database file for the generated client with every setting of REL-1 set and read back. */
export class SqliteAdapter implements Pick<Factory, "provider" | "adapterName" | "connect"> {
  readonly provider = "sqlite";
  readonly adapterName: string;
  readonly #factory: Factory;
  readonly #onDispose: () => void;

  /** `onDispose` is called when the client lets its connection go. */
  constructor(file: string, onDispose: () => void = () => {}) {
    this.#onDispose = onDispose;
    this.#factory = new PrismaBetterSqlite3({ url: `file:${file}` });
    this.adapterName = this.#factory.adapterName;
  }

  /** @throws DurabilityError if a setting does not hold. */
  async connect(): Promise<Connection> {
    const writer = await openConnection(this.#factory);
    try {
      return new PairedConnection(writer, await openConnection(this.#factory), this.#onDispose);
    } catch (error) {
      await writer.dispose();
      throw error;
    }
  }
}
