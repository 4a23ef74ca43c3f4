import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Notification } from "@/contracts/notification";
import { type EncodedEvent, EventLog } from "./event-log";
import { QUEUE_LIMIT_BYTES, SseSink } from "./sse-sink";
import { nextPiece } from "./testing/sse-reading";

function notification(id: number, profileId = "p", size = 0): Notification {
  return {
    id,
    profileId,
    profileName: "P",
    type: "status-change",
    summary: "x".repeat(size),
    objectUri: `/api/partitions/${id}`,
    objectClass: "partition",
    objectName: "P",
    elementUri: null,
    action: null,
    jobUri: null,
    changes: [],
    details: [],
    occurredAt: null,
    receivedAt: "2026-01-01T00:00:00.000Z",
  };
}
async function readAll(sink: SseSink): Promise<string> {
  let text = "";
  for (;;) {
    const piece = await nextPiece(sink);
    if (piece === undefined) return text;
    text += piece;
  }
}
const idsIn = (text: string) => [...text.matchAll(/^id: e-(\d+)$/gm)].map((match) => Number(match[1]));
const tick = () => new Promise((resolve) => setImmediate(resolve));

describe("SseSink", () => {
  it("sends the retry line at once, without any event", async () => {
    const sink = new SseSink({ retryMs: 2_000 });
    expect(await nextPiece(sink)).toBe("retry: 2000\n\n");
  });

  it("sends events of one tick in one piece and says why it ends", async () => {
    const log = new EventLog({ epoch: "e", lastId: 0 });
    const sink = new SseSink({ retryMs: 1 });
    log.subscribe((events) => sink.push(events));
    log.appendNotification(notification(1));
    log.appendNotification(notification(2));
    await tick();
    await nextPiece(sink);
    expect(idsIn((await nextPiece(sink)) ?? "")).toEqual([1, 2]);
    sink.end("shutdown");
    expect(await readAll(sink)).toContain('event: end\ndata: {"reason":"shutdown","retryMs":1}');
    expect(sink.isClosed).toBe(true);
  });

  it("holds at most its limit for a browser that never reads, and sends it away", async () => {
    const log = new EventLog({ epoch: "e", lastId: 0 });
    let ended = 0;
    const slow = new SseSink({ retryMs: 1, onEnd: () => ended++ });
    const healthy = new SseSink({ retryMs: 1 });
    const received = readAll(healthy);
    log.subscribe((events) => slow.push(events));
    log.subscribe((events) => healthy.push(events));
    let most = 0;
    for (let id = 1; id <= 20_000; id += 1) {
      log.appendNotification(notification(id, "p", 8_000));
      if (id % 10 === 0) await tick();
      most = Math.max(most, slow.queuedBytes);
    }
    await tick();
    expect(most).toBeLessThanOrEqual(QUEUE_LIMIT_BYTES);
    healthy.end("shutdown");
    expect(idsIn(await received)).toHaveLength(20_000);
    expect(await readAll(slow)).toContain('"reason":"overflow"');
    expect(ended).toBe(1);
  }, 60_000);

  it("lets later events of the same thing replace earlier ones before it gives up, and says so", async () => {
    const log = new EventLog({ epoch: "e", lastId: 0 });
    const sink = new SseSink({ retryMs: 1, limitBytes: 20_000 });
    log.subscribe((events) => sink.push(events));
    for (let id = 1; id <= 200; id += 1) log.appendNotification({ ...notification(id), objectUri: `/api/x/${id % 5}` });
    await tick();
    sink.end("shutdown");
    const text = await readAll(sink);
    expect(idsIn(text).at(-1)).toBe(200);
    expect(idsIn(text).length).toBeLessThan(200);
    expect(text).toContain("event: stale");
    expect(text).not.toContain("overflow");
  });

  it("keeps still for a browser that has not read yet", async () => {
    const sink = new SseSink({ retryMs: 1 });
    await nextPiece(sink);
    sink.keepAlive();
    const bytes = sink.queuedBytes;
    for (let count = 0; count < 100; count += 1) sink.keepAlive();
    expect(sink.queuedBytes).toBe(bytes);
    expect(await nextPiece(sink)).toMatch(/^:/);
  });

  it("wakes a waiting reader when the connection goes", async () => {
    const sink = new SseSink({ retryMs: 1 });
    await nextPiece(sink);
    const waiting = nextPiece(sink);
    sink.close();
    expect(await waiting).toBeUndefined();
  });

  it("sends what was missed before what is new, one page at a time", async () => {
    const log = new EventLog({ epoch: "e", lastId: 0 });
    const sink = new SseSink({ retryMs: 1 });
    let pages = 0;
    async function* missed() {
      for (const id of [1, 2]) {
        pages += 1;
        yield [log.encodeNotification(notification(id))];
      }
    }
    sink.replay(missed());
    sink.push([log.encodeNotification(notification(3))]);
    await nextPiece(sink);
    expect(idsIn((await nextPiece(sink)) ?? "")).toEqual([1]);
    expect(pages).toBe(1);
    expect(idsIn((await nextPiece(sink)) ?? "")).toEqual([2]);
    expect(idsIn((await nextPiece(sink)) ?? "")).toEqual([3]);
  });

  it("breaks the connection when what was missed cannot be read", async () => {
    const failure = new Error("the disk is gone");
    const told: unknown[] = [];
    const sink = new SseSink({ retryMs: 1, onError: (error) => told.push(error) });
    let broken = 0;
    sink.onAbandoned = () => broken++;
    // biome-ignore lint/correctness/useYield: a source that fails at once
    async function* missed(): AsyncGenerator<readonly EncodedEvent[]> {
      throw failure;
    }
    sink.replay(missed());
    await nextPiece(sink);
    expect(await nextPiece(sink)).toBeUndefined();
    expect(told).toEqual([failure]);
    expect(broken).toBe(1);
  });
});

describe("EventLog", () => {
  it("replays exactly the missing ones, or says that it cannot", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 80 }),
        fc.integer({ min: 0, max: 200 }),
        (capacity, steps, after) => {
          const log = new EventLog({ epoch: "e", lastId: 0, capacity });
          const all: number[] = [];
          let id = 0;
          for (const step of steps) {
            id += step;
            log.appendNotification(notification(id));
            all.push(id);
          }
          const missing = all.filter((one) => one > after);
          const replayed = log.after(after)?.map((event) => event.id);
          const kept = all.slice(-capacity);
          const reachesBack = after >= id || (kept[0] ?? 0) <= after + 1;
          expect(replayed).toEqual(reachesBack ? missing : undefined);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("gives everybody the same bytes", async () => {
    const log = new EventLog({ epoch: "e", lastId: 0 });
    const chunks: Buffer[] = [];
    for (let count = 0; count < 3; count += 1)
      log.subscribe((events) => chunks.push(...events.map((one) => one.chunk)));
    log.appendNotification(notification(1));
    await tick();
    expect(chunks).toHaveLength(3);
    expect(new Set(chunks).size).toBe(1);
  });

  it("does not deliver to a new reader what happened before it came", async () => {
    const log = new EventLog({ epoch: "e", lastId: 0 });
    log.appendNotification(notification(1));
    const seen: (number | null)[] = [];
    log.subscribe((events) => seen.push(...events.map((event) => event.id)));
    log.appendNotification(notification(2));
    await tick();
    expect(seen).toEqual([2]);
  });
});
