import type { Problem } from "@/contracts/problem";
import type { WbemColumn, WbemInstanceLine } from "@/contracts/wbem/instances";
import type { WbemNote, WbemPath, WbemValue } from "@/contracts/wbem/values";
import { problemOf } from "./problem";

export interface ReadRow {
  /** Position in which the server sent it. */
  index: number;
  path: WbemPath | null;
  className: string;
  /** By column; shorter than the columns where some came later. */
  values: readonly WbemValue[];
}

/** What has been read so far of a list of instances. */
export interface Reading {
  columns: readonly WbemColumn[];
  rows: readonly ReadRow[];
  notes: readonly WbemNote[];
  phase: "reading" | "paused" | "ended" | "cancelled" | "failed";
  end: Extract<WbemInstanceLine, { kind: "end" }> | null;
  problem: Problem | null;
  startedAtMs: number;
  /** When the last line came. */
  updatedAtMs: number;
}

interface ReaderOptions {
  open: (signal: AbortSignal) => AsyncIterable<WbemInstanceLine>;
  /** Rows after which reading waits until somebody asks for more. */
  pageSize: number;
  /** Least time between two reports of new rows. */
  reportMs?: number;
  now?: () => number;
}

/**
 * Reads a list of instances as its lines arrive. When a page of rows is full it stops taking lines, so that console and
 * device stop sending too, until `readOn` or `readAll`. `cancel` closes the enumeration on the device.
 */
export class InstanceReader {
  readonly #options: Required<ReaderOptions>;
  readonly #abort = new AbortController();
  readonly #listeners = new Set<() => void>();
  #reading: Reading;
  #pending: ReadRow[] = [];
  #limit: number;
  #goOn: (() => void) | null = null;
  #count = 0;
  #reportedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: ReaderOptions) {
    this.#options = { reportMs: 150, now: Date.now, ...options };
    this.#limit = options.pageSize;
    const startedAtMs = this.#options.now();
    this.#reading = {
      columns: [],
      rows: [],
      notes: [],
      phase: "reading",
      end: null,
      problem: null,
      startedAtMs,
      updatedAtMs: startedAtMs,
    };
  }

  readonly getReading = (): Reading => this.#reading;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Reads to the end, until it is cancelled; never throws, failures are part of the reading. */
  async read(): Promise<void> {
    try {
      for await (const line of this.#options.open(this.#abort.signal)) {
        this.#take(line);
        if (this.#count >= this.#limit && this.#reading.end === null) await this.#wait();
        if (this.#abort.signal.aborted) return;
      }
      if (this.#reading.end === null) throw new Error("The list ended without its last line.");
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      this.#report({ phase: "failed", problem: problemOf(error instanceof Error ? error : new Error(String(error))) });
    }
  }

  /** Takes another page of rows. */
  readonly readOn = (): void => {
    this.#raise(this.#count + this.#options.pageSize);
  };

  /** Takes everything without another stop. */
  readAll(): void {
    this.#raise(Number.POSITIVE_INFINITY);
  }

  cancel(): void {
    if (this.#reading.phase !== "reading" && this.#reading.phase !== "paused") return;
    this.#abort.abort();
    this.#goOn?.();
    this.#report({ phase: "cancelled" });
  }

  #raise(limit: number): void {
    if (this.#reading.phase !== "paused" && limit !== Number.POSITIVE_INFINITY) return;
    this.#limit = limit;
    this.#goOn?.();
  }

  async #wait(): Promise<void> {
    this.#report({ phase: "paused" });
    await new Promise<void>((resolve) => {
      this.#goOn = resolve;
    });
    this.#goOn = null;
    if (!this.#abort.signal.aborted) this.#report({ phase: "reading" });
  }

  #take(line: WbemInstanceLine): void {
    if (line.kind === "columns") {
      this.#reading = { ...this.#reading, columns: [...this.#reading.columns, ...line.columns] };
    } else if (line.kind === "note") {
      this.#reading = { ...this.#reading, notes: [...this.#reading.notes, line.note] };
    } else if (line.kind === "end") {
      this.#report({ phase: "ended", end: line });
    } else {
      for (const row of line.rows) {
        this.#pending.push({ index: this.#count, ...row });
        this.#count += 1;
      }
      if (this.#options.now() - this.#reportedAtMs >= this.#options.reportMs) this.#report({});
    }
  }

  #report(change: Partial<Reading>): void {
    const rows = this.#pending.length === 0 ? this.#reading.rows : [...this.#reading.rows, ...this.#pending];
    this.#pending = [];
    this.#reportedAtMs = this.#options.now();
    this.#reading = { ...this.#reading, rows, updatedAtMs: this.#reportedAtMs, ...change };
    for (const listener of this.#listeners) listener();
  }
}
