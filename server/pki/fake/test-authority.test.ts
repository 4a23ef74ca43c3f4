import { once } from "node:events";
import type { AddressInfo } from "node:net";
import tls from "node:tls";
import { describe, expect, it } from "vitest";
import { createTestAuthority, type IssuedCertificate } from "./test-authority";
import { encodeTestKey, issueTestLeaves } from "./test-leaves";

const authority = createTestAuthority();
const leaves = issueTestLeaves(authority);

async function handshake(server: IssuedCertificate, client: IssuedCertificate, host: string): Promise<boolean> {
  const listener = tls.createServer(
    { cert: server.chainPem, key: server.keyPem, ca: authority.rootPem, requestCert: true, rejectUnauthorized: false },
    (socket) => socket.end(socket.authorized ? "welcome" : "stranger"),
  );
  listener.listen(0, host);
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  const socket = tls.connect({
    host,
    port,
    ca: authority.rootPem,
    rejectUnauthorized: true,
    cert: client.chainPem,
    key: client.keyPem,
  });
  try {
    const [greeting] = await once(socket, "data");
    return String(greeting) === "welcome";
  } finally {
    socket.destroy();
    listener.close();
  }
}

describe("test authority", () => {
  it.each(["127.0.0.1", "::1"])("makes a server and a client that trust each other at %s", async (host) => {
    expect(await handshake(leaves.good, leaves.client, host)).toBe(true);
  });

  it("makes a client the authority does not know", async () => {
    expect(await handshake(leaves.good, leaves.otherRootClient, "127.0.0.1")).toBe(false);
  });

  it("limits the intermediate to leaves", () => {
    expect(authority.intermediate.certificate.ca).toBe(true);
    expect(authority.intermediate.certificate.verify(authority.root.certificate.publicKey)).toBe(true);
    expect(authority.otherRoot.certificate.checkIssued(authority.root.certificate)).toBe(false);
  });

  it("encodes a key in all forms", () => {
    const ec = encodeTestKey(leaves.good.privateKey, "secret");
    expect(ec.traditional).toContain("BEGIN EC PRIVATE KEY");
    expect(ec.encryptedTraditional).toContain("Proc-Type: 4,ENCRYPTED");
    const rsa = encodeTestKey(leaves.rsa.privateKey, "secret");
    expect(rsa.traditional).toContain("BEGIN RSA PRIVATE KEY");
    expect(rsa.encryptedPkcs8).toContain("BEGIN ENCRYPTED PRIVATE KEY");
  });
});
