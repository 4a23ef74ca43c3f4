import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type CertificateOrder, createOrderInput } from "@/contracts/certificate-order";
import { requestFormInput } from "@/contracts/certificate-request";
import type { Profile } from "@/contracts/profile";
import { getDatabase } from "@/server/data/client";
import { testContext } from "@/server/data/testing/team";
import type { Principal } from "@/server/domain/principal";
import { createVmiAuthority } from "@/server/pki/fake/vmi-authority";
import type { FakeBmc, FakeBmcOptions } from "@/server/protocols/bmc/fake";
import type { DeviceRuntime } from "../device-runtime";
import { codeOf } from "../testing/code-of";
import { type OrderBench, openOrderBench } from "../testing/order-bench";
import { listIdentities } from "../trust-identities";
import { activateOrder } from "./keeping";
import { leadOf } from "./led-orders";
import { cancelOrder, createOrder, getOrder, listOrders } from "./orders";
import { testOrder } from "./proof";
import { renewOrders, resolveLeftOrders } from "./renewal";
import { generateRequest } from "./request";
import { signOrder } from "./signing";
import { workOf } from "./steps";
import { uploadCertificate } from "./verification";

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

const at = ({ version }: CertificateOrder) => ({ version });
async function ready(profileId: string | null = profile.id): Promise<CertificateOrder> {
  const input = createOrderInput.parse({ name: `Order ${randomUUID()}`, profileId });
  const created = await createOrder(admin, input, testContext);
  return generateRequest(admin, created.id, { ...at(created), form }, testContext);
}
async function sign(order: CertificateOrder): Promise<CertificateOrder> {
  await signOrder(admin, order.id, at(order), testContext);
  await workOf(order.id);
  return getOrder(admin, order.id);
}
async function prove(order: CertificateOrder): Promise<CertificateOrder> {
  await testOrder(admin, order.id, { ...at(order), address: "127.0.0.1", port: bmc.vmi.port }, testContext);
  await workOf(order.id);
  return getOrder(admin, order.id);
}
const keep = (order: CertificateOrder) =>
  activateOrder(admin, order.id, { ...at(order), identityName: "Console", untested: false }, testContext);

describe("a certificate in use", () => {
  test("is renewed with a new key, and the old one stays until the new one is proven", async () => {
    await begin();
    const first = await keep(await prove(await sign(await ready())));
    const identityId = first.identity?.id ?? "";
    bmc.exchange.faults.push("host-not-ready");
    const answer = await renewOrders(admin, [identityId, randomUUID()], testContext);
    expect(answer.items).toMatchObject([{ order: { state: "draft", isLed: true } }, { order: null }]);
    const orderId = answer.items[0]?.order?.id ?? "";
    await leadOf(orderId);
    const stuck = await getOrder(admin, orderId);
    expect(stuck).toMatchObject({ state: "csr_ready", isLed: false, problem: { code: "host_not_ready" } });
    const renewal = await sign(stuck);
    const untested = { ...at(renewal), identityName: "Console", untested: true };
    expect(await codeOf(activateOrder(admin, renewal.id, untested, testContext))).toBe("conflict");
    const [before] = (await listIdentities(admin)).items;
    const done = await keep(await prove(renewal));
    expect(done.identity?.id).toBe(identityId);
    const [after] = (await listIdentities(admin)).items;
    expect(after?.chain[0]?.fingerprint256).not.toBe(before?.chain[0]?.fingerprint256);
    expect(await getOrder(admin, first.id)).toMatchObject({ state: "superseded" });
  });

  test("is renewed to the end by itself where nothing has to be decided", async () => {
    await begin();
    const first = await keep(await prove(await sign(await ready())));
    const identityId = first.identity?.id ?? "";
    const { items } = await renewOrders(admin, [identityId], testContext);
    const orderId = items[0]?.order?.id ?? "";
    await leadOf(orderId);
    const renewed = await getOrder(admin, orderId);
    expect(renewed).toMatchObject({ state: "active", isLed: false, identity: { id: identityId, name: "Console" } });
    expect(renewed.proof).toMatchObject({ result: "accepted" });
    expect(await getOrder(admin, first.id)).toMatchObject({ state: "superseded" });
    bmc.exchange.rotate();
    const [again] = (await renewOrders(admin, [identityId], testContext)).items;
    await leadOf(again?.order?.id ?? "");
    expect(await getOrder(admin, again?.order?.id ?? "")).toMatchObject({
      state: "certificate_received",
      outcome: "question",
      isLed: false,
    });
    expect(await getOrder(admin, orderId)).toMatchObject({ state: "active" });
  });

  test("is renewed once, however many ask for it at the same moment and later", async () => {
    await begin({ hostWaitMs: 60_000 });
    const first = await keep(await prove(await sign(await ready())));
    const identityId = first.identity?.id ?? "";
    bmc.exchange.faults.push("host-not-ready");
    const ask = async () => (await renewOrders(admin, [identityId], testContext)).items;
    const together = (await Promise.all([ask(), ask(), ask()])).flat();
    const [orderId = "", ...others] = new Set(together.flatMap(({ order }) => order?.id ?? []));
    expect(others).toEqual([]);
    for (const { order, obstacle } of together) expect(order === null).toBe(obstacle !== null);
    await expect.poll(async () => (await getOrder(admin, orderId)).step?.id).toBe("sign");
    expect(await ask()).toMatchObject([{ order: { id: orderId, step: { id: "sign" } }, obstacle: null }]);
    expect((await listOrders(admin, { limit: 10 })).items).toHaveLength(2);
    await cancelOrder(admin, orderId, at(await getOrder(admin, orderId)), testContext);
    await leadOf(orderId);
  });

  test("that stands still goes on when it is asked for again", async () => {
    await begin();
    const first = await keep(await prove(await sign(await ready())));
    const identityIds = [first.identity?.id ?? ""];
    bmc.exchange.faults.push("host-not-ready");
    const [begun] = (await renewOrders(admin, identityIds, testContext)).items;
    const orderId = begun?.order?.id ?? "";
    await leadOf(orderId);
    expect(await getOrder(admin, orderId)).toMatchObject({ state: "csr_ready", problem: { code: "host_not_ready" } });
    expect((await renewOrders(admin, identityIds, testContext)).items).toMatchObject([{ order: { id: orderId } }]);
    await leadOf(orderId);
    expect(await getOrder(admin, orderId)).toMatchObject({ state: "active", problem: null });
  });

  test("is not led on where somebody has cancelled it", async () => {
    await begin({ hostWaitMs: 60_000 });
    const first = await keep(await prove(await sign(await ready())));
    bmc.exchange.faults.push("host-not-ready");
    const { items } = await renewOrders(admin, [first.identity?.id ?? ""], testContext);
    const orderId = items[0]?.order?.id ?? "";
    await expect.poll(async () => (await getOrder(admin, orderId)).step?.id).toBe("sign");
    await cancelOrder(admin, orderId, at(await getOrder(admin, orderId)), testContext);
    await leadOf(orderId);
    expect(await getOrder(admin, orderId)).toMatchObject({ state: "cancelled", isLed: false });
    expect(await getOrder(admin, first.id)).toMatchObject({ state: "active" });
  });
});

test("a renewal by hand asks about an authority other than that of the certificate it renews", async () => {
  await begin();
  const upload = (order: CertificateOrder, { sign: issue, rootPem }: typeof bmc.exchange.authority) =>
    uploadCertificate(
      admin,
      order.id,
      { ...at(order), certificate: { text: issue(order.request?.pem ?? "").toString() }, authority: { text: rootPem } },
      testContext,
    );
  const known = bmc.exchange.authority;
  const first = await keep(await prove(await upload(await ready(null), known)));
  const [begun] = (await renewOrders(admin, [first.identity?.id ?? ""], testContext)).items;
  const orderId = begun?.order?.id ?? "";
  await leadOf(orderId);
  const renewal = await getOrder(admin, orderId);
  expect(renewal).toMatchObject({
    state: "csr_ready",
    knownAuthority: { fingerprint256: first.authority?.fingerprint256 },
  });
  const asked = await upload(renewal, createVmiAuthority());
  expect(asked).toMatchObject({ state: "certificate_received", outcome: "question" });
  expect(asked.checks.find(({ number }) => number === 17)).toMatchObject({ verdict: "ask" });
});

test("at the start, an order whose key no longer opens fails by itself and hinders no other", async () => {
  await begin();
  const [broken, other] = [await sign(await ready()), await ready()];
  const { certificateOrder } = getDatabase();
  const sealedKey = new Uint8Array(64);
  await certificateOrder.update({
    where: { id: broken.id },
    data: { state: "certificate_received", outcome: null, sealedKey },
  });
  await certificateOrder.update({
    where: { id: other.id },
    data: { state: "awaiting_certificate", step: "sign", stepStartedAt: new Date(), processId: "dead" },
  });
  await resolveLeftOrders(runtime.processId);
  expect(await getOrder(admin, broken.id)).toMatchObject({ state: "failed", problem: { code: "key_lost" } });
  expect(await getOrder(admin, other.id)).toMatchObject({ state: "csr_ready", problem: { code: "interrupted" } });
});
