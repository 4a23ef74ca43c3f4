import { afterEach, beforeEach, expect, test } from "vitest";
import { createOrderInput } from "@/contracts/certificate-order";
import { requestFormInput } from "@/contracts/certificate-request";
import { overviewSchema } from "@/contracts/overview";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, type TestTeam, testContext } from "@/server/data/testing/team";
import { createVmiAuthority } from "@/server/pki/fake/vmi-authority";
import { activateOrder } from "./certificate-orders/keeping";
import { createOrder } from "./certificate-orders/orders";
import { renewOrders } from "./certificate-orders/renewal";
import { downloadRequest, generateRequest } from "./certificate-orders/request";
import { awaitUpload } from "./certificate-orders/signing";
import { uploadCertificate } from "./certificate-orders/verification";
import { getOverview } from "./overview";
import { listRenewableOrders, listRenewalConcerns } from "./renewal-concerns";

const DAY_MS = 24 * 3600_000;

let stored: TestDatabase;
let team: TestTeam;

beforeEach(async () => {
  stored = await createTestDatabase();
  team = await createTestTeam();
});
afterEach(() => stored.close());

/** Orders a certificate by hand and keeps it; its lifetime is given in days from now. */
async function order(name: string, { from, to }: { from: number; to: number }) {
  const admin = team.administrator;
  const form = requestFormInput.parse({ keyAlgorithm: "ec-p256", subject: { commonName: name } });
  const created = await createOrder(admin, createOrderInput.parse({ name }), testContext);
  const { id } = created;
  const asked = await generateRequest(admin, id, { version: created.version, form }, testContext);
  const awaited = await awaitUpload(admin, id, { version: asked.version }, testContext);
  const authority = createVmiAuthority({ root: { notBefore: new Date(Date.now() - 500 * DAY_MS) } });
  const signed = authority.sign(await downloadRequest(admin, id), {
    notBefore: new Date(Date.now() + from * DAY_MS),
    notAfter: new Date(Date.now() + to * DAY_MS),
  });
  const files = { certificate: { text: signed.toString() }, authority: { text: authority.rootPem } };
  const verified = await uploadCertificate(admin, id, { version: awaited.version, ...files }, testContext);
  const input = { version: verified.version, identityName: name, untested: true };
  return activateOrder(admin, id, input, testContext);
}

test("names certificates that are due for renewal once, with the way to the order or to its renewal", async () => {
  const due = await order("Due", { from: -81, to: 9.5 });
  await order("Fresh", { from: -1, to: 90 });
  const concernsOf = async () => overviewSchema.parse(await getOverview(team.viewer)).concerns;
  expect(await concernsOf()).toMatchObject([
    {
      kind: "renewal",
      severity: "warning",
      title: "The client certificate Due is to be renewed",
      detail: expect.stringMatching(/9 days from now\. Renew it with a new key\.$/),
      href: `/certificates/orders/${due.id}`,
    },
  ]);
  const { items } = await renewOrders(team.administrator, [due.identity?.id ?? ""], testContext);
  expect(await concernsOf()).toMatchObject([
    {
      detail: expect.stringMatching(/Its renewal is going on\.$/),
      href: `/certificates/orders/${items[0]?.order?.id}`,
    },
  ]);
  const stranger = await createTestTeam();
  expect((await getOverview(stranger.viewer)).concerns).toEqual([]);
});

test("presses more the less time is left", async () => {
  await order("Long-lived", { from: -200, to: 400 });
  const orders = await listRenewableOrders(team.viewer.activeTeamId ?? "");
  const at = (daysFromNow: number) =>
    listRenewalConcerns(orders, Date.now() + daysFromNow * DAY_MS).map(({ severity, title }) => [severity, title]);
  const title = "The client certificate Long-lived is to be renewed";
  expect(at(0)).toEqual([]);
  expect(at(250)).toEqual([["info", title]]);
  expect(at(375)).toEqual([["warning", title]]);
  expect(at(395)).toEqual([["critical", title]]);
  expect(at(401)).toEqual([["critical", "The client certificate Long-lived has ended"]]);
});
