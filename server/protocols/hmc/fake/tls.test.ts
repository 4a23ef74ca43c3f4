import { type ConnectionOptions, connect } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { createTestAuthority } from "@/server/pki/fake/test-authority";
import type { FakeHmc } from "./fake-hmc";
import type { FakeHmcTls } from "./options";
import { startTestHmc, testAuthority } from "./test-hmc";

/** Sends a version request over a connection of its own; resolves to the first bytes received or the error's code. */
function exchange(hmc: FakeHmc, options: ConnectionOptions): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: hmc.host, port: hmc.httpsPort, ca: testAuthority.rootPem, ...options }, () => {
      socket.write("GET /api/version HTTP/1.1\r\nHost: hmc\r\nConnection: close\r\n\r\n");
    });
    socket.once("data", (chunk: Buffer) => {
      resolve(chunk.toString("latin1").slice(0, 15));
      socket.destroy();
    });
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.once("close", () => resolve("closed"));
  });
}

describe("TLS of the simulated HMC", () => {
  let running: FakeHmc | undefined;

  afterEach(async () => {
    await running?.close();
    running = undefined;
  });

  const start = async (tls: Partial<FakeHmcTls>) => {
    const issued = testAuthority.issueServerCertificate({ names: ["localhost"], ips: ["127.0.0.1"] });
    const { hmc } = await startTestHmc({ tls: { certPem: issued.chainPem, keyPem: issued.keyPem, ...tls } });
    running = hmc;
    return hmc;
  };

  it.each(["TLSv1.2", "TLSv1.3"] as const)(
    "requires a client certificate of its authority with %s",
    async (version) => {
      const hmc = await start({
        requireClientCertificate: true,
        clientCaPem: testAuthority.rootPem,
        maxVersion: version,
      });
      const own = testAuthority.issueClientCertificate({ commonName: "signalbox" });
      const foreign = createTestAuthority({ name: "Foreign" }).issueClientCertificate({ commonName: "stranger" });
      expect(await exchange(hmc, { cert: own.chainPem, key: own.keyPem })).toBe("HTTP/1.1 200 OK");
      expect(hmc.requests.last()?.clientCertificate).toBe("signalbox");
      expect(await exchange(hmc, {})).not.toMatch(/^HTTP/);
      expect(await exchange(hmc, { cert: foreign.chainPem, key: foreign.keyPem })).not.toMatch(/^HTTP/);
      expect(hmc.requests.count()).toBe(1);
    },
  );

  it("narrows versions and ciphers, and counts what failed", async () => {
    const hmc = await start({ maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES256-GCM-SHA384" });
    expect(await exchange(hmc, { minVersion: "TLSv1.3" })).toMatch(/^ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION/);
    expect(await exchange(hmc, { ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256", maxVersion: "TLSv1.2" })).toMatch(
      /HANDSHAKE_FAILURE/,
    );
    expect(await exchange(hmc, {})).toBe("HTTP/1.1 200 OK");
    expect(hmc.connections.https).toMatchObject({
      handshakes: 1,
      tlsFailures: [expect.any(String), expect.any(String)],
    });
    expect(hmc.connectionCount).toBe(1);
  });

  it("can present another certificate on the notification port", async () => {
    const other = testAuthority.issueSelfSigned({ names: ["localhost"] });
    const issued = testAuthority.issueServerCertificate({ ips: ["127.0.0.1"] });
    const { hmc, client } = await startTestHmc({
      tls: { certPem: issued.chainPem, keyPem: issued.keyPem },
      stompTls: { certPem: other.chainPem, keyPem: other.keyPem },
    });
    running = hmc;
    expect(await exchange(hmc, {})).toBe("HTTP/1.1 200 OK");
    await expect(client.stomp()).rejects.toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
  });

  it("serves several requests on one connection", async () => {
    const hmc = await start({});
    const socket = connect({ host: hmc.host, port: hmc.httpsPort, ca: testAuthority.rootPem });
    const answers = (count: number) =>
      hmc.until(() => hmc.requests.all.filter((one) => one.status === 200).length === count);
    for (const count of [1, 2]) {
      socket.write("GET /api/version HTTP/1.1\r\nHost: hmc\r\n\r\n");
      await answers(count);
    }
    expect(hmc.connectionCount).toBe(1);
    expect(hmc.connections.https.open).toBe(1);
    socket.destroy();
    await hmc.until(() => hmc.connections.https.open === 0);
  });
});
