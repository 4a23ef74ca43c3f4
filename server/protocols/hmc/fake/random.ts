/** Repeatable pseudo-random numbers, so that the same seed gives the same machines and the same life. */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number in [0, 1), by mulberry32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** An integer from low to high, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** One of the values; throws RangeError for an empty list. */
  pick<T>(values: readonly T[]): T {
    const chosen = values[this.integer(0, values.length - 1)];
    if (chosen === undefined) throw new RangeError("nothing to pick from");
    return chosen;
  }

  /** Hexadecimal digits. */
  hex(length: number): string {
    let digits = "";
    while (digits.length < length) digits += Math.floor(this.next() * 16).toString(16);
    return digits;
  }

  /** A UUID in the form HMC object ids have. */
  uuid(): string {
    return `${this.hex(8)}-${this.hex(4)}-11${this.hex(2)}-${this.hex(4)}-00106f${this.hex(6)}`;
  }

  /** A copy of the list in another order. */
  shuffle<T>(values: readonly T[]): T[] {
    return values
      .map((value) => ({ value, key: this.next() }))
      .sort((a, b) => a.key - b.key)
      .map(({ value }) => value);
  }
}
