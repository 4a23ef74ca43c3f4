import "server-only";
import SqliteDatabase from "better-sqlite3";

/** A value as the driver hands it over: no booleans, no dates. */
type PlainValue = string | number | null;

/**
 * Prepared statements on a connection that can only read, for the few reads that every request begins with: the client
 * costs ten times as much as SQLite does. Each read sees everything that is committed when it begins. Opened by the first
 * read.
 */
export class PlainReader {
  readonly #file: string;
  readonly #busyTimeoutMs: number;
  #database: SqliteDatabase.Database | undefined;
  readonly #statements = new Map<string, SqliteDatabase.Statement<PlainValue[]>>();

  constructor(file: string, busyTimeoutMs: number) {
    this.#file = file;
    this.#busyTimeoutMs = busyTimeoutMs;
  }

  /** All rows of a constant query; values go in as parameters. Throws the driver's own errors. */
  all<Row>(sql: string, ...values: PlainValue[]): Row[] {
    return this.#prepare(sql).all(...values) as Row[];
  }

  /** A later read opens it again. */
  close(): void {
    this.#statements.clear();
    this.#database?.close();
    this.#database = undefined;
  }

  #prepare(sql: string): SqliteDatabase.Statement<PlainValue[]> {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    this.#database ??= new SqliteDatabase(this.#file, {
      readonly: true,
      fileMustExist: true,
      timeout: this.#busyTimeoutMs,
    });
    const statement = this.#database.prepare<PlainValue[]>(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
