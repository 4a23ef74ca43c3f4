import type { ServerResponse } from "node:http";
import { createGzip } from "node:zlib";
import { afterEach, expect, it } from "vitest";
import type { TransportErrorClass } from "@/contracts/tls";
import { createHttpsHarness, failureOf } from "./fake/https-harness";

const harness = createHttpsHarness();
afterEach(() => harness.end());

const mebibyte = 1024 * 1024;
const limit = 16 * mebibyte;
const readers = 3;
/** Each answer as far as it may be read, garbage of the same size, and what this test and the sockets use. */
const allowedGrowth = 2 * readers * limit + 32 * mebibyte;

/** Writes zeros for ever, or until the reader leaves. */
function pour(sink: NodeJS.WritableStream): void {
  const zeros = Buffer.alloc(256 * 1024);
  const fill = () => {
    while (sink.writable && sink.write(zeros)) if (!sink.writable) return;
  };
  sink.on("error", () => undefined);
  sink.on("drain", fill);
  fill();
}

const answers: [string, (response: ServerResponse) => void, TransportErrorClass][] = [
  ["a gzip bomb", (response) => pourCompressed(response), "decompression-ratio"],
  ["an endless body", (response) => pour(response), "response-too-large"],
  [
    "a slow body",
    (response) => {
      response.write(Buffer.alloc(8 * mebibyte));
      const drip = setInterval(() => response.write("x"), 20);
      response.on("close", () => clearInterval(drip));
    },
    "total-timeout",
  ],
];

function pourCompressed(response: ServerResponse): void {
  response.setHeader("content-encoding", "gzip");
  const gzip = createGzip();
  response.on("close", () => gzip.destroy());
  gzip.pipe(response);
  pour(gzip);
}

function memory(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

it.each(answers)("%s ends with its class and in bounded memory", async (_name, answer, expected) => {
  const { port } = await harness.serve((_request, response) => answer(response));
  const connection = await harness.connect(port, { maximumResponseBytes: limit });
  const before = memory();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, memory());
  }, 2);
  const attempts = Array.from({ length: readers }, () =>
    failureOf(connection.request({ method: "GET", path: "/", totalMs: expected === "total-timeout" ? 600 : 20_000 })),
  );
  const failures = await Promise.all(attempts);
  clearInterval(watch);
  expect(new Set(failures)).toEqual(new Set([expected]));
  expect(Math.max(most, memory()) - before).toBeLessThan(allowedGrowth);
});

it("an answer that nobody reads on is not read from the device either", async () => {
  const { port, sockets } = await harness.serve((_request, response) => pour(response));
  const connection = await harness.connect(port, { maximumResponseBytes: 1024 * mebibyte });
  const before = memory();
  const { body } = await connection.stream({ method: "GET", path: "/" });
  const sent = () => [...sockets].reduce((sum, socket) => sum + socket.bytesWritten, 0);
  // The server's own buffers fill up, and then nothing moves any more.
  let last = -1;
  while (last !== sent()) {
    last = sent();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(last).toBeLessThan(32 * mebibyte);
  expect(memory() - before).toBeLessThan(64 * mebibyte);
  body.destroy();
});
