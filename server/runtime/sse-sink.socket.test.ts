import { once } from "node:events";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Notification } from "@/contracts/notification";
import { connectStream } from "@/server/listener/event-stream";
import { EventLog } from "./event-log";
import { QUEUE_LIMIT_BYTES, SseSink } from "./sse-sink";

const EVENTS = 20_000;
const EVENT_BYTES = 8 * 1024;
/** Sent together, then awaited by those who read: what they can keep up with. */
const BATCH = 20;
const HEALTHY = 3;
const MEMORY_LIMIT_BYTES = 5 * 1024 * 1024;
const LATENCY_LIMIT_MS = 200;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** What the process holds of itself, without what could be collected; the kernel's socket buffers are not in it. */
async function heldBytes(): Promise<number> {
  // Buffers are given back some time after the objects that held them.
  for (let round = 0; round < 3; round += 1) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

let log: EventLog;
let server: http.Server;
let port: number;
let sinks: SseSink[];
const sockets = new Set<net.Socket>();

beforeEach(async () => {
  // The log's own memory is no matter of readers: a short one is full before anything is measured.
  log = new EventLog({ epoch: "e", lastId: 0, capacity: 50 });
  sinks = [];
  server = http.createServer((_request, response) => {
    const sink = new SseSink({ retryMs: 1, onEnd: () => unsubscribe() });
    const unsubscribe = log.subscribe((events) => sink.push(events));
    sinks.push(sink);
    response.writeHead(200, { "content-type": "text/event-stream" });
    connectStream(sink, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  for (const sink of sinks) sink.close();
  server.close();
  await once(server, "close");
});

async function connect(): Promise<net.Socket> {
  const socket = net.connect(port, "127.0.0.1");
  sockets.add(socket);
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const before = sinks.length;
  while (sinks.length === before) await new Promise((resolve) => setImmediate(resolve));
  return socket;
}

/** A browser that reads: notes how long each event took and lets wait for one. */
class Reader {
  readonly latencies: number[] = [];
  lastId = 0;
  #rest = "";
  #wanted = 0;
  #wake: (() => void) | undefined;

  constructor(socket: net.Socket, sentAt: readonly number[]) {
    socket.setEncoding("latin1").on("data", (text: string) => {
      const lines = (this.#rest + text).split("\n");
      this.#rest = lines.pop() ?? "";
      for (const line of lines) {
        if (!line.startsWith("id: e-")) continue;
        this.lastId = Number(line.slice(6));
        this.latencies.push(performance.now() - (sentAt[this.lastId] ?? Number.NaN));
      }
      if (this.lastId >= this.#wanted) this.#wake?.();
    });
  }

  async until(id: number): Promise<void> {
    if (this.lastId >= id) return;
    this.#wanted = id;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }
}

it.each([
  { what: "events that replace each other", objects: 10, isSentAway: false },
  { what: "events of ever new things", objects: EVENTS, isSentAway: true },
])(
  "$what cost less than 5 MB for a browser that never reads, and delay nobody else (REL-7)",
  {
    timeout: 120_000,
  },
  async ({ objects, isSentAway }) => {
    const sentAt: number[] = [];
    let id = 0;
    const readers: Reader[] = [];
    for (let count = 0; count < HEALTHY; count += 1) readers.push(new Reader(await connect(), sentAt));
    const send = async (count: number) => {
      for (const end = id + count; id < end; ) {
        for (let sent = 0; sent < BATCH; sent += 1) {
          id += 1;
          sentAt[id] = performance.now();
          log.appendNotification(notification(id, `/api/partitions/${id % objects}`));
        }
        await Promise.all(readers.map((reader) => reader.until(id)));
      }
    };
    await send(2_000);
    const before = await heldBytes();
    for (const reader of readers) reader.latencies.length = 0;

    const slow = await connect();
    slow.pause();
    const slowSink = sinks.at(-1);
    let rise = 0;
    let queued = 0;
    for (let sent = 0; sent < EVENTS; sent += 1_000) {
      await send(1_000);
      rise = Math.max(rise, (await heldBytes()) - before);
      queued = Math.max(queued, slowSink?.queuedBytes ?? 0);
    }
    expect(rise).toBeLessThan(MEMORY_LIMIT_BYTES);
    if (!isSentAway) expect(queued).toBeGreaterThan(0);
    expect(queued).toBeLessThanOrEqual(QUEUE_LIMIT_BYTES);
    for (const { latencies } of readers) {
      expect(latencies).toHaveLength(EVENTS);
      const p99 = latencies.sort((one, other) => one - other)[Math.floor(EVENTS * 0.99)];
      expect(p99).toBeLessThan(LATENCY_LIMIT_MS);
    }
    let text = "";
    slow.setEncoding("latin1").on("data", (chunk: string) => {
      text = (text + chunk).slice(-2 * QUEUE_LIMIT_BYTES);
    });
    slow.resume();
    // Who reads too late why it was sent away finds its connection broken.
    if (isSentAway) await expect.poll(() => text.includes('"reason":"overflow"') || slow.closed).toBe(true);
    else await expect.poll(() => text.includes(`id: e-${id}\n`) && text.includes("event: stale")).toBe(true);
  },
);

function notification(id: number, objectUri: string): Notification {
  return {
    id,
    profileId: "p",
    profileName: "P",
    type: "status-change",
    summary: "x".repeat(EVENT_BYTES),
    objectUri,
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
