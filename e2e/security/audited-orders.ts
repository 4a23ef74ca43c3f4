import { expect } from "@playwright/test";
import type { BmcCertificate } from "@/contracts/bmc";
import type { CertificateOrder, OrderState } from "@/contracts/certificate-order";
import type { Endpoint } from "@/contracts/endpoint";
import { getBmcNetwork, listBmcLogEntries, listBmcLogs, listBmcSessions } from "@/contracts/endpoints/bmc";
import { getOrder } from "@/contracts/endpoints/certificate-orders";
import type { CallInput, ConsoleClient } from "@/scripts/console-client";
import type { SimulatedBmc } from "@/scripts/simulated-bmcs";
import type { TestAuthority } from "@/server/pki/fake/test-authority";
import { createVmiAuthority } from "@/server/pki/fake/vmi-authority";
import { HTTPS_URI, TRUST_STORE_URI } from "@/server/protocols/bmc/fake/bmc-certificates";

/** Calls endpoints and holds each to the records that it must leave. */
export interface Recorder {
  api: ConsoleClient;
  /** One action, by the outcomes of its records. */
  step: <Answer = unknown>(id: string, input: CallInput<Endpoint>, outcomes?: readonly string[]) => Promise<Answer>;
  /** Several actions, each record as `action outcome`. */
  steps: <Answer = unknown>(id: string, input: CallInput<Endpoint>, expected: readonly string[]) => Promise<Answer>;
}

const both = ["intent", "success"];
const form = { keyAlgorithm: "ec-p256", subject: { commonName: "console.example.test" } };
const password = "a-password-for-the-files";

/** Keeps a request form, changes it and deletes it. */
export async function keepTemplates({ step }: Recorder): Promise<void> {
  const { id } = await step<{ id: string }>("request-templates.create", { body: { name: "Usual", form } });
  const params = { templateId: id };
  await step("request-templates.replace", { params, body: { name: "Unusual", form } });
  await step("request-templates.delete", { params });
}

/** One order as the steps leave it. */
class AuditedOrder {
  readonly #recorder: Recorder;
  now: CertificateOrder;

  private constructor(recorder: Recorder, created: CertificateOrder) {
    this.#recorder = recorder;
    this.now = created;
  }

  static async begin(recorder: Recorder, name: string, profileId: string | null): Promise<AuditedOrder> {
    return new AuditedOrder(recorder, await recorder.step("orders.create", { body: { name, profileId } }));
  }

  get params(): { orderId: string } {
    return { orderId: this.now.id };
  }

  async step(id: string, body: object = {}, outcomes?: readonly string[]): Promise<void> {
    const input = { params: this.params, body: { version: this.now.version, ...body } };
    await this.#recorder.step(`orders.${id}`, input, outcomes);
    await this.read();
  }

  async read(): Promise<void> {
    this.now = await this.#recorder.api.call(getOrder, { params: this.params });
  }

  expect(state: OrderState): void {
    expect(this.now, this.now.problem?.message).toMatchObject({ state });
  }
}

/** Takes orders through every step there is: with a device and by hand, to their end and back. */
export async function orderCertificates(recorder: Recorder, { device }: SimulatedBmc, profileId: string) {
  const kept = await AuditedOrder.begin(recorder, "Kept", profileId);
  await kept.step("look");
  await kept.step("generate", { form }, both);
  const request = { text: kept.now.request?.pem };
  await kept.step("revise");
  await kept.step("upload-request", { request });
  await kept.step("revise");
  await kept.step("generate", { form }, both);
  await kept.step("sign", {}, both);
  kept.expect("verified");
  await kept.step("test", {}, both);
  kept.expect("tested");
  await kept.step("activate", { identityName: "Ordered" });
  await recorder.step("orders.export", { params: kept.params, body: { format: "pem_files", password } }, both);
  const identityIds = [kept.now.identity?.id];
  const led = ["generate", "sign", "test"].flatMap((action) => [`order.${action} intent`, `order.${action} success`]);
  const renewal = ["order.create success", ...led, "order.activate success"];
  await recorder.steps("orders.renew", { body: { identityIds } }, renewal);

  device.exchange.rotate();
  const asked = await AuditedOrder.begin(recorder, "Asked", profileId);
  await asked.step("generate", { form }, both);
  await asked.step("sign", {}, both);
  await asked.step("verify");
  asked.expect("certificate_received");
  await asked.step("decline-authority", { fingerprint256: asked.now.authority?.fingerprint256 });
  asked.expect("failed");
  await asked.step("retry");
  await asked.step("sign", {}, both);
  await asked.step("accept-authority", { fingerprint256: asked.now.authority?.fingerprint256 });
  asked.expect("verified");

  const stopped = await AuditedOrder.begin(recorder, "Stopped", profileId);
  await stopped.step("generate", { form }, both);
  device.exchange.faults.push("host-not-ready");
  await stopped.step("sign", {}, ["intent"]);
  const stop = { params: stopped.params, body: { version: stopped.now.version } };
  await recorder.steps("orders.stop", stop, ["order.stop success", "order.sign failure"]);
  await stopped.read();
  await stopped.step("cancel");
  await recorder.step("orders.delete", { params: stopped.params, query: { confirm: "Stopped" } });

  const byHand = await AuditedOrder.begin(recorder, "By hand", null);
  await byHand.step("generate", { form }, both);
  await byHand.step("await-upload");
  const authority = createVmiAuthority();
  const certificate = { text: authority.sign(byHand.now.request?.pem ?? "").toString() };
  await byHand.step("upload-certificate", { certificate, authority: { text: authority.rootPem } });
  byHand.expect("verified");
}

/** A logon from elsewhere, so that there is a session to end. */
function logOnElsewhere({ device, userName, password: secret }: SimulatedBmc): void {
  const path = "/redfish/v1/SessionService/Sessions";
  device.sessions.logon({
    method: "POST",
    uri: path,
    path,
    query: new URLSearchParams(),
    headers: { "content-type": "application/json" },
    body: Buffer.from(JSON.stringify({ UserName: userName, Password: secret })),
    remoteAddress: "192.0.2.7",
  });
}

/** Makes every change of a BMC that is no operation. */
export async function changeBmc(
  { api, step }: Recorder,
  bmc: SimulatedBmc,
  profileId: string,
  authority: TestAuthority,
): Promise<void> {
  const params = { profileId };
  logOnElsewhere(bmc);
  const { sessions } = await api.call(listBmcSessions, { params });
  const stranger = sessions.find(({ clientAddress }) => clientAddress === "192.0.2.7");
  await step("bmc.sessions.disconnect", { params, query: { uri: stranger?.uri } }, both);

  const { items: logs } = await api.call(listBmcLogs, { params });
  const log = logs.find(({ id }) => id === "EventLog");
  const { items: entries } = await api.call(listBmcLogEntries, { params, query: { entries: log?.entriesUri ?? "" } });
  await step("bmc.logs.resolve", { params, body: { uri: entries[0]?.uri, isResolved: true } }, both);

  const { vmi } = await api.call(getBmcNetwork, { params });
  const change = { kind: "dhcp-v4", isEnabled: true };
  await step("bmc.network.change-vmi", { params, body: { uri: vmi[1]?.uri, change } }, both);

  const subject = {
    country: "DE",
    state: "BW",
    city: "Stuttgart",
    organization: "Example",
    organizationalUnit: "Power",
  };
  const asked = { collectionUri: HTTPS_URI, commonName: "bmc.example.test", ...subject };
  await step("bmc.certificates.request", { params, body: asked }, both);
  const trusted = { collectionUri: TRUST_STORE_URI, pem: authority.otherRootPem };
  const { uri } = await step<BmcCertificate>("bmc.certificates.add", { params, body: trusted }, both);
  await step("bmc.certificates.delete", { params, query: { uri, confirm: bmc.name } }, both);
  const issued = authority.issueServerCertificate({ ips: ["127.0.0.1"] });
  const body = { uri: `${HTTPS_URI}/1`, pem: issued.chainPem + issued.keyPem, confirmation: bmc.name };
  await step("bmc.certificates.replace", { params, body }, both);
}
