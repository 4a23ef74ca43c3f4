/** Spreads requests over a few single-socket clients so that sequential requests always meet the same socket. */
import { Client } from "undici";

interface Slot {
  client: Client;
  requests: number;
}

/**
 * undici's own pool opens a second socket when a request comes in the moment before the previous one has been tidied
 * up; here a slot is free as soon as its answer has been read, and the request waits those microseconds in its queue.
 */
export class HttpClients {
  readonly #slots: Slot[] = [];
  readonly #create: () => Client;
  readonly #maximum: number;

  constructor(origin: string, options: Client.Options, maximum: number) {
    this.#create = () => new Client(origin, options);
    this.#maximum = maximum;
  }

  /** The first idle client, else a new one, else the least busy. `release` must be called once. */
  acquire(): { client: Client; release: () => void } {
    const slot = this.#slots.find(({ requests }) => requests === 0) ?? this.#addSlot() ?? this.#leastBusy();
    slot.requests += 1;
    let released = false;
    const release = () => {
      if (!released) slot.requests -= 1;
      released = true;
    };
    return { client: slot.client, release };
  }

  /** Lets running requests end. */
  async close(): Promise<void> {
    await Promise.all(this.#slots.map(({ client }) => client.close()));
  }

  /** Fails running requests with the error and closes their sockets. */
  async destroy(error: Error): Promise<void> {
    await Promise.all(this.#slots.map(({ client }) => client.destroy(error)));
  }

  #addSlot(): Slot | null {
    if (this.#slots.length >= this.#maximum) return null;
    const slot = { client: this.#create(), requests: 0 };
    this.#slots.push(slot);
    return slot;
  }

  #leastBusy(): Slot {
    return this.#slots.reduce((least, slot) => (slot.requests < least.requests ? slot : least));
  }
}
