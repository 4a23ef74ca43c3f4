const SHARE = 0.1;
/** A quiet connection survives sockets that died meanwhile. */
const RESERVE = 2;
const MOST_SAVED = 10;

/** Allows repeats for a tenth of the requests of an endpoint, so that repeats cannot multiply its load when it fails (REL-8). */
export class RetryBudget {
  #saved = RESERVE;

  /** A request is made that is not a repeat. */
  earn(): void {
    this.#saved = Math.min(MOST_SAVED, this.#saved + SHARE);
  }

  /** Asks for one repeat; false when the budget is used up. */
  spend(): boolean {
    // A tenth has no exact binary form.
    if (this.#saved < 1 - 1e-6) return false;
    this.#saved -= 1;
    return true;
  }
}
