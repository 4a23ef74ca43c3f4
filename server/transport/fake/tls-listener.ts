/** A TLS listener for tests that counts what arrives after the handshake. */
import { once } from "node:events";
import net, { type AddressInfo } from "node:net";
import tls from "node:tls";

export interface FakeListener {
  port: number;
  /** Application bytes received over all connections. */
  bytesReceived(): number;
  /** Completed handshakes. */
  handshakes(): number;
  connections(): number;
  close(): Promise<void>;
}

export interface FakeTlsListener extends FakeListener {
  server: tls.Server;
}

/** Listens with TLS; `onConnection` gets every connection whose handshake has completed. */
export async function listenTls(
  options: tls.TlsOptions,
  onConnection: (socket: tls.TLSSocket) => void = () => undefined,
  host = "127.0.0.1",
): Promise<FakeTlsListener> {
  let handshakes = 0;
  let bytes = 0;
  const server = tls.createServer(options, (socket) => {
    handshakes += 1;
    socket.on("data", (chunk) => {
      bytes += chunk.length;
    });
    onConnection(socket);
  });
  server.on("tlsClientError", () => undefined);
  return { ...(await track(server, host, () => ({ bytes, handshakes }))), server };
}

/** Listens without TLS. */
export async function listenPlain(
  onConnection: (socket: net.Socket) => void,
  host = "127.0.0.1",
): Promise<FakeListener> {
  let bytes = 0;
  const server = net.createServer((socket) => {
    socket.on("data", (chunk) => {
      bytes += chunk.length;
    });
    onConnection(socket);
  });
  return track(server, host, () => ({ bytes, handshakes: 0 }));
}

/** A port on which nothing listens any more. */
export async function findClosedPort(): Promise<number> {
  const listener = await listenPlain(() => undefined);
  await listener.close();
  return listener.port;
}

async function track(
  server: net.Server,
  host: string,
  count: () => { bytes: number; handshakes: number },
): Promise<FakeListener> {
  const sockets = new Set<net.Socket>();
  let connections = 0;
  const remember = (socket: net.Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  };
  server.on("connection", remember);
  server.on("secureConnection", (socket: net.Socket) => socket.on("error", () => undefined));
  server.listen(0, host);
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    bytesReceived: () => count().bytes,
    handshakes: () => count().handshakes,
    connections: () => connections,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
