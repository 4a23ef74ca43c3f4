import { afterEach, describe, expect, it, vi } from "vitest";
import { createAddressPolicy } from "@/server/transport/address-policy";
import { startConnectProxy } from "@/server/transport/fake/connect-proxy";
import { parseProxyAddress } from "@/server/transport/proxy";
import { NotificationsUnavailable } from "../errors";
import type { DeviceNotification, StreamEnd, SubscribeHandlers } from "../kind";
import type { BmcConnection } from "./connection";
import { bmcKind } from "./connector";
import { DEFAULT_USER, type FakeBmc, type FakeBmcOptions } from "./fake";
import { TestBench, targetOf } from "./testing/connection-target";

const SSE = "/redfish/v1/EventService/SSE";
const bench = new TestBench();
const connections: BmcConnection[] = [];
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

/** Collects what a stream says and lets a test wait for it. */
class Listening implements SubscribeHandlers {
  readonly notifications: DeviceNotification[] = [];
  readonly losses: string[] = [];
  end: StreamEnd | undefined;
  #wake: () => void = () => undefined;

  onNotification(notification: DeviceNotification): void {
    this.notifications.push(notification);
    this.#wake();
  }
  onLoss(description: string): void {
    this.losses.push(description);
    this.#wake();
  }
  onEnd(end: StreamEnd): void {
    this.end = end;
    this.#wake();
  }
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

const changed = (origin: string) => ({
  messageId: "ResourceEvent.1.0.ResourceChanged",
  text: "One or more resource properties have changed.",
  origin,
});

describe("the event stream", () => {
  it("brings changes, log entries and their origin", async () => {
    const { bmc, connection } = await connect();
    const listening = new Listening();
    const subscription = await connection.subscribe(listening);
    bmc.addLogEntry("Fan failed");
    bmc.events.publish(changed("/redfish/v1/Systems/hypervisor/EthernetInterfaces/eth0"));
    await listening.until(() => listening.notifications.length === 2);
    expect(listening.notifications).toMatchObject([
      { type: "log-entry", objectClass: "log-entry", objectName: "4", action: "create" },
      { type: "property-change", objectClass: "vmi-interface", objectName: "eth0", occurredAt: expect.any(Date) },
    ]);
    await subscription.close();
    await bmc.until(() => bmc.events.open === 0);
    expect(listening.end).toBeUndefined();
  });

  it("comes through the profile's proxy, as answers do", async () => {
    const bmc = await bench.start();
    const proxy = await startConnectProxy();
    try {
      const exceptions = [bmc.port, proxy.port].map((port) => ({ address: "127.0.0.1", port }));
      const connection = await bmcKind.signOn({
        ...targetOf(bmc),
        addressPolicy: createAddressPolicy({ exceptions }),
        proxy: parseProxyAddress(`127.0.0.1:${proxy.port}`),
      });
      connections.push(connection);
      const listening = new Listening();
      const subscription = await connection.subscribe(listening);
      bmc.addLogEntry("Fan failed");
      await listening.until(() => listening.notifications.length === 1);
      expect(proxy.open()).toBeGreaterThanOrEqual(1);
      expect(new Set(proxy.heads.map((head) => head.split(" ")[1]))).toEqual(new Set([`127.0.0.1:${bmc.port}`]));
      await subscription.close();
      connection.destroy();
      await expect.poll(proxy.open).toBe(0);
    } finally {
      await proxy.close();
    }
  });

  it.each([[{ textId: true, plainOrigin: true }], [{ withoutEventId: true }], [{}]])(
    "reads the payload of firmware with %j",
    async (shape) => {
      const { bmc, connection } = await connect();
      bmc.events.shape = shape;
      const listening = new Listening();
      await connection.subscribe(listening);
      bmc.events.publish(changed("/redfish/v1/Systems/system"));
      await listening.until(() => listening.notifications.length === 1);
      expect(listening.notifications).toMatchObject([
        { objectUri: "/redfish/v1/Systems/system", objectClass: "systems" },
      ]);
    },
  );

  it("skips heartbeats, frames that are no events, and frames in pieces", async () => {
    const { bmc, connection } = await connect();
    const listening = new Listening();
    await connection.subscribe(listening);
    bmc.events.heartbeat();
    bmc.events.sendRaw("data: no JSON\n\n: a comment\n\nid: 7\n\n");
    bmc.events.sendRaw('id: 8\r\ndata: {"Events": [{"Mess');
    bmc.events.sendRaw('ageId": "A.1.0.Odd", "OriginOfCondition": "https://evil.example.com/x"}]}\r\n\r\n');
    await listening.until(() => listening.notifications.length === 1);
    expect(listening.notifications).toMatchObject([{ type: "Odd", objectUri: null }]);
  });

  it("resumes where it ended, and says when the BMC has forgotten", async () => {
    const { bmc, connection } = await connect();
    const first = new Listening();
    const subscription = await connection.subscribe(first);
    bmc.events.publish(changed("/redfish/v1/Systems/system"));
    await first.until(() => first.notifications.length === 1);
    await subscription.close();
    bmc.events.publish(changed("/redfish/v1/Managers/bmc"));
    const second = new Listening();
    await connection.subscribe(second);
    await second.until(() => second.notifications.length === 1);
    expect(second.notifications).toMatchObject([{ objectUri: "/redfish/v1/Managers/bmc" }]);
    await bmc.abort();
    await second.until(() => second.end !== undefined);
    const third = new Listening();
    await connection.subscribe(third);
    await third.until(() => third.losses.length === 1);
    bmc.events.publish(changed("/redfish/v1/Systems/system"));
    await third.until(() => third.notifications.length === 1);
    expect(bmc.sessions.logons).toBe(2);
  });

  it("resumes by the low numbers of a BMC that has restarted", async () => {
    const { bmc, connection } = await connect();
    const before = new Listening();
    await connection.subscribe(before);
    for (let number = 0; number < 20; number += 1) bmc.events.publish(changed("/redfish/v1/Systems/system"));
    await before.until(() => before.notifications.length === 20);
    await bmc.abort();
    await before.until(() => before.end !== undefined);
    const after = new Listening();
    const subscription = await connection.subscribe(after);
    await after.until(() => after.losses.length === 1);
    bmc.events.publish(changed("/redfish/v1/Systems/system"));
    await after.until(() => after.notifications.length === 1);
    await subscription.close();
    bmc.events.publish(changed("/redfish/v1/Managers/bmc"));
    const later = new Listening();
    await connection.subscribe(later);
    await later.until(() => later.notifications.length === 1);
    expect(later.notifications).toMatchObject([{ objectUri: "/redfish/v1/Managers/bmc" }]);
    expect(later.losses).toEqual([]);
  });

  it("lives through an hour without a word", async () => {
    const bmc = await bench.start();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
    try {
      const connection = await bmcKind.signOn(targetOf(bmc));
      connections.push(connection);
      const listening = new Listening();
      await connection.subscribe(listening);
      expect(vi.getTimerCount()).toBeGreaterThan(0);
      await vi.advanceTimersByTimeAsync(3_600_000);
      bmc.events.publish(changed("/redfish/v1/Systems/system"));
      await listening.until(() => listening.notifications.length === 1);
      expect(listening.end).toBeUndefined();
      expect(bmc.events.opened).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it("may be silent for longer than any other answer", async () => {
    const bmc = await bench.start();
    const target = targetOf(bmc);
    target.tls.policy.timeouts.bodyIdleMs = 100;
    const connection = await bmcKind.signOn(target);
    connections.push(connection);
    const listening = new Listening();
    await connection.subscribe(listening);
    // Another answer that takes its time, so that some has passed.
    bmc.faults.add({ kind: "delay", delayMs: 400 }, { path: "/redfish/v1/Systems/system" });
    await connection.getStatus("/redfish/v1/Systems/system");
    bmc.events.publish(changed("/redfish/v1/Systems/system"));
    await listening.until(() => listening.notifications.length === 1);
    expect(listening.end).toBeUndefined();
  });

  it("tells the end of the stream with its reason", async () => {
    const { bmc, connection } = await connect();
    const orderly = new Listening();
    await connection.subscribe(orderly);
    bmc.events.endAll();
    await orderly.until(() => orderly.end !== undefined);
    expect(orderly.end).toEqual({ reason: "The BMC ended its event stream.", sessionGone: false });
    const cut = new Listening();
    await connection.subscribe(cut);
    await bmc.abort();
    await cut.until(() => cut.end !== undefined);
    expect(cut.end).toMatchObject({ error: { class: "connection-lost" } });
  });

  it("sees one stream too many end at once", async () => {
    const { bmc, connection } = await connect();
    for (let count = 0; count < 10; count += 1) await connection.subscribe(new Listening());
    await bmc.until(() => bmc.events.open === 10);
    const eleventh = new Listening();
    await connection.subscribe(eleventh);
    await eleventh.until(() => eleventh.end !== undefined);
    expect(eleventh.end?.reason).toContain("ended");
  });

  it("ends with a frame that has no end", async () => {
    const { bmc, connection } = await connect();
    const listening = new Listening();
    await connection.subscribe(listening);
    for (let count = 0; count < 20; count += 1) bmc.events.sendRaw(`data: ${"x".repeat(60_000)}\n`);
    await listening.until(() => listening.end !== undefined);
    expect(listening.end).toMatchObject({ error: { code: "device_answer_too_large" } });
  });
});

describe("a stream that cannot be had", () => {
  it("is told to a user whose role is too low", async () => {
    const bmc = await bench.start({ users: [{ ...DEFAULT_USER, role: "ReadOnly" }] });
    const connection = await bmcKind.signOn(targetOf(bmc));
    connections.push(connection);
    await expect(connection.subscribe(new Listening())).rejects.toBeInstanceOf(NotificationsUnavailable);
  });

  it.each([[{ ServiceEnabled: false, ServerSentEventUri: SSE }], [{ ServiceEnabled: true }]])(
    "is told for the service %j",
    async (body) => {
      const { bmc, connection } = await connect();
      bmc.faults.add({ kind: "reply", reply: { status: 200, body } }, { path: "/redfish/v1/EventService" });
      await expect(connection.subscribe(new Listening())).rejects.toBeInstanceOf(NotificationsUnavailable);
      expect(bmc.count("GET", SSE)).toBe(0);
    },
  );

  it("needs a session, and gets a new one where it is gone", async () => {
    const { bmc, connection } = await connect();
    bmc.faults.add({ kind: "reply", reply: { status: 401 } }, { path: SSE });
    const listening = new Listening();
    await connection.subscribe(listening);
    bmc.events.publish(changed("/redfish/v1/Systems/system"));
    await listening.until(() => listening.notifications.length === 1);
    expect(bmc.sessions.logons).toBe(2);
  });

  it("ends with the connection", async () => {
    const { bmc, connection } = await connect();
    await connection.subscribe(new Listening());
    await bmc.until(() => bmc.events.open === 1);
    await connection.signOff();
    await bmc.until(() => bmc.events.open === 0);
    expect(bmc.sessions.live()).toHaveLength(0);
  });
});
