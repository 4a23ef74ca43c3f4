/** An HTTPS server and connections to it for tests; both end with the returned function. */
import { once } from "node:events";
import type { RequestListener } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import type { TransportErrorClass } from "@/contracts/tls";
import { createHttpConnection, type HttpConnection, type HttpConnectionOptions } from "../http";
import { leaves, loopbackAllowed, resolveToLoopback, trusting } from "./scenarios";

export interface HttpsHarness {
  serve(onRequest: RequestListener): Promise<FakeHttpsServer>;
  connect(port: number, options?: Partial<HttpConnectionOptions>): Promise<HttpConnection>;
  /** Has something ended with everything else. */
  onEnd(cleanup: () => unknown): void;
  end(): Promise<void>;
}

export interface FakeHttpsServer {
  port: number;
  server: https.Server;
  /** Connections whose handshake has completed and that are open. */
  sockets: ReadonlySet<TLSSocket>;
  /** Bytes of requests, after decryption. */
  bytesReceived(): number;
}

/** Makes a harness; call `end` after each test. */
export function createHttpsHarness(): HttpsHarness {
  const cleanups: (() => unknown)[] = [];
  return {
    async serve(onRequest) {
      const { chainPem, keyPem } = leaves.good;
      const server = https.createServer({ cert: chainPem, key: keyPem, keepAlive: true }, onRequest);
      const sockets = new Set<TLSSocket>();
      let closedBytes = 0;
      server.on("secureConnection", (socket) => {
        sockets.add(socket);
        socket.on("error", () => undefined);
        socket.on("close", () => {
          closedBytes += socket.bytesRead;
          sockets.delete(socket);
        });
      });
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      cleanups.push(() => {
        server.closeAllConnections();
        server.close();
      });
      const bytesReceived = () => [...sockets].reduce((sum, socket) => sum + socket.bytesRead, closedBytes);
      return { port: (server.address() as AddressInfo).port, server, sockets, bytesReceived };
    },
    async connect(port, options = {}) {
      const connection = await createHttpConnection({
        host: "hmc.example.com",
        port,
        tls: trusting(),
        addressPolicy: loopbackAllowed,
        resolve: resolveToLoopback,
        ...options,
      });
      cleanups.push(() => connection.destroy());
      return connection;
    },
    onEnd: (cleanup) => void cleanups.push(cleanup),
    async end() {
      for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
    },
  };
}

/** The class an attempt fails with, or "none". */
export function failureOf(attempt: Promise<unknown>): Promise<TransportErrorClass | "none"> {
  return attempt.then(
    () => "none" as const,
    (error: { class: TransportErrorClass }) => error.class,
  );
}
