import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type EventStreamDoor, registerEventStream } from "@/server/runtime/event-stream-door";
import { getRuntime } from "@/server/runtime/registry";
import { findOrigin } from "@/server/runtime/remote-address";
import { SseSink } from "@/server/runtime/sse-sink";
import { createListener, type Listener } from "./listener";

const PATH = "/api/test/stream";
const open: Listener[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.close()));
  delete getRuntime().services.eventStreamDoors;
});

async function start(door: EventStreamDoor) {
  registerEventStream(PATH, door);
  const listener = createListener({ handler: (_request, response) => void response.end("framework") });
  open.push(listener);
  const { port } = await listener.listen("127.0.0.1", 0);
  return { listener, port };
}

function get(port: number, path = PATH, headers: http.OutgoingHttpHeaders = {}): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    http.get({ port, host: "127.0.0.1", agent: false, path, headers }, resolve).once("error", reject);
  });
}

async function textOf(response: http.IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of response) text += String(chunk);
  return text;
}

const event = (text: string) =>
  ({ id: null, profileId: "p", event: "stale", coalesceKey: text, chunk: Buffer.from(text) }) as const;

describe("event streams of the listener", () => {
  it("sends head and first line at once, then what the sink gets, and ends with it", async () => {
    const sink = new SseSink({ retryMs: 7 });
    const { listener, port } = await start(async () => ({ sink, headers: { "content-type": "text/event-stream" } }));
    const response = await get(port);
    expect(response.headers["content-type"]).toBe("text/event-stream");
    expect(response.headers["x-content-type-options"]).toBe("nosniff");
    const [first] = await once(response, "data");
    expect(String(first)).toBe("retry: 7\n\n");
    sink.push([event("data: 1\n\n"), event("data: 2\n\n")]);
    sink.end("shutdown");
    expect(await textOf(response)).toMatch(/^data: 1\n\ndata: 2\n\nevent: end\n/);
    expect(await listener.drain(1_000)).toBe(true);
  });

  it("hands the door the request with the listener's headers and none that a client forged", async () => {
    const seen: Request[] = [];
    const { port } = await start(async (request) => {
      seen.push(request);
      return new Response("no", { status: 418, headers: { "x-request-id": "r-1" } });
    });
    const headers = { cookie: "a=b", "last-event-id": "e-1", "x-forwarded-for": "203.0.113.9" };
    const response = await get(port, `${PATH}?profiles=x`, headers);
    expect([response.statusCode, response.headers["x-request-id"], await textOf(response)]).toEqual([418, "r-1", "no"]);
    const [request] = seen;
    expect(request && new URL(request.url).search).toBe("?profiles=x");
    expect(request?.headers.get("cookie")).toBe("a=b");
    expect(request?.headers.get("last-event-id")).toBe("e-1");
    expect(request && findOrigin(request.headers)).toEqual({ remoteAddress: "127.0.0.1", protocol: "http" });
  });

  it("leaves every other path to the framework", async () => {
    const { port } = await start(async () => new Response(null, { status: 500 }));
    expect(await textOf(await get(port, `${PATH}/more`))).toBe("framework");
  });

  it("closes the sink when the browser goes, also while the door is still opening", async () => {
    let ended = 0;
    const sinks = [0, 1].map(() => new SseSink({ retryMs: 1, onEnd: () => ended++ }));
    let letIn: () => void = () => {};
    const isLetIn = new Promise<void>((resolve) => {
      letIn = resolve;
    });
    const { listener, port } = await start(async ({ headers }) => {
      if (headers.get("x-late") !== null) await isLetIn;
      return { sink: sinks[headers.get("x-late") === null ? 0 : 1] as SseSink, headers: {} };
    });
    (await get(port)).destroy();
    const late = net.connect(port, "127.0.0.1");
    late.write(`GET ${PATH} HTTP/1.1\r\nHost: localhost\r\nX-Late: 1\r\n\r\n`);
    await expect.poll(() => sinks[0]?.isClosed).toBe(true);
    await expect.poll(() => listener.activeRequests).toBe(1);
    late.destroy();
    await expect.poll(() => listener.activeRequests).toBe(0);
    letIn();
    await expect.poll(() => sinks[1]?.isClosed).toBe(true);
    expect(ended).toBe(2);
  });

  it("keeps no more for a browser that does not read than the sink allows, and serves others meanwhile", async () => {
    const [slow, healthy] = [new SseSink({ retryMs: 1, limitBytes: 100_000 }), new SseSink({ retryMs: 1 })];
    const { port } = await start(async ({ headers }) => ({
      sink: headers.has("x-slow") ? slow : healthy,
      headers: {},
    }));
    const lazy = net.connect(port, "127.0.0.1");
    lazy.pause();
    lazy.write(`GET ${PATH} HTTP/1.1\r\nHost: localhost\r\nX-Slow: 1\r\n\r\n`);
    const reading = textOf(await get(port));
    await expect.poll(() => slow.queuedBytes + Number(slow.onReadable !== undefined)).toBe(1);
    const line = `data: ${"x".repeat(20_000)}\n\n`;
    let most = 0;
    for (let number = 0; number < 1_500; number += 1) {
      for (const sink of [slow, healthy]) sink.push([event(`${number} ${line}`)]);
      most = Math.max(most, slow.queuedBytes);
      if (number % 5 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(most).toBeLessThan(150_000);
    healthy.end("shutdown");
    expect((await reading).match(/data: x/g)).toHaveLength(1_500);
    lazy.destroy();
    await expect.poll(() => slow.isClosed).toBe(true);
  });
});
