import { afterAll, describe, expect, it } from "vitest";
import { TransportError } from "./errors";
import { loopbackAllowed, resolveToLoopback, tlsScenarios } from "./fake/scenarios";
import { listenTls } from "./fake/tls-listener";
import { connectVerified } from "./tls";
import { createTlsContext } from "./tls-context";

const closers: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closers) await close();
});

describe("connectVerified", () => {
  it.each(tlsScenarios.filter((entry) => !entry.afterHandshake))(
    "$name: $expected",
    async ({ host, server, client, expected }) => {
      const listener = await listenTls(server);
      closers.push(listener.close);
      const outcome = await connectVerified(
        { host, port: listener.port, addressPolicy: loopbackAllowed, resolve: resolveToLoopback },
        await createTlsContext(client),
      ).catch((error: unknown) => error);
      if (expected === "trusted") {
        expect(outcome).toMatchObject({ address: "127.0.0.1" });
        if ("socket" in (outcome as object)) (outcome as { socket: { destroy(): void } }).socket.destroy();
      } else {
        expect(outcome).toBeInstanceOf(TransportError);
        expect(outcome).toMatchObject({ class: expected });
      }
      expect(listener.bytesReceived()).toBe(0);
    },
  );
});
