/** Deals a limited number of places out among those who ask, each in turn (SEC-G9, REL-16). */

interface Turn {
  grant: () => void;
  refuse: (error: Error) => void;
}

export interface FairTurnsOptions {
  /** How many may hold a place at the same time. */
  places: number;
  /** How many may wait, over all who ask. */
  maximumWaiting: number;
  /** What those are told for whom there is no room. */
  full: () => Error;
}

/**
 * Whoever asks often waits behind its own requests, not before those of others: free places go round by flow. When the
 * queue is full the longest flow gives way, so that nobody can fill it against the others.
 */
export class FairTurns {
  readonly #options: FairTurnsOptions;
  /** Those who wait, by flow; the first flow is next. */
  readonly #flows = new Map<string, Turn[]>();
  #free: number;
  #waiting = 0;
  #ended: Error | undefined;

  constructor(options: FairTurnsOptions) {
    this.#options = options;
    this.#free = options.places;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Waits for a place. The returned function gives it back. Rejects with the signal's reason, with what `full` makes or
   * with the error of `end`.
   */
  take(flow: string, signal?: AbortSignal): Promise<() => void> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    if (signal?.aborted) return Promise.reject(reasonOf(signal));
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve(this.#place());
    }
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#remove(flow, turn);
        reject(reasonOf(signal));
      };
      const turn: Turn = {
        grant: () => {
          signal?.removeEventListener("abort", onAbort);
          resolve(this.#place());
        },
        refuse: (error) => {
          signal?.removeEventListener("abort", onAbort);
          reject(error);
        },
      };
      if (!this.#makeRoom(flow)) {
        reject(this.#options.full());
        return;
      }
      signal?.addEventListener("abort", onAbort, { once: true });
      const turns = this.#flows.get(flow);
      if (turns === undefined) this.#flows.set(flow, [turn]);
      else turns.push(turn);
      this.#waiting += 1;
    });
  }

  /** Refuses everybody who waits and whoever comes later. */
  end(error: Error): void {
    this.#ended = error;
    const turns = [...this.#flows.values()].flat();
    this.#flows.clear();
    this.#waiting = 0;
    for (const turn of turns) turn.refuse(error);
  }

  #place(): () => void {
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#grantNext();
    };
  }

  #grantNext(): void {
    const [next] = this.#flows;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    const [flow, turns] = next;
    const turn = turns.shift();
    // To the end of the round, if it still waits.
    this.#flows.delete(flow);
    if (turns.length > 0) this.#flows.set(flow, turns);
    this.#waiting -= 1;
    turn?.grant();
  }

  #makeRoom(flow: string): boolean {
    if (this.#waiting < this.#options.maximumWaiting) return true;
    let longest: [string, Turn[]] | undefined;
    for (const entry of this.#flows) if (entry[1].length > (longest?.[1].length ?? 0)) longest = entry;
    const own = this.#flows.get(flow)?.length ?? 0;
    if (longest === undefined || longest[1].length <= own + 1) return false;
    const [name, turns] = longest;
    const latest = turns.at(-1);
    if (latest === undefined) return false;
    this.#remove(name, latest);
    latest.refuse(this.#options.full());
    return true;
  }

  #remove(flow: string, turn: Turn): void {
    const turns = this.#flows.get(flow);
    const index = turns?.indexOf(turn) ?? -1;
    if (turns === undefined || index < 0) return;
    turns.splice(index, 1);
    this.#waiting -= 1;
    if (turns.length === 0) this.#flows.delete(flow);
  }
}

function reasonOf(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new Error("The caller has left.");
}
