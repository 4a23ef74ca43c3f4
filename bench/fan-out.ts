import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Benchmark, type BenchmarkOptions, difference, figure, judge, type Row, ratio } from "./benchmark";
import { startConsoleUnderTest } from "./console-under-test";
import { type ClientsAnswer, type ClientsRequest, type ClientsResult, markText } from "./fan-out-messages";
import { cpuMsOf, watchMemory } from "./process-usage";
import { cookiesForStreams } from "./sign-ins";

const MEMORY_BUDGET_MIB = 350;
const EVENTS_PER_SECOND = 10;
const ARRIVAL_LIMIT_MS = 30_000;

interface Load {
  clients: number;
  seconds: number;
}

interface Outcome extends ClientsResult {
  memoryMib: number;
  /** Of the serving process, per event and client. */
  cpuMicroseconds: number;
}

function start(module: string): ChildProcess {
  const child = fork(path.join(import.meta.dirname, module), { execArgv: ["--import", "tsx"] });
  child.once("error", (error) => child.emit("message", { type: "failed", reason: error.message }));
  return child;
}

async function ask<T extends ClientsAnswer["type"]>(
  child: ChildProcess,
  request: ClientsRequest,
  expected: T,
): Promise<Extract<ClientsAnswer, { type: T }>> {
  const received = once(child, "message");
  child.send(request);
  const [answer] = (await received) as [ClientsAnswer];
  if (answer.type === "failed") throw new Error(`The clients failed: ${answer.reason}`);
  if (answer.type !== expected) throw new Error(`The clients said ${answer.type} instead of ${expected}.`);
  return answer as Extract<ClientsAnswer, { type: T }>;
}

/** Opens the streams, lets events happen at an even pace and counts what came where. */
async function measure(
  server: { url: string; pid: number },
  cookies: readonly string[],
  { seconds }: Load,
  happen: (number: number) => void,
): Promise<Outcome> {
  const clients = start("fan-out-clients.ts");
  try {
    await ask(clients, { type: "open", url: server.url, cookies }, "opened");
    const memory = watchMemory(server.pid);
    const cpuBefore = cpuMsOf(server.pid);
    const events = seconds * EVENTS_PER_SECOND;
    const started = performance.now();
    for (let number = 1; number <= events; number += 1) {
      happen(number);
      await sleep(Math.max(0, started + (number * 1_000) / EVENTS_PER_SECOND - performance.now()));
    }
    const limit = performance.now() + ARRIVAL_LIMIT_MS;
    while (!(await ask(clients, { type: "have-all", number: events }, "have-all")).is && performance.now() < limit) {
      await sleep(100);
    }
    const cpuMs = cpuMsOf(server.pid) - cpuBefore;
    const { result } = await ask(clients, { type: "count", first: 1, last: events }, "counted");
    return { ...result, memoryMib: memory.stop(), cpuMicroseconds: (cpuMs * 1_000) / (events * cookies.length) };
  } finally {
    clients.kill();
  }
}

async function measureConsole(buildDirectory: string, load: Load): Promise<Outcome> {
  const console = await startConsoleUnderTest({ buildDirectory, keepListening: true });
  try {
    const { device } = console.hmc;
    const [partition] = device.inventory.list("partition");
    if (partition === undefined) throw new Error("The simulated HMC has no partition.");
    const cookies = await cookiesForStreams(console, load.clients);
    await device.until(() => device.stompConnections.some(({ topics }) => topics.length > 0));
    const server = { url: `${console.url}/api/notifications/stream`, pid: console.pid };
    return await measure(server, cookies, load, (number) => {
      device.inventory.setProperties(partition.uri, { description: markText(number) });
    });
  } finally {
    await console.close();
  }
}

/** As long as one of the console's own events. */
function plainEvent(number: number): string {
  const data = { profileId: "x".repeat(24), summary: "x".repeat(300), changes: [{ newValue: markText(number) }] };
  return `id: ${number}\nevent: notification\ndata: ${JSON.stringify(data)}\n\n`;
}

async function measureBaseline(load: Load): Promise<Outcome> {
  const child = start("fan-out-baseline.ts");
  try {
    const [{ port }] = (await once(child, "message")) as [{ port: number }];
    const server = { url: `http://127.0.0.1:${port}/`, pid: child.pid ?? 0 };
    const cookies = Array.from({ length: load.clients }, () => "");
    return await measure(server, cookies, load, (number) => child.send(plainEvent(number)));
  } finally {
    child.kill();
  }
}

function rowsOf(baseline: Outcome, ours: Outcome, { clients, seconds }: Load): Row[] {
  const what = `${clients} streams x ${EVENTS_PER_SECOND} events/s for ${seconds} s`;
  const counted = (name: string, of: (outcome: Outcome) => number): Row => ({
    name: `${what}: ${name}`,
    baseline: String(of(baseline)),
    ours: String(of(ours)),
    comparison: "",
    budget: "0",
    verdict: judge(of(ours), 0),
  });
  return [
    counted("lost", ({ lost }) => lost),
    counted("duplicates", ({ duplicates }) => duplicates),
    counted("out of order", ({ misplaced }) => misplaced),
    counted("streams ended early", ({ ended }) => ended),
    {
      name: "Event to client, median",
      baseline: figure(baseline.medianMs, "ms"),
      ours: figure(ours.medianMs, "ms"),
      comparison: difference(ours.medianMs, baseline.medianMs, "ms"),
      budget: "",
      verdict: "",
    },
    {
      name: "Event to client, p99",
      baseline: figure(baseline.p99Ms, "ms"),
      ours: figure(ours.p99Ms, "ms"),
      comparison: difference(ours.p99Ms, baseline.p99Ms, "ms"),
      budget: "",
      verdict: "",
    },
    {
      name: "Server CPU per event and client",
      baseline: figure(baseline.cpuMicroseconds, "us"),
      ours: figure(ours.cpuMicroseconds, "us"),
      comparison: ratio(ours.cpuMicroseconds, baseline.cpuMicroseconds),
      budget: "",
      verdict: "",
    },
    {
      name: "Server memory (resident, highest)",
      baseline: figure(baseline.memoryMib, "MiB"),
      ours: figure(ours.memoryMib, "MiB"),
      comparison: difference(ours.memoryMib, baseline.memoryMib, "MiB"),
      budget: `${MEMORY_BUDGET_MIB} MiB`,
      verdict: judge(ours.memoryMib, MEMORY_BUDGET_MIB),
    },
  ];
}

/** Many browsers on one device's events; the clients are a process of their own, the baseline a plain Node server. */
export const fanOut: Benchmark = {
  id: "fan-out",
  title: "Fan-out to browsers",
  async run({ buildDirectory, isQuick }: BenchmarkOptions) {
    const load = isQuick ? { clients: 100, seconds: 4 } : { clients: 1_000, seconds: 20 };
    const baseline = await measureBaseline(load);
    const ours = await measureConsole(buildDirectory, load);
    return rowsOf(baseline, ours, load);
  },
};
