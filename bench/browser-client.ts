import type { AnswerOf, Endpoint } from "@/contracts/endpoint";
import type { CallInput, ConsoleClient } from "@/scripts/console-client";

/** Connections a browser opens to one server. */
const CONNECTIONS = 6;

/** Calls endpoints as one browser does: the calls beyond its connections wait for their turn. */
export class BrowserClient {
  readonly #client: ConsoleClient;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(client: ConsoleClient) {
    this.#client = client;
  }

  /** @throws ConsoleProblem when the console refuses. */
  async call<E extends Endpoint>(endpoint: E, input: CallInput<E>): Promise<AnswerOf<E>> {
    if (this.#running === CONNECTIONS) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      return await this.#client.call(endpoint, input);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
