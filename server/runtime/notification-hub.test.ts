import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { Notification } from "@/contracts/notification";
import { issueServerCertificateFor } from "@/server/pki/fake/test-authority";
import { DEFAULT_USER, type FakeHmcOptions } from "@/server/protocols/hmc/fake";
import { startTestHmc, testAuthority } from "@/server/protocols/hmc/fake/test-hmc";
import { targetOf } from "@/server/protocols/hmc/testing/connection-target";
import type { ConnectionTarget } from "@/server/protocols/kind";
import { createAddressPolicy } from "@/server/transport/address-policy";
import { systemClock } from "./clock";
import { EventLog } from "./event-log";
import { type HubTimings, NotificationHub } from "./notification-hub";
import { poolOver, rememberingLog } from "./testing/pool";

const QUICK: Partial<HubTimings> = {
  reconnectMs: 5,
  reconnectLimitMs: 50,
  lingerMs: 5,
  pollMs: 10,
  retryStreamMs: 10_000,
};
const closers: (() => Promise<void>)[] = [];

async function setUp(options: Partial<FakeHmcOptions> = {}, timings: Partial<HubTimings> = {}) {
  const { hmc } = await startTestHmc(options);
  const targets = new Map<string, ConnectionTarget>([["p", targetOf(hmc, { rootPem: testAuthority.rootPem })]]);
  const { pool, rows } = poolOver(targets);
  const events = new EventLog({ epoch: "e", lastId: 0 });
  const stored: Notification[] = [];
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const one of [...waiting]) one();
  };
  let nextId = 1;
  let storeFailures = 0;
  const hub = new NotificationHub({
    pool,
    store: async (batch) => {
      if (storeFailures > 0) {
        storeFailures -= 1;
        throw Object.assign(new Error("disk full"), { code: "storage_unavailable" });
      }
      return batch.map(() => nextId++);
    },
    nameOf: async () => "P",
    lastReceived: async () => null,
    events,
    clock: systemClock,
    log: rememberingLog(),
    timings: { ...QUICK, ...timings },
  });
  hub.onNotification((notification) => {
    stored.push(notification);
    wake();
  });
  const announced: string[] = [];
  events.subscribe((batch) => {
    for (const event of batch) announced.push(event.event);
    wake();
  });
  const until = async (condition: () => boolean) => {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        waiting.add(resolve);
        setTimeout(resolve, 20);
      });
    }
  };
  closers.push(async () => {
    await hub.stop();
    await pool.stop();
    await hmc.close();
  });
  const failStore = (times: number) => {
    storeFailures = times;
  };
  return { hmc, hub, pool, rows, events, stored, announced, until, targets, failStore };
}
const numbersOf = (stored: readonly Notification[]) =>
  stored.flatMap((one) => (one.type === "property-change" ? [Number(one.changes[0]?.newValue)] : []));

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

describe("NotificationHub", () => {
  it("keeps one stream for all watchers and lets go after the last", async () => {
    const { hmc, hub, stored, until } = await setUp();
    const leave = [hub.watch("p"), hub.watch("p")];
    await until(() => hub.stateOf("p").state === "connected");
    expect(hmc.stompConnections).toHaveLength(1);
    hmc.faults.burst(20);
    await until(() => stored.length === 20);
    expect(numbersOf(stored)).toEqual(Array.from({ length: 20 }, (_, index) => index));
    leave[0]?.();
    leave[0]?.();
    expect(hub.stateOf("p").state).toBe("connected");
    leave[1]?.();
    await until(() => hub.stateOf("p").state === "off");
    await hmc.until(() => hmc.stompConnections.length === 0);
  });

  it("listens while nobody watches where the profile says so", async () => {
    const { hub, until } = await setUp();
    hub.keep("p", true);
    await until(() => hub.stateOf("p").state === "connected");
    hub.keep("p", false);
    await until(() => hub.stateOf("p").state === "off");
  });

  it("shows every notification once and in order, or a gap, through a hundred cuts", async () => {
    const { hmc, hub, stored, until } = await setUp();
    hub.watch("p");
    await until(() => hub.stateOf("p").state === "connected");
    let sent = 0;
    const random = fc.sample(fc.integer({ min: 1, max: 100 }), { numRuns: 100, seed: 7 });
    const publish = (value: number) =>
      hmc.publish({
        topicType: "object-notification",
        type: "property-change",
        body: JSON.stringify({ "change-reports": [{ "property-name": "n", "old-value": null, "new-value": value }] }),
      });
    for (const [index, size] of random.entries()) {
      for (let count = 0; count < size; count += 1) publish(sent++);
      if (index % 3 === 0) hmc.faults.sendTruncatedFrame();
      else hmc.faults.dropStompConnections();
      for (let count = 0; count < 100 - size; count += 1) publish(sent++);
      if (index % 2 === 0) await until(() => hub.stateOf("p").state === "connected" && hmc.subscribedTopics.length > 0);
    }
    // The last cut may not have been noticed yet, and what is sent until then is lost.
    await until(() => {
      if (hmc.subscribedTopics.length > 0) publish(sent++);
      return numbersOf(stored.slice(-5)).at(-1) === sent - 2;
    });
    expect(sent).toBeGreaterThan(10_000);
    let last = -1;
    let hasGap = false;
    for (const one of stored) {
      if (one.type === "gap") hasGap = true;
      if (one.type !== "property-change") continue;
      const [number = Number.NaN] = numbersOf([one]);
      expect(number).toBeGreaterThan(last);
      if (number !== last + 1) expect(hasGap).toBe(true);
      last = number;
      hasGap = false;
    }
    expect(stored.filter((one) => one.type === "gap").length).toBeGreaterThan(0);
  }, 60_000);

  it("tells how long the gap was and that what is known is stale", async () => {
    const { hmc, hub, stored, announced, until } = await setUp();
    hub.watch("p");
    await until(() => hub.stateOf("p").state === "connected");
    await hmc.restart();
    await until(() => stored.some((one) => one.type === "gap"));
    const gap = stored.find((one) => one.type === "gap");
    const [from, to] = gap?.details.map((detail) => Date.parse(detail.value)) ?? [];
    expect(to).toBeGreaterThanOrEqual(from ?? Number.POSITIVE_INFINITY);
    await until(() => announced.includes("stale"));
    expect(hmc.sessions).toHaveLength(1);
  });

  it("polls where the notification port is closed, and finds what changed", async () => {
    const { hmc, hub, stored, until } = await setUp();
    await hmc.stopStomp();
    hub.watch("p");
    await until(() => hub.stateOf("p").state === "polling");
    expect(hub.stateOf("p").detail).toContain("notification port");
    const before = hmc.requests.count({ path: "/api/cpcs" });
    await hmc.until(() => hmc.requests.count({ path: "/api/cpcs" }) > before + 1);
    const partition = hmc.inventory.list("partition")[0];
    hmc.inventory.setStatus(partition?.uri ?? "", "terminated");
    await until(() => stored.length > 0);
    expect(stored[0]).toMatchObject({
      type: "status-change",
      objectUri: partition?.uri,
      details: [{ label: "Source", value: "found by polling" }],
    });
    hmc.inventory.remove(partition?.uri ?? "");
    await until(() => stored.length > 1);
    expect(stored[1]).toMatchObject({ type: "inventory-change", action: "remove" });
  });

  it("goes back to the stream once it can be had", async () => {
    const { hmc, hub, until } = await setUp({}, { retryStreamMs: 30 });
    await hmc.stopStomp();
    hub.watch("p");
    await until(() => hub.stateOf("p").state === "polling");
    await hmc.startStomp();
    await until(() => hub.stateOf("p").state === "connected");
  });

  it("is soon back with a broker that was closed only for a moment", async () => {
    const { hmc, hub, stored, until } = await setUp({}, { retryStreamMs: 600_000 });
    hub.watch("p");
    await until(() => hub.stateOf("p").state === "connected");
    await hmc.stopStomp();
    await until(() => hub.stateOf("p").state === "polling");
    await hmc.startStomp();
    await until(() => hub.stateOf("p").state === "connected");
    expect(stored.some((one) => one.type === "gap")).toBe(true);
  });

  it("tells one gap of a device that goes away bit by bit", async () => {
    const { hmc, hub, pool, stored, until } = await setUp();
    hub.watch("p");
    await until(() => hub.stateOf("p").state === "connected");
    await hmc.close();
    await until(() => pool.isBreakerOpen("p"));
    expect(stored.filter((one) => one.type === "gap").length).toBeLessThan(2);
  });

  it("goes on at the next address when the device is away", async () => {
    const { hmc: first, hub, stored, targets, until } = await setUp();
    const { httpsPort, stompPort } = first;
    const host = "127.0.0.2";
    const { chainPem, keyPem } = issueServerCertificateFor(testAuthority, [host]);
    const { hmc: second } = await startTestHmc({ host, httpsPort, stompPort, tls: { certPem: chainPem, keyPem } });
    closers.push(() => second.close());
    const exceptions = [first.host, host].flatMap((address) =>
      [httpsPort, stompPort].map((port) => ({ address, port })),
    );
    const both = targetOf(first, { rootPem: testAuthority.rootPem, alternates: [second] });
    targets.set("p", { ...both, addressPolicy: createAddressPolicy({ exceptions }) });
    hub.watch("p");
    await first.until(() => first.stompConnections.length === 1);
    await first.stop();
    await second.until(() => second.stompConnections.length === 1);
    await until(() => hub.stateOf("p").state === "connected");
    await until(() => stored.some((one) => one.type === "gap"));
    second.faults.burst(3);
    await until(() => numbersOf(stored).length === 3);
  });

  it("does not try a refused logon again by itself, but goes on once somebody retries", async () => {
    const { hmc, hub, pool, until } = await setUp();
    hmc.defineUser({ ...DEFAULT_USER, password: "another-password" });
    hub.watch("p");
    await until(() => hub.stateOf("p").state === "paused");
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(hmc.requests.count({ method: "POST", path: "/api/sessions" })).toBe(1);
    hmc.defineUser(DEFAULT_USER);
    pool.retryLogon("p");
    await until(() => hub.stateOf("p").state === "connected");
  });

  it("starts over at once when the profile changes", async () => {
    const { hmc, hub, pool, stored, until } = await setUp();
    hub.watch("p");
    await until(() => hub.stateOf("p").state === "connected");
    pool.drop("p");
    await until(() => stored.some((one) => one.type === "gap"));
    await until(() => hub.stateOf("p").state === "connected");
    await hmc.until(() => hmc.sessions.length === 1);
  });

  it("shows nothing before it is durable, and keeps the order when storing fails for a while", async () => {
    const { hmc, hub, stored, until, failStore } = await setUp();
    hub.watch("p");
    await until(() => hub.stateOf("p").state === "connected");
    failStore(1);
    hmc.faults.burst(5);
    await until(() => stored.length === 5);
    expect(numbersOf(stored)).toEqual([0, 1, 2, 3, 4]);
    expect(stored.map((one) => one.id)).toEqual([1, 2, 3, 4, 5]);
  });

  it("survives a gap of heart-beats", async () => {
    const { hmc, hub, stored, until } = await setUp({ heartBeat: { sendMs: 50, receiveMs: 50 } });
    hub.watch("p");
    await until(() => hub.stateOf("p").state === "connected");
    expect(hmc.stompConnections).toHaveLength(1);
    hmc.faults.dropStompConnections();
    await until(() => stored.some((one) => one.type === "gap"));
    expect(hub.stateOf("p").state).toBe("connected");
  });
});
