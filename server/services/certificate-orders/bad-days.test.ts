import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type CertificateOrder, createOrderInput } from "@/contracts/certificate-order";
import { requestFormInput } from "@/contracts/certificate-request";
import type { Profile } from "@/contracts/profile";
import { getDatabase } from "@/server/data/client";
import { testContext } from "@/server/data/testing/team";
import type { Principal } from "@/server/domain/principal";
import { DEFAULT_USER, type FakeBmc, type FakeBmcOptions } from "@/server/protocols/bmc/fake";
import type { DeviceRuntime } from "../device-runtime";
import { type OrderBench, openOrderBench } from "../testing/order-bench";
import { createOrder, getOrder } from "./orders";
import { generateRequest } from "./request";
import { lookAtDevice, signOrder } from "./signing";
import { workOf } from "./steps";

const SIGN = "/ibm/v1/Host/Actions/SignCSR";
const form = requestFormInput.parse({ keyAlgorithm: "ec-p256", subject: { commonName: "console.example.com" } });

let bench: OrderBench;
let admin: Principal;
let bmc: FakeBmc;
let runtime: DeviceRuntime;
let profile: Profile;

async function begin(options: Partial<FakeBmcOptions> = {}): Promise<void> {
  ({ bmc, profile } = await bench.start(options));
}

beforeEach(async () => {
  bench = await openOrderBench();
  ({ runtime } = bench);
  admin = bench.team.administrator;
});
afterEach(() => bench.close());

async function ready(): Promise<CertificateOrder> {
  const created = await createOrder(
    admin,
    createOrderInput.parse({ name: "Bad day", profileId: profile.id }),
    testContext,
  );
  return generateRequest(admin, created.id, { version: created.version, form }, testContext);
}
async function sign({ id, version }: CertificateOrder): Promise<CertificateOrder> {
  await signOrder(admin, id, { version }, testContext);
  await workOf(id);
  return getOrder(admin, id);
}

const passwordExpired = { "@Message.ExtendedInfo": [{ MessageId: "Base.1.19.PasswordChangeRequired", Message: "x" }] };

describe("an order at a BMC whose user", () => {
  test.each([
    ["has too low a role", { role: "Operator" }, "role_too_low", /role/i, "role"],
    ["must change the password (201)", { mustChangePassword: true }, "signed_out", /password .*expired/, "logon"],
    ["has no multi-factor key yet (403 with a token)", { needsSecretKey: true }, "signed_out", /multi-factor/, "logon"],
  ] as const)("%s sends nothing, keeps the request and leaves no session", async (_name, user, code, message, step) => {
    await begin({ users: [{ ...DEFAULT_USER, ...user }] });
    const order = await ready();
    const { findings, version } = await lookAtDevice(admin, order.id, { version: order.version }, testContext);
    expect(findings.find(({ id }) => id === step)).toMatchObject({
      verdict: "refuse",
      finding: expect.stringMatching(message),
      remedy: expect.any(String),
    });
    const after = await sign({ ...order, version });
    expect(after).toMatchObject({
      state: "csr_ready",
      step: null,
      problem: { code, message: expect.stringMatching(message), remedy: expect.any(String) },
    });
    expect(bmc.exchange.received).toEqual([]);
    await runtime.pool.signOff(profile.id);
    expect(bmc.sessions.live()).toEqual([]);
  });
});

describe("an order", () => {
  const tampered = new Uint8Array(64);

  test("keeps its key where the password of its BMC no longer opens", async () => {
    await begin();
    const order = await ready();
    await getDatabase().secret.updateMany({ where: { profileId: profile.id }, data: { ciphertext: tampered } });
    expect(await sign(order)).toMatchObject({ state: "csr_ready", problem: { code: "device_failed" } });
  });

  test("has failed where its own key no longer opens when the certificate comes", async () => {
    await begin();
    const order = await ready();
    await getDatabase().certificateOrder.update({ where: { id: order.id }, data: { sealedKey: tampered } });
    expect(await sign(order)).toMatchObject({ state: "failed", problem: { code: "key_lost" } });
  });
});

describe("an order whose BMC answers the signature", () => {
  test.each([
    ["with messages about the request", { status: 400, body: {} }, "failed", "request_rejected"],
    ["that the token is stale, twice", { status: 401 }, "csr_ready", "signed_out"],
    ["that the role is too low", { status: 403 }, "csr_ready", "role_too_low"],
    ["that the password has expired", { status: 403, body: passwordExpired }, "csr_ready", "signed_out"],
    ["with 404", { status: 404 }, "csr_ready", "not_offered"],
    ["with 405", { status: 405, headers: { Allow: "POST" } }, "csr_ready", "not_offered"],
    [
      "with 500 and a reason",
      { status: 500, body: { Description: "Failed to get request status" } },
      "csr_ready",
      "device_failed",
    ],
    ["with 503", { status: 503, headers: { "Retry-After": "60" } }, "csr_ready", "host_not_ready"],
    ["with a web page", { status: 200, body: "<html></html>", contentType: "text/html" }, "csr_ready", "device_failed"],
    [
      "with noise",
      { status: 200, body: "\u0000\u0001{", contentType: "application/json" },
      "csr_ready",
      "device_failed",
    ],
  ] as const)("%s is as it was, with the reason and a way on", async (_name, reply, state, code) => {
    await begin();
    const order = await ready();
    bmc.faults.add({ kind: "reply", reply: { ...reply } as never }, { method: "POST", path: SIGN, times: 2 });
    const after = await sign(order);
    expect(after).toMatchObject({ state, step: null, outcome: null, checks: [], problem: { code } });
    expect(after.problem?.message).not.toBe("");
    expect(after.request?.pem).toBe(order.request?.pem);
  });

  test("and is cut off in the middle is told apart from one that says no", async () => {
    await begin();
    const order = await ready();
    bmc.faults.add({ kind: "truncate" }, { method: "POST", path: SIGN, times: 2 });
    expect(await sign(order)).toMatchObject({ state: "csr_ready", problem: { code: "connection_lost" } });
    expect(bmc.count("POST", SIGN)).toBe(2);
  });
});

test("with a clock ten minutes off it is warned of, and a certificate of the future shows both clocks", async () => {
  await begin({ clockOffsetMs: 600_000 });
  const order = await ready();
  const { findings, version } = await lookAtDevice(admin, order.id, { version: order.version }, testContext);
  expect(findings.find(({ id }) => id === "clock")).toMatchObject({
    verdict: "warn",
    finding: expect.stringMatching(/600 s ahead .*more than 5 minutes/),
    remedy: expect.any(String),
  });
  bmc.exchange.defect = "not-yet-valid";
  const signed = await sign({ ...order, version });
  expect(signed).toMatchObject({ state: "verified", outcome: "accepted" });
  const validity = signed.checks.find(({ number }) => number === 8);
  expect(validity).toMatchObject({ verdict: "warn" });
  const clocks = validity?.evidence.flatMap(({ label, actual }) => (/clock|time/i.test(label) ? [actual] : [])) ?? [];
  expect(clocks.length).toBeGreaterThanOrEqual(2);
});

test("a request too long for a BMC leaves a draft that says so", async () => {
  await begin();
  const { id, version } = await createOrder(
    admin,
    createOrderInput.parse({ name: "Long", profileId: profile.id }),
    testContext,
  );
  const names = Array.from({ length: 20 }, (_, index) => ({ type: "uri", value: `urn:${"a".repeat(400)}${index}` }));
  const long = requestFormInput.parse({ ...form, names });
  await expect(generateRequest(admin, id, { version, form: long }, testContext)).rejects.toMatchObject({
    code: "invalid_request",
  });
  const problem = { message: expect.stringMatching(/4096/), remedy: expect.any(String) };
  expect(await getOrder(admin, id)).toMatchObject({ state: "draft", step: null, request: null, problem });
});

test("a step that cannot be put on record does not begin, and the order can go on later (SEC-H2)", async () => {
  await begin();
  const order = await ready();
  const database = getDatabase();
  const refusal = "BEGIN SELECT RAISE(ABORT, 'no space'); END";
  await database.$executeRawUnsafe(`CREATE TRIGGER "full" BEFORE INSERT ON "AuditEvent" ${refusal}`);
  await expect(signOrder(admin, order.id, { version: order.version }, testContext)).rejects.toThrow();
  await database.$executeRawUnsafe('DROP TRIGGER "full"');
  expect(bmc.exchange.received).toEqual([]);
  expect(await getOrder(admin, order.id)).toMatchObject({ state: "csr_ready", step: null, version: order.version });
  expect(await sign(order)).toMatchObject({ state: "verified" });
});

test("a BMC that restarts in the middle is waited for, and what it signed is kept", async () => {
  await begin({ restartMs: 30 });
  const order = await ready();
  await signOrder(admin, order.id, { version: order.version }, testContext);
  await bmc.until(() => bmc.exchange.received.length === 1);
  await bmc.abort();
  await workOf(order.id);
  expect(await getOrder(admin, order.id)).toMatchObject({ state: "verified", problem: null });
  expect(bmc.sessions.logons).toBe(2);
});
