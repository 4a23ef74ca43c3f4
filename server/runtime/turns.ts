/** Lets work on one thing go one after the other, in the order asked for; work on different things goes side by side. */
export class Turns {
  readonly #tails = new Map<string, Promise<unknown>>();

  /** Does the work when all that was asked for before with this key has ended, well or not. @throws what the work throws */
  take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const result = (this.#tails.get(key) ?? Promise.resolve()).then(work);
    const tail = result
      .catch(() => undefined)
      .then(() => {
        if (this.#tails.get(key) === tail) this.#tails.delete(key);
      });
    this.#tails.set(key, tail);
    return result;
  }
}
