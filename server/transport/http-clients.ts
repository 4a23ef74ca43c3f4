/** Spreads requests over a few single-socket clients so that sequential requests always meet the same socket. */
import { Client } from "undici";
import { FairTurns } from "./fair-turns";

interface Slot {
  client: Client;
  isBusy: boolean;
}

export interface HttpClientsOptions {
  /** Parallel sockets. */
  maximum: number;
  maximumWaiting: number;
  /** What those are told for whom there is no room in the queue. */
  full: () => Error;
}

/**
 * undici's own pool opens a second socket when a request comes in the moment before the previous one has been tidied
 * up; here a slot is free as soon as its answer has been read, and the request waits those microseconds in its queue.
 * Requests beyond the sockets wait in turns that are fair among those who ask (SEC-G9).
 */
export class HttpClients {
  readonly #slots: Slot[] = [];
  readonly #create: () => Client;
  readonly #turns: FairTurns;

  constructor(origin: string, options: Client.Options, { maximum, maximumWaiting, full }: HttpClientsOptions) {
    this.#create = () => new Client(origin, options);
    this.#turns = new FairTurns({ places: maximum, maximumWaiting, full });
  }

  /**
   * The first idle client, else a new one, as soon as it is the flow's turn. `release` must be called once. Rejects with
   * the signal's reason, with what `full` makes, or with the error of `destroy`.
   */
  async acquire(flow: string, signal: AbortSignal): Promise<{ client: Client; release: () => void }> {
    const giveBack = await this.#turns.take(flow, signal);
    const slot = this.#slots.find(({ isBusy }) => !isBusy) ?? this.#addSlot();
    slot.isBusy = true;
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      slot.isBusy = false;
      giveBack();
    };
    return { client: slot.client, release };
  }

  /** Lets running requests end; those that wait fail with the error. */
  async close(error: Error): Promise<void> {
    this.#turns.end(error);
    await Promise.all(this.#slots.map(({ client }) => client.close()));
  }

  /** Fails running and waiting requests with the error and closes their sockets. */
  async destroy(error: Error): Promise<void> {
    this.#turns.end(error);
    await Promise.all(this.#slots.map(({ client }) => client.destroy(error)));
  }

  #addSlot(): Slot {
    const slot = { client: this.#create(), isBusy: false };
    this.#slots.push(slot);
    return slot;
  }
}
