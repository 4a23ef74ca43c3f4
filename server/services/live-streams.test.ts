import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Profile } from "@/contracts/profile";
import { getDatabase } from "@/server/data/client";
import { appendNotifications, type NewNotification, pruneNotifications } from "@/server/data/notifications";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, type TestTeam, testContext } from "@/server/data/testing/team";
import type { Principal } from "@/server/domain/principal";
import type { FakeHmc } from "@/server/protocols/hmc/fake";
import { startTestHmc } from "@/server/protocols/hmc/fake/test-hmc";
import { getRuntime } from "@/server/runtime/registry";
import type { SseSink } from "@/server/runtime/sse-sink";
import { nextPiece } from "@/server/runtime/testing/sse-reading";
import { startDeviceLife } from "./device-life";
import type { DeviceRuntime } from "./device-runtime";
import { checkLiveStreams, countLiveStreams, endAllStreams, openLiveStream } from "./live-streams";
import { listNotifications } from "./notifications";
import { codeOf } from "./testing/code-of";
import { endDeviceRuntime } from "./testing/end-device-runtime";
import { createHmcProfile } from "./testing/hmc-profile";

const QUICK = { hub: { reconnectMs: 5, reconnectLimitMs: 50, lingerMs: 5 }, prober: { spreadMs: 1 } };

let stored: TestDatabase;
let team: TestTeam;
let hmc: FakeHmc;
let runtime: DeviceRuntime;
let profile: Profile;

beforeEach(async () => {
  stored = await createTestDatabase();
  team = await createTestTeam();
  hmc = (await startTestHmc()).hmc;
  profile = await createHmcProfile(team.administrator, hmc);
  for (const principal of [team.viewer, team.operator, team.administrator]) await signIn(principal);
});
afterEach(async () => {
  await endAllStreams();
  await endDeviceRuntime();
  const { services } = getRuntime();
  delete services.profileListeners;
  delete services.liveStreams;
  delete services.deviceStatus;
  await hmc.close();
  await stored.close();
});

async function signIn({ sessionId, userId }: Principal): Promise<void> {
  const inAnHour = new Date(Date.now() + 3_600_000);
  await getDatabase().session.create({ data: { id: sessionId, token: sessionId, userId, expiresAt: inAnHour } });
}

/** A browser's side of a stream: parses what it reads. */
class Reader {
  readonly events: { event: string; id: string | null; data: Record<string, unknown> }[] = [];
  text = "";
  isOver: Promise<void>;
  readonly #waiting = new Set<() => void>();

  constructor(readonly sink: SseSink) {
    this.isOver = this.#read();
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  ofType(event: string) {
    return this.events.filter((one) => one.event === event);
  }

  get ids(): number[] {
    return this.ofType("notification").map((one) => Number(one.data.id));
  }

  async #read(): Promise<void> {
    for (;;) {
      const text = await nextPiece(this.sink);
      if (text === undefined) break;
      this.text += text;
      for (const block of text.split("\n\n")) {
        const lines = new Map(
          block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
        );
        const event = lines.get("event");
        if (event !== undefined) {
          this.events.push({ event, id: lines.get("id") ?? null, data: JSON.parse(lines.get("data") ?? "{}") });
        }
      }
      for (const wake of this.#waiting) wake();
    }
    for (const wake of this.#waiting) wake();
  }
}
async function open(principal: Principal, lastEventId: string | null = null, profiles?: string): Promise<Reader> {
  return new Reader(await openLiveStream(principal, { profiles }, lastEventId));
}
function row(summary: string, profileId = profile.id): NewNotification {
  const absent = { objectUri: null, objectClass: null, objectName: null, elementUri: null, action: null, jobUri: null };
  return {
    profileId,
    type: "status-change",
    summary,
    ...absent,
    changes: [],
    details: [],
    occurredAt: null,
    receivedAt: new Date(),
  };
}
describe("live", () => {
  test("two browsers see the same events of one connection to the device, stored before they are shown", async () => {
    runtime = await startDeviceLife(QUICK);
    const [one, other] = [await open(team.viewer), await open(team.operator)];
    await one.until(() => one.ofType("listener").some((event) => JSON.stringify(event.data).includes('"connected"')));
    expect(hmc.stompConnections).toHaveLength(1);
    hmc.inventory.setStatus(hmc.inventory.list("partition")[0]?.uri ?? "", "paused");
    await one.until(() => one.ids.length === 1);
    await other.until(() => other.ids.length === 1);
    expect(one.ofType("notification")).toEqual(other.ofType("notification"));
    expect(one.ofType("notification")[0]?.id).toBe(`${runtime.events.epoch}-${one.ids[0]}`);
    expect((await listNotifications(team.viewer, { limit: 10 })).items.map((item) => item.id)).toEqual(one.ids);
  });

  test("shows nothing of another team, whatever is asked for", async () => {
    const other = await createTestTeam();
    await signIn(other.viewer);
    runtime = await startDeviceLife(QUICK);
    expect(await codeOf(openLiveStream(other.viewer, { profiles: profile.id }, null))).toBe("not_found");
    await appendNotifications([row("secret")]);
    const reader = await open(other.viewer, `${runtime.events.epoch}-0`);
    await endAllStreams();
    await reader.isOver;
    expect(reader.text).not.toContain("secret");
    expect(await codeOf(listNotifications(other.viewer, { limit: 10, profileId: profile.id }))).toBe("not_found");
  });
});

describe("resume", () => {
  test("replays exactly what was missed, out of memory and after a restart out of the database", async () => {
    runtime = await startDeviceLife(QUICK);
    const reader = await open(team.viewer);
    await reader.until(() => hmc.subscribedTopics.length === 4);
    hmc.faults.burst(300);
    await reader.until(() => reader.ids.length === 300);
    const [first = 0] = reader.ids;
    const position = `${runtime.events.epoch}-${first + 99}`;
    const fromMemory = await open(team.viewer, position);
    await fromMemory.until(() => fromMemory.ids.length === 200);
    expect(fromMemory.ids).toEqual(reader.ids.slice(100));

    await endAllStreams();
    await endDeviceRuntime();
    runtime = await startDeviceLife(QUICK);
    const fromDatabase = await open(team.viewer, position);
    await fromDatabase.until(() => fromDatabase.ids.length >= 200);
    expect(fromDatabase.ids.slice(0, 200)).toEqual(reader.ids.slice(100));
    expect(fromDatabase.ofType("reset")).toEqual([]);
  });

  test("loses and doubles nothing between replay and live, also while it reads the database", async () => {
    await appendNotifications(Array.from({ length: 1_000 }, (_, index) => row(`old ${index}`)));
    runtime = await startDeviceLife(QUICK);
    const watcher = await open(team.operator);
    await watcher.until(() => hmc.subscribedTopics.length === 4);
    const readers: Reader[] = [];
    for (let round = 0; round < 5; round += 1) {
      hmc.faults.burst(20);
      readers.push(await open(team.viewer, `${runtime.events.epoch}-0`));
      hmc.faults.burst(20);
    }
    for (const reader of readers) await reader.until(() => reader.ids.length >= 1_200);
    for (const reader of readers) expect(reader.ids).toEqual(Array.from({ length: 1_200 }, (_, index) => index + 1));
  });

  test.each([
    ["another epoch", (epoch: string) => `x${epoch}-5`, "epoch"],
    ["an id of the future", (epoch: string) => `${epoch}-999999`, "epoch"],
    ["nonsense", () => "../../etc", "epoch"],
  ])("tells to read everything again for %s", async (_name, position, reason) => {
    await appendNotifications([row("one")]);
    runtime = await startDeviceLife(QUICK);
    const reader = await open(team.viewer, position(runtime.events.epoch));
    await reader.until(() => reader.ofType("listener").length > 0);
    expect(reader.events[0]).toMatchObject({ event: "reset", data: { reason } });
    expect(reader.ids).toEqual([]);
  });

  test("tells to read everything again where what was missed is not kept any more", async () => {
    await appendNotifications(Array.from({ length: 20 }, (_, index) => row(`n ${index}`)));
    await pruneNotifications(getDatabase(), profile.id, { olderThan: new Date(0), keep: 5 });
    runtime = await startDeviceLife(QUICK);
    const reader = await open(team.viewer, `${runtime.events.epoch}-3`);
    await reader.until(() => reader.ofType("reset").length > 0);
    expect(reader.ofType("reset")[0]?.data).toEqual({ reason: "expired" });
    const recent = await open(team.viewer, `${runtime.events.epoch}-17`);
    await recent.until(() => recent.ids.length === 3);
    expect(recent.ids).toEqual([18, 19, 20]);
    await pruneNotifications(getDatabase(), profile.id, { olderThan: new Date(0), keep: 0 });
    const late = await open(team.viewer, `${runtime.events.epoch}-17`);
    await late.until(() => late.ofType("reset").length > 0);
    const present = await open(team.viewer, `${runtime.events.epoch}-20`);
    await present.until(() => present.ofType("listener").length > 0);
    expect(present.ofType("reset")).toEqual([]);
  });
});

describe("end", () => {
  test("comes with the end of the sign-in", async () => {
    runtime = await startDeviceLife(QUICK);
    const [ending, staying] = [await open(team.viewer), await open(team.operator)];
    await getDatabase().session.delete({ where: { id: team.viewer.sessionId } });
    await checkLiveStreams();
    await ending.isOver;
    expect(ending.events.at(-1)).toMatchObject({ event: "end", data: { reason: "signed_out" } });
    expect(countLiveStreams()).toBe(1);
    expect(staying.sink.isClosed).toBe(false);
  });

  test("comes with the end of the membership", async () => {
    runtime = await startDeviceLife(QUICK);
    const reader = await open(team.viewer);
    await getDatabase().membership.deleteMany({ where: { userId: team.viewer.userId } });
    await checkLiveStreams();
    await reader.isOver;
    expect(reader.events.at(-1)).toMatchObject({ event: "end", data: { reason: "permission" } });
  });

  test("comes with the end of the console, and lets the device's stream go", async () => {
    runtime = await startDeviceLife(QUICK);
    const reader = await open(team.viewer);
    await endAllStreams();
    await reader.isOver;
    expect(reader.events.at(-1)).toMatchObject({ event: "end", data: { reason: "shutdown" } });
    await hmc.until(() => hmc.stompConnections.length === 0);
  });
});

test("a browser session has six streams at most", async () => {
  runtime = await startDeviceLife(QUICK);
  const readers: Reader[] = [];
  for (let count = 0; count < 6; count += 1) readers.push(await open(team.viewer));
  expect(await codeOf(open(team.viewer))).toBe("too_many_requests");
  expect(await codeOf(open(team.operator))).toBe("none");
  readers[0]?.sink.close();
  expect(await codeOf(open(team.viewer))).toBe("none");
});

test("a profile that is created is followed by those who watch the team", async () => {
  runtime = await startDeviceLife(QUICK);
  const reader = await open(team.viewer);
  const created = await createHmcProfile(team.administrator, hmc, { name: "HMC 2" });
  await reader.until(() => reader.ofType("listener").some((event) => event.data.profileId === created.id));
  expect(testContext.requestId).toBe("test-request");
});
