import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import tls from "node:tls";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { tlsPolicySchema } from "@/contracts/tls";
import { authority, leaves, loopbackAllowed, pinning, resolveToLoopback, trusting } from "./fake/scenarios";
import { listenPlain, listenTls } from "./fake/tls-listener";
import { connectVerified } from "./tls";
import { createTlsContext, findCipherFault, findUnknownCiphers } from "./tls-context";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

const target = (port: number) => ({
  host: "hmc.example.com",
  port,
  addressPolicy: loopbackAllowed,
  resolve: resolveToLoopback,
});

describe("tlsPolicySchema", () => {
  it("verifies by default", () => {
    expect(tlsPolicySchema.parse({})).toMatchObject({
      trust: { mode: "system", partialChain: false },
      minVersion: "TLSv1.2",
      maxVersion: "TLSv1.3",
      allowCommonName: false,
    });
  });

  it("has no field that turns the check of the name off alone", () => {
    for (const field of ["verifyHostname", "checkHostname", "hostname", "verify", "rejectUnauthorized"]) {
      expect(tlsPolicySchema.safeParse({ [field]: false }).success).toBe(false);
      expect(tlsPolicySchema.safeParse({ trust: { [field]: false } }).success).toBe(false);
    }
  });

  it.each([
    [{ trust: { mode: "bundle" } }],
    [{ trust: { mode: "pinned" } }],
    [{ trust: { mode: "insecure" } }],
    [{ minVersion: "TLSv1.3", maxVersion: "TLSv1.2" }],
    [{ ciphers: "A\nB" }],
  ])("refuses the incomplete policy %j", (policy) => {
    expect(tlsPolicySchema.safeParse(policy).success).toBe(false);
  });
});

describe("createTlsContext", () => {
  it.each([
    ["nothing to trust", trusting({}, []), "trust-empty"],
    ["text that is no certificate", trusting({}, ["   "]), "trust-empty"],
    ["an unknown cipher", trusting({ ciphers: "ECDHE-RSA-AES256-GCM-SHA384:NONSENSE" }), "bad-cipher-list"],
    ["only anonymous ciphers", trusting({ ciphers: "aNULL", maxVersion: "TLSv1.2" }), "bad-cipher-list"],
    [
      "a key of another type",
      trusting({}, undefined, { ...leaves.client, keyPem: leaves.rsa.keyPem }),
      "key-cert-mismatch",
    ],
    [
      "a key of another certificate",
      trusting({}, undefined, { ...leaves.client, keyPem: leaves.good.keyPem }),
      "key-cert-mismatch",
    ],
    ["a key that is none", trusting({}, undefined, { ...leaves.client, keyPem: "x" }), "key-unreadable"],
  ] as const)("refuses %s", async (_name, policy, expected) => {
    await expect(createTlsContext(policy)).rejects.toMatchObject({ class: expected });
  });

  it("names the ciphers it does not know", () => {
    expect(
      findUnknownCiphers("ECDHE-RSA-AES256-GCM-SHA384:TLS_AES_128_GCM_SHA256:HIGH:!aNULL:ECDHE+AESGCM:@STRENGTH"),
    ).toEqual([]);
    expect(findUnknownCiphers("FOO, TLS_NONE bar:@SECLEVEL=9")).toEqual(["FOO", "TLS_NONE", "bar", "@SECLEVEL=9"]);
  });

  it.each(["eNULL", "NULL", "aNULL", "!ALL", "NULL-SHA256", "ADH-AES128-SHA256", "HIGH:@SECLEVEL=0"])(
    "finds the fault of the list %s",
    (ciphers) => {
      expect(findCipherFault({ ciphers, minVersion: "TLSv1.2" })).not.toBeNull();
    },
  );

  it.each(["", "HIGH", "ECDHE-RSA-AES256-GCM-SHA384", "TLS_AES_128_GCM_SHA256:ECDHE+AESGCM", "DEFAULT:@SECLEVEL=2"])(
    "finds no fault with the list %j",
    (ciphers) => {
      expect(findCipherFault({ ciphers, minVersion: "TLSv1.2" })).toBeNull();
      expect(findCipherFault({ ciphers: "HIGH:@SECLEVEL=0", minVersion: "TLSv1" })).toBeNull();
    },
  );

  it("trusts the built-in roots and added ones in the mode system", async () => {
    const system = { mode: "system", bundleIds: [] };
    const context = await createTlsContext(trusting({ trust: system }));
    expect(context.anchors).toHaveLength(tls.rootCertificates.length + 1);
    const listener = await listenTls({ cert: leaves.good.chainPem, key: leaves.good.keyPem });
    cleanups.push(listener.close);
    (await connectVerified(target(listener.port), context)).socket.destroy();
    const without = await createTlsContext(trusting({ trust: system }, []));
    await expect(connectVerified(target(listener.port), without)).rejects.toMatchObject({ class: "unknown-ca" });
  });
});

describe("connectVerified", () => {
  it("blocks a certificate that has changed since it was pinned, and shows both", async () => {
    const listener = await listenTls({ cert: leaves.p256.chainPem, key: leaves.p256.keyPem });
    cleanups.push(listener.close);
    await expect(
      connectVerified(target(listener.port), await createTlsContext(pinning(leaves.good))),
    ).rejects.toMatchObject({
      class: "pin-mismatch",
      facts: {
        expected: leaves.good.certificate.fingerprint256,
        found: leaves.p256.certificate.fingerprint256,
        presented: [leaves.p256.certificatePem, authority.intermediatePem],
      },
    });
    expect(listener.bytesReceived()).toBe(0);
  });

  it("sends a name but never an address as server name", async () => {
    const names: (string | false | undefined)[] = [];
    const listener = await listenTls({
      cert: leaves.good.chainPem,
      key: leaves.good.keyPem,
      SNICallback: (name, done) => {
        names.push(name);
        done(null);
      },
    });
    cleanups.push(listener.close);
    const context = await createTlsContext(trusting());
    for (const host of ["HMC.example.com.", "127.0.0.1"]) {
      (await connectVerified({ ...target(listener.port), host }, context)).socket.destroy();
    }
    expect(names).toEqual(["hmc.example.com"]);
  });

  it.each([
    ["a broker that greets without TLS", "CONNECTED\nversion:1.2\n\n\0", "not-tls"],
    ["a web server without TLS", "HTTP/1.1 400 Bad Request\r\n\r\n", "not-tls"],
    ["a shell", "SSH-2.0-OpenSSH_9.2\r\n", "not-tls"],
  ])("tells %s", async (_name, banner, expected) => {
    const listener = await listenPlain((socket) => socket.write(banner));
    cleanups.push(listener.close);
    await expect(connectVerified(target(listener.port), await createTlsContext(trusting()))).rejects.toMatchObject({
      class: expected,
    });
  });

  it("stops when the caller leaves in the middle of a handshake", async () => {
    const caller = new AbortController();
    const listener = await listenPlain((socket) => socket.once("data", () => caller.abort()));
    cleanups.push(listener.close);
    const attempt = connectVerified(
      { ...target(listener.port), signal: caller.signal },
      await createTlsContext(trusting()),
    );
    await expect(attempt).rejects.toMatchObject({ class: "aborted" });
  });

  it("does not wait for ever for the name service", async () => {
    const context = await createTlsContext(trusting({ timeouts: { connectMs: 100 } }));
    const attempt = connectVerified({ ...target(1), resolve: () => new Promise(() => undefined) }, context);
    await expect(attempt).rejects.toMatchObject({ class: "dns", facts: { timeoutMs: 100 } });
  });
});

describe("the environment", () => {
  it.each([
    ["NODE_TLS_REJECT_UNAUTHORIZED", () => "0"],
    ["NODE_EXTRA_CA_CERTS", (rogue: string) => rogue],
  ])("does not weaken anything through %s", async (name, value) => {
    const directory = mkdtempSync(path.join(tmpdir(), "environment-"));
    cleanups.push(() => rmSync(directory, { recursive: true }));
    const rogue = path.join(directory, "rogue.pem");
    writeFileSync(rogue, authority.rootPem);
    const listener = await listenTls({ cert: leaves.good.chainPem, key: leaves.good.keyPem });
    cleanups.push(listener.close);
    const script = path.join(import.meta.dirname, "fake/connect-once.ts");
    const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", script, String(listener.port)], {
      env: { ...process.env, [name]: value(rogue) },
    });
    expect(stdout.trim().split("\n")).toEqual(["bundle unknown-ca", "system unknown-ca"]);
    expect(listener.bytesReceived()).toBe(0);
  });

  it("would otherwise be weakened by it", async () => {
    const listener = await listenTls({ cert: leaves.good.chainPem, key: leaves.good.keyPem });
    cleanups.push(listener.close);
    const code = `require("tls").connect({port:${listener.port},servername:"hmc.example.com"},function(){console.log("in");this.end()})`;
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", code], {
      env: { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: "0" },
    });
    expect(stdout.trim()).toBe("in");
  });
});
