import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { type Benchmark, figure, judge, type Row, ratio } from "./benchmark";
import type { ParseFigures } from "./wbem-parse-run";
import { replyOf } from "./wbem-reply";
import { requestRows } from "./wbem-requests";

const run = promisify(execFile);
const GOAL_PER_SECOND = 15_000;
const GOAL_MIB = 200;
const GOAL_HELD_MS = 20;
const WARM_UP = 2_000;
/** Short replies are read again and again until it was about so many. */
const MEASURED = 30_000;

async function measure(mode: "ours" | "baseline", files: readonly string[], passes: number): Promise<ParseFigures> {
  const script = ["--conditions=react-server", "--import", "tsx", "bench/wbem-parse-run.ts"];
  const { stdout } = await run(process.execPath, [...script, mode, ...files, String(passes)]);
  return JSON.parse(stdout);
}

async function writeReply(directory: string, instances: number): Promise<string> {
  const file = path.join(directory, `${instances}.xml`);
  await pipeline(Readable.from(replyOf(instances)), createWriteStream(file));
  return file;
}

const perSecond = ({ instances, cpuSeconds }: ParseFigures) => instances / cpuSeconds;

async function rowsOf(instances: number, warmUpFile: string, file: string): Promise<Row[]> {
  const passes = Math.max(1, Math.ceil(MEASURED / instances));
  const baseline = await measure("baseline", [warmUpFile, file], passes);
  const ours = await measure("ours", [warmUpFile, file], passes);
  const megabytes = (passes * (await stat(file)).size) / 1e6;
  const name = `${instances / 1000}k instances`;
  const rates = [perSecond(baseline), perSecond(ours)] as const;
  const speeds = [megabytes / baseline.cpuSeconds, megabytes / ours.cpuSeconds] as const;
  return [
    {
      name: `${name}: instances a second of CPU time`,
      baseline: figure(rates[0], ""),
      ours: figure(rates[1], ""),
      comparison: ratio(rates[1], rates[0]),
      budget: `>= ${GOAL_PER_SECOND}`,
      verdict: judge(-rates[1], -GOAL_PER_SECOND),
    },
    {
      name: `${name}: megabytes a second of CPU time`,
      baseline: figure(speeds[0], "MB"),
      ours: figure(speeds[1], "MB"),
      comparison: ratio(speeds[1], speeds[0]),
      budget: "",
      verdict: "",
    },
    {
      name: `${name}: peak memory of the process`,
      baseline: figure(baseline.peakMib, "MiB"),
      ours: figure(ours.peakMib, "MiB"),
      comparison: ratio(ours.peakMib, baseline.peakMib),
      budget: `<= ${GOAL_MIB} MiB`,
      verdict: judge(ours.peakMib, GOAL_MIB),
    },
    {
      name: `${name}: longest hold of the event loop`,
      baseline: figure(baseline.heldMs, "ms"),
      ours: figure(ours.heldMs, "ms"),
      comparison: "",
      budget: `<= ${GOAL_HELD_MS} ms`,
      verdict: judge(ours.heldMs, GOAL_HELD_MS),
    },
  ];
}

/** CIM-XML replies to objects, against a pass of the XML parser alone over the same bytes; and requests to text. */
export const wbemParse: Benchmark = {
  id: "wbem-parse",
  title: "CIM-XML to objects and back",
  async run({ isQuick }) {
    const directory = await mkdtemp(path.join(os.tmpdir(), "signalbox-bench-"));
    try {
      const warmUpFile = await writeReply(directory, WARM_UP);
      const rows: Row[] = [];
      for (const instances of isQuick ? [1_000] : [1_000, 10_000, 50_000]) {
        const file = await writeReply(directory, instances);
        rows.push(...(await rowsOf(instances, warmUpFile, file)));
        await rm(file);
      }
      return [...rows, ...(await requestRows(isQuick))];
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};
