/** Remembers what each socket has done, to tell a request that met a dead idle socket from one that was refused. */
import { subscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { errors } from "undici";

interface Entry {
  requests: number;
  localPort: number | undefined;
}

const entries = new WeakMap<Socket, Entry>();
const socketOfError = new WeakMap<Error, Entry>();

subscribe("undici:client:sendHeaders", (message) => {
  const { socket } = message as { socket: Socket };
  const entry = entries.get(socket);
  if (entry !== undefined) entry.requests += 1;
});

/** The sockets of one connection, open and recently ended. */
export class SocketLedger {
  readonly #open = new Set<Socket>();
  readonly #byLocalPort = new Map<number, Entry>();

  add(socket: Socket): void {
    const entry: Entry = { requests: 0, localPort: socket.localPort };
    entries.set(socket, entry);
    this.#open.add(socket);
    if (entry.localPort !== undefined) this.#byLocalPort.set(entry.localPort, entry);
    socket.prependListener("error", (error) => socketOfError.set(error, entry));
    socket.once("close", () => {
      this.#open.delete(socket);
      // The request that died with the socket is told in the same turn; its entry must still be found then.
      setImmediate(() => {
        if (entry.localPort !== undefined && this.#byLocalPort.get(entry.localPort) === entry) {
          this.#byLocalPort.delete(entry.localPort);
        }
      });
    });
  }

  destroyAll(error: Error): void {
    for (const socket of this.#open) socket.destroy(error);
  }

  find(error: unknown): Entry | undefined {
    if (!(error instanceof Error)) return undefined;
    const known = socketOfError.get(error);
    if (known !== undefined) return known;
    const port = error instanceof errors.SocketError ? error.socket?.localPort : undefined;
    return port === undefined ? undefined : this.#byLocalPort.get(port);
  }
}

/** Whether a request failed because a socket that had already answered others was dead. */
export function diedOnReusedSocket(error: unknown, ledger: SocketLedger): boolean {
  const entry = ledger.find(error);
  return entry !== undefined && entry.requests > 1;
}

/** Whether a request was the first on its socket, which then ended without an answer. */
export function diedUnanswered(error: unknown, ledger: SocketLedger): boolean {
  return ledger.find(error)?.requests === 1;
}
