import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { allEndpoints } from "@/contracts/endpoints";
import { unseal } from "@/contracts/endpoints/console";
import { ConsoleClient } from "@/scripts/console-client";
import { people, seed } from "../fixtures/people";
import { send } from "../fixtures/raw-request";
import { OwnConsole, startProcess } from "./own-console";

test.describe.configure({ timeout: 120_000 });

const PASSPHRASE = "correct horse battery staple";

test.describe("a start without its key", () => {
  let directory: string;
  test.beforeEach(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), "signalbox-key-"));
  });
  test.afterEach(() => rm(directory, { recursive: true, force: true }));

  /** What the process says when it does not start. */
  async function refusal(env: Record<string, string>): Promise<string> {
    const started = await startProcess(directory, env).then(
      async (running) => {
        await running.stop();
        return "started";
      },
      (error: Error) => error.message,
    );
    return started;
  }

  async function keyFile(name: string, mode = 0o600): Promise<Record<string, string>> {
    const file = path.join(directory, name);
    await writeFile(file, randomBytes(32).toString("base64"));
    await chmod(file, mode);
    return { SIGNALBOX_MASTER_KEY_FILE: file };
  }

  test("without any source the console does not start, and makes no key of its own (SEC-A4)", async () => {
    expect(await refusal({})).toMatch(/ended with code [1-9][\s\S]*There is no master key/);
  });

  test("with a key file that others can read it does not start (SEC-A4)", async () => {
    expect(await refusal(await keyFile("master.key", 0o640))).toMatch(/ended with code [1-9][\s\S]*0400 or 0600/);
  });

  test("with another key than the database's it ends and names both (SEC-A8)", async () => {
    expect(await refusal(await keyFile("one.key"))).toBe("started");
    const other = await refusal(await keyFile("two.key"));
    expect(other).toMatch(/ended with code [1-9]/);
    expect(other.match(/\b[0-9a-f]{8,}\b/g)?.length).toBeGreaterThanOrEqual(2);
  });

  test("with certificate checks switched off for the whole process it does not start (SEC-C7)", async () => {
    const env = { ...(await keyFile("master.key")), NODE_TLS_REJECT_UNAUTHORIZED: "0" };
    expect(await refusal(env)).toMatch(/ended with code [1-9][\s\S]*NODE_TLS_REJECT_UNAUTHORIZED/);
  });
});

test("a sealed console answers only health, unsealing and static files, and dials nobody (SEC-A5)", async () => {
  test.setTimeout(240_000);
  const own = await OwnConsole.startEmpty({ env: { SIGNALBOX_MASTER_KEY_PASSPHRASE: "prompt" } });
  try {
    await own.api.call(unseal, { body: { passphrase: PASSPHRASE } });
    await own.seed(true);
    const { device } = own.hmc;
    await device.until(() => device.stompConnections.length === 1);
    await own.restart();
    await device.until(() => device.sessions.length === 0 && device.connections.https.open === 0);
    const dialled = [device.connections.https.handshakes, device.connections.stomp.handshakes];
    const requests = device.requests.total;

    expect((await fetch(new URL("/healthz", own.url))).status).toBe(200);
    expect((await fetch(new URL("/readyz", own.url))).status).toBe(503);
    const cookie = [...own.api.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    for (const endpoint of allEndpoints.filter(({ id }) => id !== "unseal")) {
      const answer = await send(own.url, endpoint, { cookie });
      expect([answer.status, answer.json.code], endpoint.id).toEqual([503, "sealed"]);
    }
    const page = await fetch(new URL("/unseal", own.url));
    expect(page.status).toBe(200);
    const html = await page.text();
    const asset = /\/_next\/static\/[^"?\\]+/.exec(html)?.[0];
    expect(asset).toBeDefined();
    expect((await fetch(new URL(asset ?? "", own.url))).status).toBe(200);
    for (const path of ["/", "/sign-in", "/overview", "/profiles", "/audit", `/hmc/${own.profile.id}`]) {
      for (const extra of [{}, { RSC: "1", "Next-Router-State-Tree": "%5B%5D" }] as Record<string, string>[]) {
        const headers = { cookie, ...extra };
        const response = await fetch(new URL(path, own.url), { headers, redirect: "manual" });
        expect([response.status, response.headers.get("location")?.split("?")[0]], path).toEqual([307, "/unseal"]);
      }
    }
    for (const path of ["/unseal", "/metrics"]) {
      const text = await (await fetch(new URL(path, own.url), { headers: { cookie } })).text();
      expect(text, path).not.toContain("HMC1");
      expect(text, path).not.toContain(people.administrator.email);
    }
    const wrong = await send(own.url, unseal, { body: { passphrase: "wrong horse battery staple" } });
    expect([wrong.status, wrong.json.code]).toEqual([403, "forbidden"]);
    expect([device.connections.https.handshakes, device.connections.stomp.handshakes]).toEqual(dialled);
    expect(device.requests.total).toBe(requests);

    await new ConsoleClient(own.url).call(unseal, { body: { passphrase: PASSPHRASE } });
    await device.until(() => device.stompConnections.length === 1);
    expect((await fetch(new URL("/readyz", own.url))).status).toBe(200);
    expect((await own.clientOf("administrator")).cookies.size).toBeGreaterThan(0);
    const actions = own.query('SELECT "action" FROM "AuditEvent" ORDER BY "sequence"').map(({ action }) => action);
    expect(actions.filter((action) => action === "console.unseal")).toHaveLength(1);
    expect(actions.filter((action) => action === "console.choosePassphrase")).toHaveLength(1);
    expect(seed.people).toHaveLength(own.query('SELECT "id" FROM "User"').length);
  } finally {
    await own.close();
  }
});
