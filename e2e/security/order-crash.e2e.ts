import { expect, test } from "@playwright/test";
import * as orders from "@/contracts/endpoints/certificate-orders";
import { OwnConsole } from "./own-console";

const ROOT = "/ibm/v1/Host/Certificate/root";

test("an order whose console is killed between signature and save is resolved, not doubled, and signs again (REL-1, REL-11)", async () => {
  test.setTimeout(240_000);
  const own = await OwnConsole.start({ hmcs: [], bmcs: [{ name: "BMC1", signMs: 1_500 }] });
  try {
    const [bmc] = own.site.bmcs;
    const profileId = own.profile.id;
    if (bmc === undefined) throw new Error("There is no simulated BMC.");
    const { device } = bmc;
    const created = await own.api.call(orders.createOrder, { body: { name: "Killed", profileId } });
    const params = { orderId: created.id };
    const form = { keyAlgorithm: "ec-p256" as const, subject: { commonName: "console.example.com" }, names: [] };
    const ready = await own.api.call(orders.generateRequest, { params, body: { version: created.version, form } });
    await own.api.call(orders.signOrder, { params, body: { version: ready.version } });
    // The root was read before the request was sent; once the BMC has signed, the console waits for it again.
    await device.until(() => device.exchange.received.length === 1, 30_000);
    device.faults.add({ kind: "delay", delayMs: 60_000 }, { method: "GET", path: ROOT });
    await device.until(() => device.count("GET", ROOT) === 2, 30_000);
    const orphans = device.sessions.live();
    await own.restart("SIGKILL");

    await expect.poll(async () => (await own.api.call(orders.getOrder, { params })).step).toBeNull();
    const found = await own.api.call(orders.getOrder, { params });
    expect(found).toMatchObject({ state: "csr_ready", step: null, problem: { code: "interrupted" }, certificates: [] });
    expect(found.request?.pem).toBe(ready.request?.pem);
    expect(own.query('SELECT "receivedPem", "chainPem" FROM "CertificateOrder"')).toEqual([
      { receivedPem: null, chainPem: null },
    ]);
    await expect
      .poll(() => orphans.filter((orphan) => device.sessions.live().includes(orphan)), { timeout: 30_000 })
      .toEqual([]);

    const signing = await own.api.call(orders.signOrder, { params, body: { version: found.version } });
    expect(signing.step?.id).toBe("sign");
    await expect
      .poll(async () => (await own.api.call(orders.getOrder, { params })).state, { timeout: 60_000 })
      .toBe("verified");
    const { history } = await own.api.call(orders.getOrder, { params });
    expect(history.filter(({ event }) => event === "certificate_received")).toHaveLength(1);
    expect(history.filter(({ event }) => event === "step_interrupted")).toHaveLength(1);
    const outcomes = own.query(`SELECT "outcome" FROM "AuditEvent" WHERE "action" = 'order.sign' ORDER BY "sequence"`);
    expect(outcomes.filter(({ outcome }) => outcome === "success")).toHaveLength(1);
  } finally {
    await own.close();
  }
});
