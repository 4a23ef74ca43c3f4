import http from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cookieHeader } from "@/e2e/fixtures/raw-request";
import { EventReader } from "@/e2e/security/event-reader";
import { OwnConsole } from "@/e2e/security/own-console";
import { ensureNginx, type Nginx, startNginx } from "./proxy";

const unavailable = ensureNginx();
if (unavailable !== null) process.stderr.write(`The nginx tests are skipped. ${unavailable}\n`);

const OPENINGS = 11;
const OPENING_LIMIT_MS = 100;
const EVENTS = 20;
/** A buffering proxy holds events until it has 4 KiB of them or the stream ends. */
const EVENT_LIMIT_MS = 200;

let own: OwnConsole;
let proxy: Nginx;
let cookie: string;

interface Opened {
  elapsedMs: number;
  first: string;
  headers: http.IncomingHttpHeaders;
}

/** Opens a stream of no profile, on which nothing happens, and takes the time to its first bytes. */
function openQuietStream(url: string): Promise<Opened> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const address = new URL("/api/notifications/stream?profiles=", url);
    const headers = { cookie, accept: "text/event-stream", "accept-encoding": "gzip, br" };
    const request = http.get(address, { agent: false, headers }, (response) => {
      response.once("data", (chunk: Buffer) => {
        resolve({ elapsedMs: performance.now() - began, first: chunk.toString(), headers: response.headers });
        request.destroy();
      });
    });
    request.on("error", reject);
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

describe.skipIf(unavailable !== null)("nginx with its default proxy settings", () => {
  beforeAll(async () => {
    own = await OwnConsole.start({ keepListening: true });
    proxy = await startNginx(own.url);
    cookie = cookieHeader(own.api.cookies);
    await own.hmc.device.until(() => own.hmc.device.subscribedTopics.length === 4);
  }, 120_000);

  afterAll(async () => {
    await proxy?.stop();
    await own?.close();
  });

  it("lets streams open within 100 ms although nothing happens", async () => {
    await openQuietStream(proxy.url);
    for (const url of [own.url, proxy.url]) {
      const opened: Opened[] = [];
      for (let count = 0; count < OPENINGS; count += 1) opened.push(await openQuietStream(url));
      expect(median(opened.map(({ elapsedMs }) => elapsedMs)), url).toBeLessThan(OPENING_LIMIT_MS);
      for (const { first, headers } of opened) {
        expect(first).toMatch(/^retry: \d+\n\n/);
        expect(headers).toMatchObject({
          "content-type": "text/event-stream; charset=utf-8",
          "cache-control": "no-cache, no-transform",
        });
        expect(headers["content-encoding"]).toBeUndefined();
      }
    }
  });

  it("lets each event through as it happens", async () => {
    const { device } = own.hmc;
    const reader = await EventReader.open(proxy.url, cookie);
    await reader.until((events) => events.some(({ event }) => event === "listener"));
    const delays: number[] = [];
    const arrived = () => reader.events.filter(({ event }) => event === "notification").length;
    for (let count = 1; count <= EVENTS; count += 1) {
      const began = performance.now();
      device.faults.burst(1);
      await reader.until(() => arrived() === count);
      delays.push(performance.now() - began);
    }
    reader.close();
    expect(median(delays)).toBeLessThan(EVENT_LIMIT_MS);
  });

  it("lets a stream be resumed where it was broken off", async () => {
    const { device } = own.hmc;
    const reader = await EventReader.open(proxy.url, cookie);
    device.faults.burst(1);
    await reader.until((events) => events.some(({ id }) => id !== null));
    const position = reader.events.findLast(({ id }) => id !== null)?.id ?? "";
    reader.close();
    device.faults.burst(EVENTS);
    const resumed = await EventReader.open(proxy.url, cookie, { lastEventId: position });
    await resumed.until((events) => events.filter(({ id }) => id !== null).length === EVENTS);
    const last = Number(position.split("-")[1]);
    const ids = resumed.events.flatMap(({ id }) => (id === null ? [] : [Number(id.split("-")[1])]));
    expect(ids).toEqual(Array.from({ length: EVENTS }, (_, index) => last + 1 + index));
    expect(resumed.events.some(({ event }) => event === "reset")).toBe(false);
    resumed.close();
  });

  it("lets the comments through that keep a quiet stream alive", async () => {
    const address = new URL("/api/notifications/stream?profiles=", proxy.url);
    const abort = new AbortController();
    const response = await fetch(address, { headers: { cookie }, signal: abort.signal });
    let text = "";
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk as Uint8Array).toString("utf8");
      if (text.includes(": keep-alive\n\n")) break;
    }
    abort.abort();
    expect(text).toMatch(/^retry: \d+\n\n: keep-alive\n\n$/);
    expect(proxy.errors).toBe("");
  });
});
