import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import type { TransportErrorClass } from "@/contracts/tls";
import type { IssuedCertificate } from "@/server/pki/fake/test-authority";
import type { TransportError } from "./errors";
import { authority, leaves, loopbackAllowed, resolveToLoopback, trusting } from "./fake/scenarios";
import { findClosedPort } from "./fake/tls-listener";
import { createHttpConnection } from "./http";
import { openStompConnection } from "./stomp";

/** Servers built on Node.js hang up where others send an alert, so these rows need OpenSSL's own server. */
const hasOpenssl = (() => {
  try {
    return execFileSync("openssl", ["version"]).toString().startsWith("OpenSSL 3");
  } catch {
    return false;
  }
})();

const directory = mkdtempSync(path.join(tmpdir(), "alerts-"));
const running: ChildProcess[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) {
    const exited = once(server, "exit");
    server.kill("SIGKILL");
    await exited;
  }
});
afterAll(() => rmSync(directory, { recursive: true }));

function write(name: string, text: string): string {
  const file = path.join(directory, name);
  writeFileSync(file, text);
  return file;
}

async function serve(version: "-tls1_2" | "-tls1_3", clientRoot: string): Promise<number> {
  const port = await findClosedPort();
  const server = spawn(
    "openssl",
    [
      ...["s_server", "-accept", `127.0.0.1:${port}`, version, "-Verify", "3", "-verify_return_error"],
      ...["-cert", write("leaf.pem", leaves.good.certificatePem), "-key", write("key.pem", leaves.good.keyPem)],
      ...["-cert_chain", write("chain.pem", leaves.good.chainPem), "-CAfile", write("ca.pem", clientRoot)],
    ],
    { stdio: ["pipe", "pipe", "pipe"] },
  );
  running.push(server);
  const output: string[] = [];
  server.stdout.on("data", (chunk: Buffer) => output.push(chunk.toString()));
  await expect.poll(() => output.join(""), { timeout: 10_000 }).toContain("ACCEPT");
  return port;
}

const chainless = (issued: IssuedCertificate) => ({ ...issued, chainPem: issued.certificatePem });
const rows: [string, string, IssuedCertificate | null, TransportErrorClass][] = [
  ["no client certificate", authority.rootPem, null, "client-cert-required"],
  ["a client certificate of an unknown CA", authority.otherRootPem, leaves.client, "client-cert-unknown-ca"],
  [
    "a client certificate without its intermediate",
    authority.rootPem,
    chainless(leaves.client),
    "client-cert-unknown-ca",
  ],
  ["an expired client certificate", authority.rootPem, leaves.expiredClient, "client-cert-expired"],
  ["a server certificate as client certificate", authority.rootPem, leaves.good, "client-cert-wrong-purpose"],
];

describe.skipIf(!hasOpenssl).each(["-tls1_2", "-tls1_3"] as const)(
  "a server that judges client certificates, %s",
  (version) => {
    const failure = (attempt: Promise<unknown>) =>
      attempt.then(
        () => "none",
        (error: TransportError) => error.class,
      );

    it.each(rows)("refuses %s, for HTTPS and STOMP alike", async (_name, clientRoot, identity, expected) => {
      const target = {
        host: "hmc.example.com",
        port: await serve(version, clientRoot),
        tls: trusting({}, undefined, identity),
        addressPolicy: loopbackAllowed,
        resolve: resolveToLoopback,
      };
      const connection = await createHttpConnection(target);
      expect(await failure(connection.request({ method: "GET", path: "/" }))).toBe(expected);
      await connection.destroy();
      const stomp = openStompConnection({ ...target, onMessage: () => undefined, onClose: () => undefined });
      expect(await failure(stomp)).toBe(expected);
    });
  },
);
