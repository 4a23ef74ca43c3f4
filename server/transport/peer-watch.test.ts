import { once } from "node:events";
import type tls from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { createTestAuthority } from "@/server/pki/fake/test-authority";
import { createHttpsHarness, failureOf } from "./fake/https-harness";
import { authority, leaves, loopbackAllowed, pinning, resolveToLoopback, trusting } from "./fake/scenarios";
import { listenStomp } from "./fake/stomp-broker";
import { openStompConnection } from "./stomp";
import { connectVerified } from "./tls";
import { createTlsContext, type ResolvedTlsPolicy } from "./tls-context";

const harness = createHttpsHarness();
afterEach(() => harness.end());

const names = { names: ["hmc.example.com"] };
const renewed = authority.issueServerCertificate(names);
const foreign = createTestAuthority().issueServerCertificate(names);

function swap(server: tls.Server, leaf: { chainPem: string; keyPem: string }): void {
  server.setSecureContext({ cert: leaf.chainPem, key: leaf.keyPem });
}

/** Another handshake with the same endpoint, as a probe makes it. */
async function shakeHands(port: number, tls: ResolvedTlsPolicy): Promise<void> {
  const target = { host: "hmc.example.com", port, addressPolicy: loopbackAllowed, resolve: resolveToLoopback };
  const { socket } = await connectVerified(target, await createTlsContext(tls));
  socket.destroy();
}

async function serve() {
  let requests = 0;
  const device = await harness.serve((_request, response) => {
    requests += 1;
    response.end("ok");
  });
  return { ...device, requests: () => requests };
}

const get = { method: "GET", path: "/" } as const;

describe("a certificate that is swapped while connections are open", () => {
  it.each([
    ["pinned", pinning(leaves.good), renewed, "pin-mismatch"],
    ["trusted by its CA", trusting(), foreign, "unknown-ca"],
  ] as const)("%s: no further byte is sent once any handshake has seen it", async (_name, tls, other, expected) => {
    const device = await serve();
    const connection = await harness.connect(device.port, { tls });
    await Promise.all(Array.from({ length: 5 }, () => connection.request(get)));
    expect(device.sockets.size).toBeGreaterThan(1);
    swap(device.server, other);
    const closed = [...device.sockets].map((socket) => once(socket, "close"));
    expect(await failureOf(shakeHands(device.port, tls))).toBe(expected);
    await Promise.all(closed);
    const [requests, bytes] = [device.requests(), device.bytesReceived()];
    for (const method of ["GET", "POST"] as const) {
      expect(await failureOf(connection.request({ ...get, method }))).toBe(expected);
    }
    expect([device.requests(), device.bytesReceived()]).toEqual([requests, bytes]);
  });

  it("is noticed by another socket of the same connection, and a running request ends", async () => {
    let arrived: () => void = () => undefined;
    const running = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const device = await harness.serve((request) => (request.url === "/hang" ? arrived() : undefined));
    const connection = await harness.connect(device.port, { tls: pinning(leaves.good) });
    const hanging = failureOf(connection.request({ method: "POST", path: "/hang" }));
    await running;
    swap(device.server, renewed);
    expect(await failureOf(connection.request(get))).toBe("pin-mismatch");
    expect(await hanging).toBe("pin-mismatch");
  });

  it("ends notifications too", async () => {
    const broker = await listenStomp({ cert: leaves.good.chainPem, key: leaves.good.keyPem });
    harness.onEnd(broker.close);
    const tls = pinning(leaves.good);
    const ended = new Promise((resolve) => {
      void openStompConnection({
        host: "hmc.example.com",
        port: broker.port,
        tls,
        addressPolicy: loopbackAllowed,
        resolve: resolveToLoopback,
        onMessage: () => undefined,
        onClose: resolve,
      }).then(async () => {
        swap(broker.server, renewed);
        await shakeHands(broker.port, tls).catch(() => undefined);
      });
    });
    expect(await ended).toMatchObject({ class: "pin-mismatch" });
  });

  it("leaves connections open that would accept the new one, and those to other endpoints", async () => {
    const [device, neighbour] = [await serve(), await serve()];
    const connection = await harness.connect(device.port);
    const beside = await harness.connect(neighbour.port, { tls: pinning(leaves.good) });
    await connection.request(get);
    await beside.request(get);
    swap(device.server, renewed);
    await shakeHands(device.port, trusting());
    expect(await failureOf(shakeHands(device.port, trusting({}, [authority.otherRootPem])))).toBe("unknown-ca");
    await connection.request(get);
    await beside.request(get);
    expect([device.sockets.size, neighbour.sockets.size]).toEqual([1, 1]);
    expect([device.requests(), neighbour.requests()]).toEqual([2, 2]);
  });

  it.each(["TLSv1.2", "TLSv1.3"] as const)("is not hidden by a session that could be resumed (%s)", async (version) => {
    const device = await harness.serve((_request, response) => {
      response.setHeader("connection", "close");
      response.end("ok");
    });
    const tls = pinning(leaves.good);
    const connection = await harness.connect(device.port, {
      tls: { ...tls, policy: { ...tls.policy, minVersion: version, maxVersion: version } },
    });
    await connection.request(get);
    const bytes = device.bytesReceived();
    swap(device.server, renewed);
    expect(await failureOf(connection.request(get))).toBe("pin-mismatch");
    expect(device.bytesReceived()).toBe(bytes);
  });
});
