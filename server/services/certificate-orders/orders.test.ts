import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type CertificateOrder, createOrderInput } from "@/contracts/certificate-order";
import { requestFormInput } from "@/contracts/certificate-request";
import type { Profile } from "@/contracts/profile";
import { getDatabase } from "@/server/data/client";
import { createTestTeam, type TestTeam, testContext } from "@/server/data/testing/team";
import type { Principal } from "@/server/domain/principal";
import type { FakeBmc, FakeBmcOptions } from "@/server/protocols/bmc/fake";
import { vmiDefects } from "@/server/protocols/bmc/fake/vmi-defects";
import type { DeviceRuntime } from "../device-runtime";
import { codeOf } from "../testing/code-of";
import { type OrderBench, openOrderBench } from "../testing/order-bench";
import { listIdentities } from "../trust-identities";
import { activateOrder, exportOrder } from "./keeping";
import { cancelOrder, createOrder, deleteOrder, getOrder, listOrders, retryOrder, stopStep } from "./orders";
import { testOrder } from "./proof";
import { resolveLeftOrders } from "./renewal";
import { downloadRequest, generateRequest, reviseRequest, uploadRequest } from "./request";
import { awaitUpload, lookAtDevice, signOrder } from "./signing";
import { workOf } from "./steps";
import { acceptAuthority, declineAuthority, uploadCertificate } from "./verification";

const form = requestFormInput.parse({
  keyAlgorithm: "ec-p256",
  subject: { commonName: "console.example.com", organization: "Example" },
  names: [{ type: "dns", value: "console.example.com" }],
});
const password = "a password for exports";

let bench: OrderBench;
let team: TestTeam;
let bmc: FakeBmc;
let runtime: DeviceRuntime;
let profile: Profile;
let admin: Principal;

async function begin(options: Partial<FakeBmcOptions> = {}): Promise<void> {
  ({ bmc, profile } = await bench.start(options));
}

beforeEach(async () => {
  bench = await openOrderBench();
  ({ team, runtime } = bench);
  admin = team.administrator;
});
afterEach(() => bench.close());

const create = (principal = admin) =>
  createOrder(principal, createOrderInput.parse({ name: `Order ${randomUUID()}`, profileId: profile.id }), testContext);
const at = ({ version }: CertificateOrder) => ({ version });
const generate = (order: CertificateOrder) => generateRequest(admin, order.id, { ...at(order), form }, testContext);

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
const ready = async () => generate(await create());
const keep = (order: CertificateOrder, identityName = "Console") =>
  activateOrder(admin, order.id, { ...at(order), identityName, untested: false }, testContext);

describe("an order for a BMC", () => {
  test("leads from a look to a client identity that the VMI accepts", async () => {
    await begin();
    let order = await lookAtDevice(admin, (await create()).id, { version: 1 }, testContext);
    expect(order.findings.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
    order = await generate(order);
    expect(order).toMatchObject({ state: "csr_ready", keySource: "generated", request: { isSignatureValid: true } });
    expect(await downloadRequest(team.viewer, order.id)).toContain("BEGIN CERTIFICATE REQUEST");
    order = await sign(order);
    expect(order).toMatchObject({ state: "verified", outcome: "accepted", problem: null, step: null });
    expect(order.checks).toHaveLength(18);
    order = await prove(order);
    expect(order).toMatchObject({ state: "tested", proof: { result: "accepted", shownBy: "application_data" } });
    expect(bmc.vmi.accepted).toContain("console.example.com");
    order = await keep(order);
    expect(order).toMatchObject({ state: "active", identity: { name: "Console" }, renewal: { urgency: "none" } });
    const { items } = await listIdentities(admin);
    expect(items).toMatchObject([{ name: "Console", origin: "order" }]);
    expect(order.history.map(({ event }) => event)).toEqual([
      "created",
      "step_begun",
      "key_generated",
      "request_made",
      "step_begun",
      "certificate_received",
      "checked",
      "step_begun",
      "test_passed",
      "activated",
    ]);
    const actions = await getDatabase().auditEvent.findMany({ where: { objectId: order.id } });
    expect(new Set(actions.map(({ action }) => action))).toEqual(
      new Set(["order.create", "order.look", "order.generate", "order.sign", "order.test", "order.activate"]),
    );
    expect(JSON.stringify([order, actions])).not.toContain("PRIVATE KEY");
  });

  // A repeated serial number shows only in a renewal.
  const defects = (Object.keys(vmiDefects) as (keyof typeof vmiDefects)[]).filter((name) => name !== "repeated-serial");
  test.each(defects)("keeps nothing of an answer with the defect %s unless its check allows it", async (defect) => {
    await begin();
    bmc.exchange.defect = defect;
    const order = await sign(await ready());
    if (defect === "answer-huge" || defect === "answer-empty-string" || defect === "answer-no-string") {
      expect(order).toMatchObject({ state: "csr_ready", problem: { code: "device_failed" } });
      return;
    }
    const found = order.checks.find(({ number }) => number === vmiDefects[defect]);
    expect(found?.verdict).not.toBe("pass");
    const refused = order.checks.some(({ verdict }) => verdict === "refuse");
    expect(order.state).toBe(refused ? "failed" : "verified");
    expect(order.notAfter === null).toBe(refused);
    expect(order.problem?.code ?? null).toBe(refused ? "certificate_refused" : null);
    if (!refused) return;
    expect(await codeOf(keep(order))).toBe("conflict");
    expect(await codeOf(exportOrder(admin, order.id, { format: "zip", password }, testContext))).toBe("conflict");
    bmc.exchange.defect = null;
    const again = await retryOrder(admin, order.id, at(order), testContext);
    expect(again).toMatchObject({ state: "csr_ready", checks: [], problem: null });
  });

  test.each([
    ["bad-csr", "failed", "request_rejected"],
    ["empty-answer", "csr_ready", "device_failed"],
    ["certificate-with-500", "csr_ready", "device_failed"],
    ["no-host-ack", "csr_ready", "device_failed"],
    ["host-not-ready", "csr_ready", "host_not_ready"],
  ] as const)("tells the answer %s apart", async (fault, state, code) => {
    await begin();
    bmc.exchange.faults.push(fault);
    const order = await sign(await ready());
    expect(order).toMatchObject({ state, problem: { code } });
    expect(order.problem?.message).not.toBe("");
  });

  test("survives a BMC that cuts the connection, and one that lost the session", async () => {
    await begin();
    bmc.exchange.faults.push("cut");
    expect(await sign(await ready())).toMatchObject({ state: "verified" });
    const order = await ready();
    bmc.sessions.loseAll();
    expect(await sign(order)).toMatchObject({ state: "verified" });
  });

  test("says at once why a device cannot sign", async () => {
    await begin({ phase: "off", hasCertificateRoutes: false, clockOffsetMs: 600_000 });
    const order = await create();
    const { findings } = await lookAtDevice(admin, order.id, at(order), testContext);
    const verdicts = Object.fromEntries(findings.map(({ id, verdict }) => [id, verdict]));
    expect(verdicts).toMatchObject({ reach: "pass", clock: "warn", offer: "refuse", host: "refuse", logon: "pass" });
    expect(findings.every(({ verdict, remedy }) => verdict !== "refuse" || remedy !== null)).toBe(true);
    await bmc.close();
    const later = await getOrder(admin, order.id);
    await runtime.pool.signOff(profile.id);
    const away = await lookAtDevice(admin, order.id, at(later), testContext);
    expect(away.findings.find(({ id }) => id === "reach")).toMatchObject({ verdict: "refuse" });
    expect(away.findings.find(({ id }) => id === "host")).toMatchObject({ verdict: "skipped" });
  });

  test("asks about a changed authority, and takes yes and no for an answer", async () => {
    await begin();
    await sign(await ready());
    bmc.exchange.rotate();
    for (const decide of [declineAuthority, acceptAuthority]) {
      const order = await sign(await ready());
      expect(order).toMatchObject({ state: "certificate_received", outcome: "question" });
      const fingerprint256 = order.authority?.fingerprint256 ?? "";
      expect(order.knownAuthority?.fingerprint256).not.toBe(fingerprint256);
      const wrong = { ...at(order), fingerprint256: fingerprint256.replace(/^../, "00") };
      expect(await codeOf(decide(admin, order.id, wrong, testContext))).toBe("confirmation_mismatch");
      const decided = await decide(admin, order.id, { ...at(order), fingerprint256 }, testContext);
      expect(decided.state).toBe(decide === acceptAuthority ? "verified" : "failed");
    }
    expect(await sign(await ready())).toMatchObject({ state: "verified" });
  });

  test("refuses a certificate whose authority was changed while it was signed", async () => {
    await begin();
    bmc.exchange.rotatesAfterSigning = true;
    expect(await sign(await ready())).toMatchObject({ state: "failed", problem: { code: "certificate_refused" } });
  });

  test("does not call a certificate proven that the VMI refuses", async () => {
    await begin();
    const order = await sign(await ready());
    bmc.exchange.rotate();
    expect(await prove(order)).toMatchObject({
      state: "verified",
      proof: { result: "wrong_authority" },
      problem: { code: "test_failed" },
    });
  });

  test("can be stopped while it waits, and nothing of a late answer is kept", async () => {
    await begin({ signMs: 60_000 });
    const order = await ready();
    const running = await signOrder(admin, order.id, at(order), testContext);
    expect(running).toMatchObject({ state: "awaiting_certificate", step: { id: "sign" } });
    await expect.poll(() => bmc.exchange.received).toHaveLength(1);
    const stopped = await stopStep(admin, order.id, at(running), testContext);
    expect(stopped).toMatchObject({ state: "csr_ready", step: null, problem: { code: "cancelled" } });
    await workOf(order.id);
    expect(await getOrder(admin, order.id)).toMatchObject({ state: "csr_ready", version: stopped.version });
    const cancelled = await cancelOrder(admin, order.id, at(stopped), testContext);
    expect(cancelled.state).toBe("cancelled");
    await deleteOrder(admin, order.id, cancelled.name, testContext);
    expect(await codeOf(getOrder(admin, order.id))).toBe("not_found");
  });

  test("has one truth for two operators", async () => {
    await begin();
    const order = await ready();
    const results = await Promise.all([
      codeOf(signOrder(admin, order.id, at(order), testContext)),
      codeOf(reviseRequest(admin, order.id, at(order), testContext)),
    ]);
    expect(results.filter((code) => code === "none")).toHaveLength(1);
    expect(results.filter((code) => code === "revision_conflict")).toHaveLength(1);
    await workOf(order.id);
    expect(bmc.exchange.received.length).toBeLessThanOrEqual(1);
  });

  test("resolves a step that was going on when the server died", async () => {
    await begin();
    const order = await ready();
    await getDatabase().certificateOrder.update({
      where: { id: order.id },
      data: { state: "awaiting_certificate", step: "sign", stepStartedAt: new Date(), processId: "dead" },
    });
    await resolveLeftOrders(runtime.processId);
    const resolved = await getOrder(admin, order.id);
    expect(resolved).toMatchObject({ state: "csr_ready", step: null, problem: { code: "interrupted" } });
    await resolveLeftOrders(runtime.processId);
    expect((await getOrder(admin, order.id)).version).toBe(resolved.version);
    expect(await sign(resolved)).toMatchObject({ state: "verified" });
  });
});

describe("what is kept", () => {
  test("leaves as files that need the password, on record", async () => {
    await begin();
    const order = await keep(await prove(await sign(await ready())));
    for (const format of ["pem_files", "pkcs8", "pkcs12", "zip"] as const) {
      const { files } = await exportOrder(admin, order.id, { format, password }, testContext);
      const all = files.map(({ content }) => Buffer.from(content, "base64").toString("latin1")).join("\n");
      expect(all).not.toMatch(/BEGIN (EC |RSA )?PRIVATE KEY/);
    }
    const events = await getDatabase().auditEvent.findMany({ where: { action: "order.export" } });
    expect(events.map(({ outcome }) => outcome)).toEqual(Array(4).fill(["intent", "success"]).flat());
    expect(JSON.stringify(events)).not.toContain(password);
    expect(await codeOf(exportOrder(team.operator, order.id, { format: "zip", password }, testContext))).toBe(
      "forbidden",
    );
  });
});

describe("an order by hand", () => {
  test("passes the same checks", async () => {
    await begin();
    const created = await createOrder(admin, createOrderInput.parse({ name: "By hand" }), testContext);
    const order = await awaitUpload(admin, created.id, at(await generate(created)), testContext);
    const certificate = bmc.exchange.authority.sign(await downloadRequest(admin, order.id)).toString();
    const authority = { text: bmc.exchange.authority.rootPem };
    const uploaded = await uploadCertificate(
      admin,
      order.id,
      { ...at(order), certificate: { text: `Signed for you:\n${certificate}-- \nThe VMI` }, authority },
      testContext,
    );
    expect(uploaded).toMatchObject({ state: "verified", outcome: "accepted" });
    expect(await prove(uploaded)).toMatchObject({ state: "tested" });
    const second = await createOrder(admin, createOrderInput.parse({ name: "Wrong" }), testContext);
    const other = await awaitUpload(admin, second.id, at(await generate(second)), testContext);
    const wrong = { ...at(other), certificate: { text: certificate }, authority };
    expect(await uploadCertificate(admin, other.id, wrong, testContext)).toMatchObject({
      state: "failed",
      problem: { code: "certificate_refused" },
    });
  });

  test("takes a request made elsewhere, and says what is wrong with a bad one", async () => {
    await begin();
    const source = await ready();
    const request = { text: await downloadRequest(admin, source.id) };
    const created = await createOrder(admin, createOrderInput.parse({ name: "Elsewhere" }), testContext);
    for (const text of ["nothing", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n"]) {
      const bad = { ...at(created), request: { text } };
      expect(await codeOf(uploadRequest(admin, created.id, bad, testContext))).toBe("invalid_request");
    }
    const order = await uploadRequest(admin, created.id, { ...at(created), request }, testContext);
    expect(order).toMatchObject({ state: "csr_ready", keySource: "elsewhere" });
  });
});

test("strangers find nothing, viewers and operators change nothing, wrong passwords are told apart", async () => {
  await begin();
  const order = await ready();
  const stranger = (await createTestTeam()).administrator;
  expect(await codeOf(getOrder(stranger, order.id))).toBe("not_found");
  expect((await listOrders(stranger, { limit: 10 })).items).toEqual([]);
  for (const person of [team.viewer, team.operator]) {
    expect(await codeOf(create(person))).toBe("forbidden");
    expect(await codeOf(signOrder(person, order.id, at(order), testContext))).toBe("forbidden");
    expect((await getOrder(person, order.id)).actions.find(({ action }) => action === "sign")?.obstacle).toMatch(
      /grant/,
    );
  }
  const signer = await team.grant(team.operator, profile.id, ["sign-csr"]);
  expect(await codeOf(signOrder(signer, order.id, at(order), testContext))).toBe("none");
  await workOf(order.id);
});
