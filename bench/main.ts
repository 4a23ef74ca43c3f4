import { parseArgs } from "node:util";
import { say } from "@/scripts/progress.mjs";
import type { Benchmark, Row } from "./benchmark";
import { bmcs } from "./bmcs";
import { fanOut } from "./fan-out";
import { firstLoad } from "./first-load";
import { handshakes } from "./handshakes";
import { latency } from "./latency";
import { orders } from "./orders";
import { pipeline } from "./pipeline";
import { tableOf, writeSection } from "./report";
import { start } from "./start";
import { vitals } from "./vitals";
import { wbemParse } from "./wbem-parse";
import { wbemRows } from "./wbem-rows";

const benchmarks: readonly Benchmark[] = [
  pipeline,
  handshakes,
  latency,
  fanOut,
  firstLoad,
  start,
  vitals,
  orders,
  bmcs,
  wbemParse,
  wbemRows,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false }, strict: { type: "boolean", default: false } },
});
const unknown = positionals.filter((name) => !benchmarks.some(({ id }) => id === name));
const buildDirectory = process.env.SIGNALBOX_BUILD;

if (buildDirectory === undefined || unknown.length > 0) {
  const names = benchmarks.map(({ id }) => id).join(" ");
  process.stderr.write(`Usage: npm run bench -- [--quick] [--strict] [names], the names being ${names}\n`);
  process.exitCode = 2;
} else {
  const all: Row[] = [];
  const failed: string[] = [];
  for (const benchmark of benchmarks.filter(({ id }) => positionals.length === 0 || positionals.includes(id))) {
    say(`\n${benchmark.title} (${benchmark.id}) ...`);
    try {
      const rows = await benchmark.run({ buildDirectory, isQuick: values.quick });
      all.push(...rows);
      say(tableOf(rows));
      if (!values.quick) writeSection(benchmark, rows);
    } catch (error) {
      failed.push(benchmark.id);
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    }
  }
  const missed = all.filter(({ verdict }) => verdict === "missed");
  say("");
  for (const { name, ours, budget } of missed) say(`Missed: ${name}: ${ours}, the budget is ${budget}.`);
  if (failed.length > 0) say(`Not measured: ${failed.join(", ")}.`);
  if (missed.length === 0 && failed.length === 0) say("Every budget is met.");
  if (failed.length > 0 || (values.strict && missed.length > 0)) process.exitCode = 1;
}
