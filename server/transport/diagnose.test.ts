import { afterEach, describe, expect, it } from "vitest";
import { type DiagnosisStep, diagnosisStepSchema } from "@/contracts/diagnosis";
import { createAddressPolicy } from "./address-policy";
import { type DiagnosisTarget, diagnoseTransport } from "./diagnose";
import { startConnectProxy } from "./fake/connect-proxy";
import { authority, leaves, loopbackAllowed, resolveToLoopback, tlsScenarios, trusting } from "./fake/scenarios";
import { findClosedPort, listenPlain, listenTls } from "./fake/tls-listener";
import { parseProxyAddress } from "./proxy";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

const present = { cert: leaves.good.chainPem, key: leaves.good.keyPem };

async function diagnose(port: number, overrides: Partial<DiagnosisTarget> = {}) {
  const target = {
    host: "hmc.example.com",
    port,
    tls: trusting(),
    addressPolicy: loopbackAllowed,
    resolve: resolveToLoopback,
    ...overrides,
  };
  const seen: DiagnosisStep[] = [];
  const run = diagnoseTransport(target);
  let next = await run.next();
  for (; next.done !== true; next = await run.next()) seen.push(diagnosisStepSchema.parse(next.value));
  const ended = new Map(seen.filter((step) => step.status !== "running").map((step) => [step.id, step]));
  return {
    seen,
    ended,
    verified: next.value,
    statuses: [...ended.values()].map(({ id, status }) => `${id} ${status}`),
  };
}

async function listen(options: Parameters<typeof listenTls>[0]) {
  const listener = await listenTls(options);
  cleanups.push(listener.close);
  return listener;
}

const classes = (step: DiagnosisStep | undefined) => step?.faults?.map((fault) => fault.errorClass) ?? [];

describe("diagnoseTransport", () => {
  it("passes a good server and sends it nothing but the probe of a verified connection", async () => {
    const listener = await listen(present);
    const { seen, ended, verified, statuses } = await diagnose(listener.port);
    expect(verified).toBe(true);
    expect(statuses).toEqual([
      "configuration ok",
      "dns ok",
      "policy ok",
      "tcp ok",
      "tls-presented ok",
      "tls-checks ok",
      "tls-verified ok",
    ]);
    expect(seen.map((step) => step.status === "running")).toEqual(
      Array.from({ length: 14 }, (_, index) => index % 2 === 0),
    );
    expect(ended.get("tls-checks")?.certificates?.map((entry) => entry.origin)).toEqual(["sent", "sent", "bundle"]);
    expect(listener.bytesReceived()).toBe(1);
  });

  it.each(tlsScenarios.filter(({ expected }) => expected !== "trusted" && expected !== "insecure-expired"))(
    "$name: the verified step says $expected",
    async ({ host, server, client, expected, afterHandshake }) => {
      const listener = await listen(server);
      const { ended, verified } = await diagnose(listener.port, { host, tls: client });
      expect(verified).toBe(false);
      expect(classes(ended.get("tls-verified"))).toEqual([expected]);
      if (afterHandshake !== true) expect(listener.bytesReceived()).toBe(0);
      for (const { title, finding, evidence } of ended.values()) {
        // What was found is told once, in words: no identifiers, no "(s)".
        expect({ title, repeated: evidence.filter(({ value }) => finding.includes(value)) }).toEqual({
          title,
          repeated: [],
        });
        for (const { label } of evidence) expect(label).toMatch(/^([A-Z][\w ]+|127\.0\.0\.1)$/);
        expect(`${finding} ${JSON.stringify(evidence)}`).not.toContain("(s)");
      }
    },
  );

  it.each(
    tlsScenarios.filter(({ name }) =>
      /^(self-signed|unknown|root|intermediate missing|not yet|other host|wildcard for|address|common name only|client certificate as|1024|SHA-1|pin )/.test(
        name,
      ),
    ),
  )("$name: the independent checks agree with the handshake", async ({ host, server, client, expected }) => {
    const { ended } = await diagnose((await listen(server)).port, { host, tls: client });
    if (expected === "trusted") expect(ended.get("tls-checks")?.status).not.toBe("fail");
    else expect(classes(ended.get("tls-checks"))).toContain(expected);
  });

  it("shows an end of validity and an unknown CA at once", async () => {
    const { chainPem, keyPem } = leaves.expiredOtherRoot;
    const { ended } = await diagnose((await listen({ cert: chainPem, key: keyPem })).port);
    expect(classes(ended.get("tls-checks")).sort()).toEqual(["chain-incomplete", "expired"]);
  });

  it("shows a wrong name and an end of validity at once", async () => {
    const { chainPem, keyPem } = leaves.expired;
    const { ended } = await diagnose((await listen({ cert: chainPem, key: keyPem })).port, {
      host: "other.example.org",
    });
    expect(classes(ended.get("tls-checks"))).toEqual(["expired", "hostname-mismatch"]);
  });

  it.each(["TLSv1.2", "TLSv1.3"] as const)(
    "shows an unknown CA and a required client certificate at once (%s)",
    async (version) => {
      const server = { ...present, requestCert: true, ca: authority.rootPem, minVersion: version, maxVersion: version };
      const { ended } = await diagnose((await listen(server)).port, { tls: trusting({}, [authority.otherRootPem]) });
      expect(classes(ended.get("tls-presented"))).toEqual(["client-cert-required"]);
      expect(classes(ended.get("tls-checks"))).toEqual(["unknown-ca"]);
      expect(ended.get("tls-presented")?.remedy?.action).toEqual({ type: "attach-client-identity" });
    },
  );

  it("names the CAs whose client certificates are accepted", async () => {
    const server = { ...present, requestCert: true, rejectUnauthorized: false, ca: authority.rootPem };
    const { ended } = await diagnose((await listen(server)).port);
    expect(ended.get("tls-presented")?.evidence).toContainEqual({
      label: "Accepted client CAs",
      value: "O=Signalbox Test, CN=Signalbox Test Root",
    });
  });

  it("offers to trust the root that was presented", async () => {
    const server = { cert: leaves.good.chainPem + authority.rootPem, key: leaves.good.keyPem };
    const { ended } = await diagnose((await listen(server)).port, { tls: trusting({}, [authority.otherRootPem]) });
    expect(ended.get("tls-checks")?.remedy?.action).toEqual({
      type: "trust-ca",
      fingerprint256: authority.root.certificate.fingerprint256,
      certificatePem: authority.rootPem,
      subject: "O=Signalbox Test, CN=Signalbox Test Root",
    });
  });

  const stranger = authority.issueFromOtherRoot({ names: ["hmc.example.com"] });
  it.each([
    ["chain-incomplete", stranger.certificatePem, stranger.keyPem, ["pin-certificate", "edit-field"]],
    [
      "unknown-ca-root-sent",
      stranger.certificatePem + authority.otherRootPem,
      stranger.keyPem,
      ["trust-ca", "pin-certificate"],
    ],
    ["self-signed", leaves.selfSigned.certificatePem, leaves.selfSigned.keyPem, ["pin-certificate", "edit-field"]],
  ] as const)("offers every way out of %s", async (expected, cert, key, types) => {
    const { ended } = await diagnose((await listen({ cert, key })).port);
    for (const id of ["tls-checks", "tls-verified"] as const) {
      const fault = ended.get(id)?.faults?.find(({ errorClass }) => errorClass === expected);
      const ways = [fault?.remedy, ...(fault?.remedy?.alternatives ?? [])];
      expect(ways.map((way) => way?.action?.type)).toEqual(types);
    }
  });

  it("offers to trust an intermediate that was sent without its root", async () => {
    const { ended } = await diagnose((await listen(present)).port, { tls: trusting({}, [authority.otherRootPem]) });
    const remedy = ended.get("tls-checks")?.remedy;
    expect([remedy, ...(remedy?.alternatives ?? [])].map((way) => way?.action)).toMatchObject([
      { type: "trust-ca", certificatePem: authority.intermediatePem },
      { type: "pin-certificate", certificatePem: leaves.good.certificatePem },
      { type: "edit-field" },
    ]);
  });

  it("does not guess at an intermediate when one certificate was sent", async () => {
    const { ended } = await diagnose((await listen({ cert: stranger.certificatePem, key: stranger.keyPem })).port);
    expect(ended.get("tls-checks")?.finding).toBe(
      'The device sent only its own certificate and its issuer "O=Signalbox Test, CN=Signalbox Test Other Root" is not among the trusted ones.',
    );
    expect(ended.get("tls-verified")?.finding).not.toContain("intermediate");
  });

  it.each([
    ["self-signed", leaves.selfSigned, "pin-certificate"],
    ["other host", leaves.otherHost, "edit-field"],
  ] as const)("offers a way out for %s", async (_name, leaf, type) => {
    const { ended } = await diagnose((await listen({ cert: leaf.chainPem, key: leaf.keyPem })).port);
    expect(ended.get("tls-verified")?.remedy?.action).toMatchObject({ type });
  });

  it("says what is trusted once an intermediate alone may end the chain", async () => {
    const { port } = await listen(present);
    const trustedCa = [authority.intermediatePem];
    const before = await diagnose(port, { tls: trusting({}, trustedCa) });
    expect(before.verified).toBe(false);
    expect(before.ended.get("tls-checks")).toMatchObject({
      finding: expect.stringContaining("but not its issuer"),
      remedy: { action: { type: "enable-partial-chain" } },
    });
    const after = await diagnose(port, { tls: trusting({ trust: { partialChain: true } }, trustedCa) });
    expect(after.verified).toBe(true);
    const intermediate = "O=Signalbox Test, CN=Signalbox Test Intermediate";
    expect(after.ended.get("tls-checks")).toMatchObject({
      status: "ok",
      finding: `Every check has passed. The profile trusts the intermediate CA "${intermediate}" by itself, so its root is not needed (partial chain).`,
    });
    expect(after.ended.get("tls-verified")?.evidence).toContainEqual({
      label: "Trusted through",
      value: `${intermediate} (partial chain)`,
    });
    const whole = await diagnose(port);
    expect(whole.ended.get("tls-checks")?.finding).toBe("Every check has passed.");
    expect(whole.ended.get("tls-verified")?.evidence).toContainEqual({
      label: "Trusted through",
      value: "O=Signalbox Test, CN=Signalbox Test Root",
    });
  });

  it("counts in words", async () => {
    const { certificatePem, chainPem, keyPem } = leaves.good;
    for (const [cert, words] of [
      [certificatePem, "presents 1 certificate."],
      [chainPem, "presents 2 certificates."],
    ] as const) {
      const { ended } = await diagnose((await listen({ cert, key: keyPem })).port);
      expect(ended.get("tls-presented")?.finding).toContain(words);
    }
  });

  it("suggests the partial chain when only the root is missing", async () => {
    const { ended } = await diagnose((await listen(present)).port, { tls: trusting({}, [authority.intermediatePem]) });
    expect(ended.get("tls-checks")?.remedy?.action).toEqual({ type: "enable-partial-chain" });
  });

  it("prints the server's range of versions when there is no common one", async () => {
    const listener = await listen({ ...present, minVersion: "TLSv1.3" });
    const { ended } = await diagnose(listener.port, { tls: trusting({ maxVersion: "TLSv1.2" }) });
    expect(classes(ended.get("tls-verified"))).toEqual(["protocol-mismatch"]);
    expect(ended.get("tls-range")?.finding).toBe("The server speaks TLSv1.3.");
  });

  it("goes on after a fault of the configuration", async () => {
    const { ended, statuses } = await diagnose((await listen(present)).port, {
      tls: trusting({ ciphers: "ECDHE-RSA-AES256-GCM-SHA384:NONSENSE" }),
    });
    expect(classes(ended.get("configuration"))).toEqual(["bad-cipher-list"]);
    expect(statuses.slice(1)).toEqual([
      "dns ok",
      "policy ok",
      "tcp ok",
      "tls-presented ok",
      "tls-checks ok",
      "tls-verified skipped",
    ]);
  });

  it.each([
    ["key of another certificate", { ...leaves.client, keyPem: leaves.good.keyPem }, "key-cert-mismatch"],
    ["expired client certificate", leaves.expiredClient, "client-cert-expired"],
  ] as const)("checks the client identity before it is used: %s", async (_name, identity, expected) => {
    const { ended } = await diagnose((await listen(present)).port, { tls: trusting({}, undefined, identity) });
    expect(classes(ended.get("configuration"))).toEqual([expected]);
  });

  it("tells what answers instead of TLS, by its first line only", async () => {
    const listener = await listenPlain((socket) =>
      socket.once("data", () => socket.end("HTTP/1.0 400 Bad Request\r\n\r\nsecret body")),
    );
    cleanups.push(listener.close);
    const { ended } = await diagnose(listener.port);
    const step = ended.get("tls-presented");
    expect(classes(step)).toEqual(["not-tls"]);
    expect(step?.evidence).toContainEqual({ label: "Answers in plain text", value: "HTTP/1.0 400 Bad Request" });
    expect(JSON.stringify(step)).not.toContain("secret body");
  });

  it("times the handshake apart from the connection", async () => {
    const listener = await listenPlain(() => undefined);
    cleanups.push(listener.close);
    const { ended } = await diagnose(listener.port, { tls: trusting({ timeouts: { handshakeMs: 200 } }) });
    expect(ended.get("tcp")?.status).toBe("ok");
    expect(classes(ended.get("tls-verified"))).toEqual(["handshake-timeout"]);
  });

  it("tells a connection that is broken in the handshake", async () => {
    const listener = await listenPlain((socket) => socket.once("data", () => socket.resetAndDestroy()));
    cleanups.push(listener.close);
    expect(classes((await diagnose(listener.port)).ended.get("tls-verified"))).toEqual(["reset"]);
  });

  it("ends at the configuration when the time without verification is over", async () => {
    const trust = { mode: "insecure", bundleIds: [], insecureUntil: new Date(Date.now() - 1).toISOString() };
    const { ended, verified } = await diagnose((await listen(present)).port, { tls: trusting({ trust }, []) });
    expect(verified).toBe(false);
    expect(classes(ended.get("configuration"))).toEqual(["insecure-expired"]);
    expect(ended.get("tls-verified")?.status).toBe("skipped");
  });

  it("stops at a closed port, an unknown name and a forbidden address", async () => {
    const port = await findClosedPort();
    expect(classes((await diagnose(port)).ended.get("tcp"))).toEqual(["refused"]);
    const unknown = await diagnose(port, { resolve: async () => [] });
    expect(unknown.statuses.slice(1)).toEqual([
      "dns fail",
      "policy skipped",
      "tcp skipped",
      "tls-presented skipped",
      "tls-checks skipped",
      "tls-verified skipped",
    ]);
    const because = (failed: string) => `Not tried because "${failed}" failed.`;
    expect(new Set([...unknown.ended.values()].slice(2).map(({ finding }) => finding))).toEqual(
      new Set([because("Name resolution")]),
    );
    const closed = await diagnose(port);
    expect(closed.ended.get("tls-verified")?.finding).toBe(because("TCP connection"));
    const forbidden = await diagnose(port, { addressPolicy: createAddressPolicy() });
    expect(classes(forbidden.ended.get("policy"))).toEqual(["address-blocked"]);
    expect(forbidden.ended.get("tcp")?.status).toBe("skipped");
  });

  it("shows the way through a proxy as a step of its own", async () => {
    const listener = await listen(present);
    const proxy = await startConnectProxy();
    cleanups.push(proxy.close);
    const { ended, verified, statuses } = await diagnose(listener.port, {
      proxy: parseProxyAddress(`proxy.example.com:${proxy.port}`),
    });
    expect(verified).toBe(true);
    expect(statuses).toEqual([
      "configuration ok",
      "dns ok",
      "policy ok",
      "tcp ok",
      "proxy ok",
      "tls-presented ok",
      "tls-checks ok",
      "tls-verified ok",
    ]);
    expect(["dns", "policy", "tcp", "proxy"].map((id) => ended.get(id as DiagnosisStep["id"])?.finding)).toEqual([
      "proxy.example.com resolves to 127.0.0.1. The name of the device is resolved by the proxy.",
      "The proxy may be dialled.",
      `Connected to the proxy at 127.0.0.1 port ${proxy.port}.`,
      `proxy.example.com:${proxy.port} opened a tunnel to hmc.example.com:${listener.port}.`,
    ]);
    expect(listener.connections()).toBe(proxy.heads.length);
  });

  it("shows what a proxy said, what may help, and no more", async () => {
    const proxy = await startConnectProxy({ answer: () => "HTTP/1.1 403 Filtered\r\n\r\nsecret body" });
    cleanups.push(proxy.close);
    const refused = await diagnose(9, { proxy: parseProxyAddress(`127.0.0.1:${proxy.port}`) });
    expect(refused.statuses.slice(3)).toEqual([
      "tcp ok",
      "proxy fail",
      "tls-presented skipped",
      "tls-checks skipped",
      "tls-verified skipped",
    ]);
    expect(refused.ended.get("proxy")).toMatchObject({
      errorClass: "proxy-refused",
      evidence: [{ label: "Answer of the proxy", value: "HTTP/1.1 403 Filtered" }],
      remedy: {
        text: expect.stringContaining("Allow CONNECT"),
        action: { type: "edit-field", field: "settings.proxyAddress" },
      },
    });
    expect(JSON.stringify([...refused.ended.values()])).not.toContain("secret");
    const away = await diagnose(9, { proxy: parseProxyAddress(`127.0.0.1:${await findClosedPort()}`) });
    expect(classes(away.ended.get("tcp"))).toEqual(["proxy-unreachable"]);
    expect(away.ended.get("tls-verified")?.finding).toBe('Not tried because "TCP connection" failed.');
    const unknown = await diagnose(9, { proxy: parseProxyAddress("proxy.example.com:1"), resolve: async () => [] });
    expect(classes(unknown.ended.get("dns"))).toEqual(["proxy-unreachable"]);
    expect(unknown.ended.get("proxy")?.status).toBe("skipped");
    const forbidden = await diagnose(9, {
      proxy: parseProxyAddress("127.0.0.1:1"),
      addressPolicy: createAddressPolicy(),
    });
    expect(forbidden.ended.get("policy")).toMatchObject({
      errorClass: "address-blocked",
      remedy: { action: { field: "settings.proxyAddress" } },
    });
  });
});
