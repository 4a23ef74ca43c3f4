import { X509Certificate } from "node:crypto";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { requestFormInput } from "@/contracts/certificate-request";
import { createKeyPair } from "@/server/pki/key-pair";
import { createRequest } from "@/server/pki/request";
import type { ExchangePhase } from "./certificate-exchange";
import type { BmcConnection } from "./connection";
import { bmcKind } from "./connector";
import { DEFAULT_USER, type FakeBmc, type FakeBmcOptions } from "./fake";
import { HOST_CERTIFICATE_URI } from "./host-certificate";
import { CSR_LIMIT_BYTES, requestSignature, SIGN_TIMEOUT_MS, SignCsrError } from "./sign-csr";
import { TestBench, targetOf } from "./testing/connection-target";

const SIGN = "/ibm/v1/Host/Actions/SignCSR";
const OFFER = { signUri: SIGN, rootUri: `${HOST_CERTIFICATE_URI}/root` };
const bench = new TestBench();
const connections: BmcConnection[] = [];
let csr: string;

beforeAll(async () => {
  const form = requestFormInput.parse({ keyAlgorithm: "ec-p256", subject: { commonName: "console" } });
  csr = await createRequest(form, await createKeyPair("ec-p256"));
});
afterEach(async () => {
  for (const connection of connections.splice(0)) connection.destroy();
  await bench.closeAll();
});

async function connect(options: Partial<FakeBmcOptions> = {}): Promise<{ bmc: FakeBmc; connection: BmcConnection }> {
  const bmc = await bench.start(options);
  const connection = await bmcKind.signOn(targetOf(bmc));
  connections.push(connection);
  return { bmc, connection };
}
/** "signed", or the failure of a signing; anything else is thrown. */
async function outcomeOf(attempt: Promise<unknown>): Promise<"signed" | SignCsrError> {
  try {
    await attempt;
    return "signed";
  } catch (error) {
    if (error instanceof SignCsrError) return error;
    throw error;
  }
}

describe("the exchange", () => {
  it("finds the offer, signs, and reads the same root before and after", async () => {
    const { bmc, connection } = await connect();
    expect(await connection.findOffer()).toEqual({ kind: "offered", offer: OFFER });
    const phases: ExchangePhase[] = [];
    const signed = await connection.exchangeCertificate(OFFER, csr, { onPhase: (phase) => void phases.push(phase) });
    const leaf = new X509Certificate(signed.certificate);
    expect(leaf.verify(bmc.exchange.authority.root.publicKey)).toBe(true);
    expect(signed).toMatchObject({ rootBefore: { kind: "present" }, rootAfter: { kind: "present" }, isRotated: false });
    expect(phases).toEqual(["reading-root", "signing", "comparing-root"]);
    expect(bmc.exchange.received).toEqual([csr]);
  });

  it("sees a CA that was rotated between signing and reading the root", async () => {
    const { bmc, connection } = await connect();
    bmc.exchange.rotatesAfterSigning = true;
    expect(await connection.exchangeCertificate(OFFER, csr)).toMatchObject({ isRotated: true });
  });

  it("does not take the first root of a new VMI for a rotation", async () => {
    const { bmc, connection } = await connect({ hasRoot: false });
    expect(await connection.readRoot(OFFER)).toEqual({ kind: "never-delivered" });
    const attempt = connection.exchangeCertificate(OFFER, csr, {
      onPhase: (phase) => phase === "comparing-root" && bmc.exchange.deliverRoot(),
    });
    expect(await attempt).toMatchObject({ rootBefore: { kind: "never-delivered" }, isRotated: false });
  });

  it("reads a root that is empty, unchanged, or absent", async () => {
    const { bmc, connection } = await connect();
    const first = await connection.readRoot(OFFER);
    const etag = first.kind === "present" ? first.etag : null;
    expect(etag).toMatch(/^"/);
    expect(await connection.readRoot(OFFER, { etag })).toEqual({ kind: "unchanged" });
    bmc.exchange.rotate();
    expect(await connection.readRoot(OFFER, { etag })).toMatchObject({ kind: "present" });
    bmc.exchange.setRoot("");
    expect(await connection.readRoot(OFFER)).toEqual({ kind: "empty" });
  });

  it("says that community firmware offers nothing", async () => {
    const { connection } = await connect({ hasCertificateRoutes: false });
    expect(await connection.findOffer()).toEqual({ kind: "not-offered" });
    await expect(connection.exchangeCertificate(OFFER, csr)).rejects.toMatchObject({ code: "device_not_found" });
  });
});

describe("limits before sending", () => {
  const long = `-----BEGIN CERTIFICATE REQUEST-----\n${"A".repeat(CSR_LIMIT_BYTES)}\n-----END CERTIFICATE REQUEST-----\n`;
  it.each([
    ["csr-empty", ""],
    ["csr-empty", " \n"],
    ["csr-too-long", long],
    ["csr-not-pem", "hello"],
    ["csr-not-pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"],
  ])("%s is never sent", async (outcome, text) => {
    const { bmc, connection } = await connect();
    expect(await outcomeOf(connection.exchangeCertificate(OFFER, text))).toMatchObject({ outcome });
    expect(bmc.count("POST", SIGN)).toBe(0);
    expect(bmc.aborts).toBe(0);
  });

  it("sends exactly the limit, with a time-out beyond the BMC's own", async () => {
    const frame = "-----BEGIN CERTIFICATE REQUEST-----\n\n-----END CERTIFICATE REQUEST-----\n";
    const exact = frame.replace("\n\n", `\n${"A".repeat(CSR_LIMIT_BYTES - frame.length)}\n`);
    expect(Buffer.byteLength(exact)).toBe(CSR_LIMIT_BYTES);
    expect(requestSignature(OFFER, exact)).toMatchObject({ headersMs: SIGN_TIMEOUT_MS, totalMs: SIGN_TIMEOUT_MS });
    expect(SIGN_TIMEOUT_MS).toBeGreaterThanOrEqual(40_000);
  });
});

describe("every answer told apart", () => {
  it.each([
    ["bad-csr", "csr-refused-by-host", "device_request_rejected", false],
    ["empty-answer", "empty-answer", "device_protocol", true],
    ["no-request-status", "bmc-failed", "device_unavailable", true],
    ["no-host-ack", "bmc-failed", "device_unavailable", true],
    ["no-certificate-from-host", "bmc-failed", "device_unavailable", true],
    ["empty-client-certificate", "bmc-failed", "device_unavailable", true],
    ["internal", "bmc-failed", "device_unavailable", true],
    ["host-not-ready", "host-not-ready", "device_unavailable", true],
  ] as const)("%s is %s", async (fault, outcome, code, mayRepeat) => {
    const { bmc, connection } = await connect();
    bmc.exchange.faults.push(fault);
    expect(await outcomeOf(connection.exchangeCertificate(OFFER, csr))).toMatchObject({ outcome, code, mayRepeat });
    expect(bmc.count("POST", SIGN)).toBe(1);
  });

  it("waits for a host that is off, and passes on how long to wait", async () => {
    const { connection } = await connect({ phase: "off" });
    expect(await outcomeOf(connection.exchangeCertificate(OFFER, csr))).toMatchObject({
      outcome: "host-not-ready",
      retryAfterSeconds: 60,
      device: { status: 503, message: "Host is not ready to serve the request" },
    });
  });

  it("keeps the certificate that came with a 500, and judges by the status", async () => {
    const { bmc, connection } = await connect();
    bmc.exchange.faults.push("certificate-with-500");
    expect(await outcomeOf(connection.exchangeCertificate(OFFER, csr))).toMatchObject({
      outcome: "signed-but-not-cleaned-up",
      certificate: expect.stringContaining("BEGIN CERTIFICATE"),
    });
  });

  it.each([
    ["answer-empty-string", "no-certificate"],
    ["answer-no-string", "no-certificate"],
    ["answer-huge", "answer-too-large"],
  ] as const)("%s is %s", async (defect, outcome) => {
    const { bmc, connection } = await connect();
    bmc.exchange.defect = defect;
    expect(await outcomeOf(connection.exchangeCertificate(OFFER, csr))).toMatchObject({ outcome });
  });

  const passwordExpired = { "@Message.ExtendedInfo": [{ MessageId: "Base.1.8.PasswordChangeRequired", Message: "x" }] };
  it.each([
    [
      "request-invalid",
      {
        status: 400,
        body: { "CsrString@Message.ExtendedInfo": [{ MessageId: "Base.1.8.PropertyMissing", Message: "missing" }] },
      },
    ],
    ["role-too-low", { status: 403 }],
    ["password-expired", { status: 403, body: passwordExpired }],
    ["not-offered", { status: 404 }],
    ["not-offered", { status: 405, headers: { Allow: "POST" } }],
    ["body-too-large", { status: 413 }],
    ["unexpected", { status: 204 }],
    ["no-certificate", { status: 200, body: "<html>hello</html>", contentType: "text/html" }],
  ] as const)("%s", async (outcome, reply) => {
    const { bmc, connection } = await connect();
    bmc.faults.add({ kind: "reply", reply: { ...reply } as never }, { method: "POST", path: SIGN });
    expect(await outcomeOf(connection.exchangeCertificate(OFFER, csr))).toMatchObject({ outcome });
  });

  it("logs on again when the token has expired between the steps", async () => {
    const { bmc, connection } = await connect();
    bmc.sessions.loseAll();
    expect(await outcomeOf(connection.exchangeCertificate(OFFER, csr))).toBe("signed");
    expect(bmc.sessions.logons).toBe(2);
  });

  it("is session-gone where even a new session is refused", async () => {
    const { bmc, connection } = await connect();
    bmc.faults.add({ kind: "reply", reply: { status: 401 } }, { method: "POST", path: SIGN, times: 2 });
    expect(await outcomeOf(connection.exchangeCertificate(OFFER, csr))).toMatchObject({ outcome: "session-gone" });
  });

  it("can be cancelled while the host is waited for", async () => {
    const { bmc, connection } = await connect({ phase: "off", hostWaitMs: 60_000 });
    const controller = new AbortController();
    const attempt = outcomeOf(connection.exchangeCertificate(OFFER, csr, { signal: controller.signal }));
    await bmc.until(() => bmc.count("POST", SIGN) === 1);
    controller.abort();
    expect(await attempt).toMatchObject({ outcome: "cancelled", code: "cancelled" });
  });
});

describe("a BMC whose web server ends", () => {
  it("is waited for, logged on to again, and asked once more", async () => {
    const { bmc, connection } = await connect({ restartMs: 60 });
    bmc.faults.add({ kind: "delay", delayMs: 5 }, { method: "POST", path: SIGN });
    const phases: ExchangePhase[] = [];
    const attempt = connection.exchangeCertificate(OFFER, csr, {
      intervalMs: 15,
      onPhase: (phase) => {
        phases.push(phase);
        if (phase === "signing") void bmc.abort();
      },
    });
    const signed = await attempt;
    expect(signed.certificate).toContain("BEGIN CERTIFICATE");
    expect(phases).toEqual(["reading-root", "signing", "waiting-for-bmc", "repeating", "comparing-root"]);
    expect(bmc.sessions.logons).toBe(2);
  });

  it("keeps what was signed when it ends right after the signature, and reads the root once it is back", async () => {
    const { bmc, connection } = await connect({ restartMs: 30 });
    const phases: ExchangePhase[] = [];
    const signed = await connection.exchangeCertificate(OFFER, csr, {
      intervalMs: 15,
      onPhase: (phase) => {
        if (phase === "comparing-root" && bmc.aborts === 0) void bmc.abort();
        phases.push(phase);
      },
    });
    expect(signed).toMatchObject({ rootAfter: { kind: "present" }, isRotated: false });
    expect(phases.slice(1)).toEqual(["signing", "comparing-root", "waiting-for-bmc", "comparing-root"]);
    expect([bmc.exchange.received.length, bmc.sessions.logons]).toEqual([1, 2]);
  });

  it("is asked at most once more", async () => {
    const { bmc, connection } = await connect();
    bmc.exchange.faults.push("cut", "cut");
    expect(await outcomeOf(connection.exchangeCertificate(OFFER, csr, { intervalMs: 5 }))).toMatchObject({
      outcome: "connection-cut",
    });
    expect(bmc.count("POST", SIGN)).toBe(2);
  });

  it("counts as cut when the answer ends in the middle", async () => {
    const { bmc, connection } = await connect();
    bmc.faults.add({ kind: "truncate" }, { method: "POST", path: SIGN, times: 2 });
    expect(await outcomeOf(connection.exchangeCertificate(OFFER, csr, { intervalMs: 5 }))).toMatchObject({
      outcome: "connection-cut",
    });
  });
});

describe("who may", () => {
  it("is an administrator only, without a body in the refusal", async () => {
    const bmc = await bench.start({ users: [{ ...DEFAULT_USER, role: "Operator" }] });
    const connection = await bmcKind.signOn(targetOf(bmc));
    connections.push(connection);
    await expect(connection.exchangeCertificate(OFFER, csr)).rejects.toMatchObject({ code: "device_authorization" });
    expect(bmc.count("POST", SIGN)).toBe(0);
  });
});
