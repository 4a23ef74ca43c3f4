import type tls from "node:tls";
import { afterEach, expect, test } from "vitest";
import { createTestAuthority, issueServerCertificateFor } from "@/server/pki/fake/test-authority";
import { loopbackAllowed } from "./fake/scenarios";
import { type FakeListener, findClosedPort, listenPlain, listenTls } from "./fake/tls-listener";
import { type MutualTlsTarget, proveMutualTls } from "./mutual-tls-proof";

const authority = createTestAuthority();
const vmi = issueServerCertificateFor(authority, ["127.0.0.1"]);
const named = issueServerCertificateFor(authority, ["vmi.example.com"]);
const client = authority.issueClientCertificate({ commonName: "console" });
const stranger = authority.issueFromOtherRoot({ commonName: "console", purposes: ["client"] });

const listeners: FakeListener[] = [];
afterEach(async () => {
  await Promise.all(listeners.splice(0).map((listener) => listener.close()));
});

async function listen(options: tls.TlsOptions = {}, onConnection?: (socket: tls.TLSSocket) => void): Promise<number> {
  const listener = await listenTls(
    {
      cert: vmi.chainPem,
      key: vmi.keyPem,
      ca: authority.rootPem,
      requestCert: true,
      rejectUnauthorized: true,
      ...options,
    },
    onConnection,
  );
  listeners.push(listener);
  return listener.port;
}

function prove(port: number, change: Partial<MutualTlsTarget> = {}) {
  return proveMutualTls({
    host: "127.0.0.1",
    port,
    addressPolicy: loopbackAllowed,
    chainPem: client.chainPem,
    keyPem: client.keyPem,
    rootPem: authority.rootPem,
    quietMs: 200,
    ...change,
  });
}

test.each([
  ["application_data", (socket: tls.TLSSocket) => socket.write("hello")],
  ["quiet_second", () => undefined],
] as const)("counts %s as acceptance", async (shownBy, behave) => {
  for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
    const port = await listen({ minVersion: version, maxVersion: version }, behave);
    expect(await prove(port)).toMatchObject({ result: "accepted", shownBy, protocol: version, isNameRight: true });
  }
});

test.each(["TLSv1.2", "TLSv1.3"] as const)("sees a refused certificate under %s", async (version) => {
  const port = await listen({ minVersion: version, maxVersion: version });
  expect(await prove(port, { chainPem: stranger.chainPem, keyPem: stranger.keyPem })).toMatchObject({
    result: "client_certificate_refused",
    shownBy: null,
  });
});

test("does not take a connection that is closed after the handshake for acceptance", async () => {
  const port = await listen({}, (socket) => socket.end());
  expect(await prove(port)).toMatchObject({ result: "client_certificate_refused", shownBy: null });
});

test("names another authority, another name, and what is no TLS", async () => {
  const port = await listen();
  expect(await prove(port, { rootPem: authority.otherRootPem })).toMatchObject({
    result: "wrong_authority",
    isNameRight: null,
  });
  const elsewhere = await listen({ cert: named.chainPem, key: named.keyPem });
  const mismatch = await prove(elsewhere);
  expect(mismatch).toMatchObject({ result: "name_mismatch", isNameRight: false, shownBy: "quiet_second" });
  expect(mismatch.finding).toContain("vmi.example.com");
  const plain = await listenPlain((socket) => socket.end("no TLS here"));
  listeners.push(plain);
  expect(await prove(plain.port)).toMatchObject({ result: "tls_failed" });
});

test("tells refused and silent hosts apart", async () => {
  expect(await prove(await findClosedPort())).toMatchObject({ result: "refused", isNameRight: null });
  const silent = await listenPlain(() => undefined);
  listeners.push(silent);
  expect(await prove(silent.port, { connectMs: 200 })).toMatchObject({ result: "timed_out" });
  expect(await prove(443, { host: "vmi.invalid" })).toMatchObject({ result: "no_route" });
});

test("ends when the person cancels, and obeys the address policy", async () => {
  const port = await listen();
  const controller = new AbortController();
  const running = prove(port, { signal: controller.signal, quietMs: 60_000 });
  setTimeout(() => controller.abort(), 100);
  await expect(running).rejects.toMatchObject({ class: "aborted" });
  const addressPolicy = {
    judge: () => ({ allowed: false, errorClass: "address-blocked", reason: "not there" }) as const,
  };
  await expect(prove(port, { addressPolicy })).rejects.toMatchObject({ class: "address-blocked" });
});
