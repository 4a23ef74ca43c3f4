import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Profile } from "@/contracts/profile";
import { getDatabase } from "@/server/data/client";
import { appendNotifications, pruneNotifications, serializeNotification } from "@/server/data/notifications";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, type TestTeam } from "@/server/data/testing/team";
import type { FakeHmc } from "@/server/protocols/hmc/fake";
import { startTestHmc } from "@/server/protocols/hmc/fake/test-hmc";
import { getRuntime } from "@/server/runtime/registry";
import { nextPiece } from "@/server/runtime/testing/sse-reading";
import { startDeviceLife } from "./device-life";
import type { DeviceRuntime } from "./device-runtime";
import { endAllStreams, openLiveStream } from "./live-streams";
import { endDeviceRuntime } from "./testing/end-device-runtime";
import { createHmcProfile } from "./testing/hmc-profile";

const RUNS = 30;

let stored: TestDatabase;
let team: TestTeam;
let hmc: FakeHmc;
let profile: Profile;
let runtime: DeviceRuntime;
/** The model: every id there ever was, and the first that is still kept. */
const ids: number[] = [];
let firstKept = 1;

beforeAll(async () => {
  stored = await createTestDatabase();
  team = await createTestTeam();
  hmc = (await startTestHmc()).hmc;
  profile = await createHmcProfile(team.administrator, hmc);
  const { sessionId, userId } = team.viewer;
  const expiresAt = new Date(Date.now() + 3_600_000);
  await getDatabase().session.create({ data: { id: sessionId, token: sessionId, userId, expiresAt } });
  runtime = await startDeviceLife();
});
afterAll(async () => {
  await stop();
  await hmc.close();
  await stored.close();
});

async function stop(): Promise<void> {
  await endAllStreams();
  await endDeviceRuntime();
  const { services } = getRuntime();
  delete services.profileListeners;
  delete services.liveStreams;
  delete services.deviceStatus;
}

/** Stores events and tells of them, as the console does with what a device sends. */
async function append(count: number): Promise<void> {
  const absent = { objectUri: null, objectClass: null, objectName: null, elementUri: null, action: null, jobUri: null };
  const rest = { changes: [], details: [], occurredAt: null, receivedAt: new Date() };
  const row = { profileId: profile.id, type: "status-change", summary: "", ...absent, ...rest };
  const given = await appendNotifications(Array.from({ length: count }, () => row));
  for (const id of given) {
    ids.push(id);
    const asStored = { ...row, id, changes: "[]", details: "[]" };
    runtime.events.appendNotification(serializeNotification(asStored, profile.name));
  }
}

/** Opens a stream, lets more happen meanwhile, and returns what came up to the last of it. */
async function resume(position: string, meanwhile: number): Promise<{ reset: string | null; received: number[] }> {
  const sink = await openLiveStream(team.viewer, {}, position);
  const happening = append(meanwhile);
  let text = "";
  // The last event is always one that happens after the opening.
  for (;;) {
    const piece = await nextPiece(sink);
    if (piece === undefined) throw new Error("The stream ended.");
    text += piece;
    await happening;
    if (text.includes(`id: ${runtime.events.epoch}-${ids.at(-1)}\n`)) break;
  }
  sink.close();
  const [first = ""] = [...text.matchAll(/^event: (\S+)$/gm)].map((match) => match[1] ?? "");
  const reset = /^event: reset\ndata: \{"reason":"(\w+)"\}$/m.exec(text)?.[1] ?? null;
  if (reset !== null) expect(first).toBe("reset");
  return { reset, received: [...text.matchAll(/^id: \w+-(\d+)$/gm)].map((match) => Number(match[1])) };
}

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant("append" as const), count: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("restart" as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("prune" as const), keep: fc.integer({ min: 1, max: 60 }) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant("resume" as const),
      /** How many of the newest events the browser has missed; fewer than none: it speaks of the future. */
      missed: fc.integer({ min: -2, max: 120 }),
      isForeign: fc.integer({ min: 0, max: 5 }).map((face) => face === 0),
      meanwhile: fc.integer({ min: 1, max: 10 }),
    }),
  },
);

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

async function perform(one: Step): Promise<void> {
  if (one.type === "append") await append(one.count);
  if (one.type === "restart") {
    await stop();
    runtime = await startDeviceLife();
  }
  if (one.type === "prune") {
    await pruneNotifications(getDatabase(), profile.id, { olderThan: new Date(0), keep: one.keep });
    firstKept = Math.max(firstKept, ids.at(-one.keep) ?? 1);
  }
  if (one.type !== "resume") return;
  const last = ids.at(-1) ?? 0;
  const position = Math.max(0, last - one.missed);
  const epoch = one.isForeign ? "another" : runtime.events.epoch;
  const known = ids.length;
  const { reset, received } = await resume(`${epoch}-${position}`, one.meanwhile);
  const happened = ids.slice(known);
  if (one.isForeign || position > last) expect({ reset, received }).toEqual({ reset: "epoch", received: happened });
  else if (firstKept > position + 1) expect({ reset, received }).toEqual({ reset: "expired", received: happened });
  else expect({ reset, received }).toEqual({ reset: null, received: ids.filter((id) => id > position) });
}

test("whatever happens, a browser that resumes gets exactly what it missed, or reset first (REL-5)", {
  timeout: 300_000,
}, async () => {
  const property = fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
    for (const one of steps) await perform(one);
  });
  await append(1);
  // What happened stays in the database: a failure is reported as it came, without making it shorter.
  await fc.assert(property, { numRuns: RUNS, endOnFailure: true });
  expect(ids.length).toBeGreaterThan(RUNS);
});
