import type { Server, Socket } from "node:net";
import type { TLSSocket } from "node:tls";

/** A server, of TLS or not, with its sockets, which can be stopped at once and started again on the same port. */
export class Listener<S extends Server> {
  readonly server: S;
  readonly #sockets = new Set<Socket>();
  #port = 0;
  #handshakes = 0;
  #resumptions = 0;
  #tlsFailures: string[] = [];

  constructor(server: S, onChange: () => void) {
    this.server = server;
    server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => {
        this.#sockets.delete(socket);
        onChange();
      });
    });
    server.on("secureConnection", (socket: TLSSocket) => {
      this.#handshakes += 1;
      if (socket.isSessionReused()) this.#resumptions += 1;
      onChange();
    });
    server.on("tlsClientError", (error: Error & { code?: string }) => {
      this.#tlsFailures.push(error.code ?? error.message);
      onChange();
    });
  }

  /** The port in use, or the last one used. */
  get port(): number {
    return this.#port;
  }

  /** Completed TLS handshakes since the start. */
  get handshakes(): number {
    return this.#handshakes;
  }

  /** Those of the handshakes that resumed a TLS session. */
  get resumptions(): number {
    return this.#resumptions;
  }

  /** Codes of handshakes that failed, in order. */
  get tlsFailures(): readonly string[] {
    return this.#tlsFailures;
  }

  get openSockets(): number {
    return this.#sockets.size;
  }

  /** Listens, on the port used before if there was one; rejects with the system's error. */
  async listen(host: string, port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(this.#port === 0 ? port : this.#port, host, () => {
        this.server.off("error", reject);
        resolve();
      });
    });
    const address = this.server.address();
    if (address !== null && typeof address === "object") this.#port = address.port;
  }

  /** Ends all connections without a word. */
  dropConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Resets the TCP connection from this remote port: the peer sees ECONNRESET and not an orderly end. */
  reset(remotePort: number | undefined): void {
    for (const socket of this.#sockets) {
      if (socket.remotePort === remotePort) socket.resetAndDestroy();
    }
  }

  /** Closes the port and all connections; harmless where it is closed already. */
  async stop(): Promise<void> {
    if (!this.server.listening) return;
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.dropConnections();
    await closed;
  }
}
