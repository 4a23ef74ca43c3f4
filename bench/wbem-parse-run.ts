/**
 * Measured passes over a reply in a process of their own: `ours` or `baseline`, a file to warm up with, the file, how often.
 * Prints one line of JSON.
 */
import { createReadStream } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { SaxesParser } from "saxes";
import { WbemClient } from "@/server/protocols/wbem/client";
import type { WbemAnswer } from "@/server/protocols/wbem/exchange";

const CHUNK = 64 * 1024;
const RESOLUTION_MS = 5;

export interface ParseFigures {
  instances: number;
  seconds: number;
  cpuSeconds: number;
  peakMib: number;
  /** Longest time for which nothing else had its turn. */
  heldMs: number;
}

/** Objects counted and dropped, as a screen does that shows some rows of many. */
async function ours(file: string): Promise<number> {
  const answer: WbemAnswer = {
    headers: new Map([["cimoperation", "MethodResponse"]]),
    body: createReadStream(file, { highWaterMark: CHUNK }),
    trailers: () => new Map(),
  };
  // As profiles read unless they say otherwise.
  const client = new WbemClient({ exchange: async () => answer, isLenient: true });
  let instances = 0;
  for await (const batch of client.streams.EnumerateInstances("SMI_StorageVolume")) instances += batch.length;
  return instances;
}

/** The same library over the same bytes, making nothing of them. */
async function baseline(file: string): Promise<number> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let instances = 0;
  parser.on("opentag", ({ name }) => {
    if (name === "INSTANCE") instances += 1;
  });
  parser.on("closetag", () => undefined);
  parser.on("text", () => undefined);
  for await (const piece of createReadStream(file, { highWaterMark: CHUNK, encoding: "utf8" }))
    parser.write(String(piece));
  parser.close();
  return instances;
}

const [mode = "ours", warmUpFile = "", file = "", passes = "1"] = process.argv.slice(2);
const run = mode === "baseline" ? baseline : ours;
await run(warmUpFile);
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();
const cpu = process.cpuUsage();
const began = performance.now();
let instances = 0;
for (let pass = 0; pass < Number(passes); pass += 1) instances += await run(file);
const seconds = (performance.now() - began) / 1000;
const used = process.cpuUsage(cpu);
delay.disable();
const figures: ParseFigures = {
  instances,
  seconds,
  cpuSeconds: (used.user + used.system) / 1e6,
  peakMib: process.resourceUsage().maxRSS / 1024,
  heldMs: Math.max(0, delay.max / 1e6 - RESOLUTION_MS),
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
