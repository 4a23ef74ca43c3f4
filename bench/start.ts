import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { consoleCommand } from "@/scripts/prepare.mjs";
import { root } from "@/scripts/progress.mjs";
import { type Benchmark, difference, figure, judge, type Row } from "./benchmark";
import { makeDataDirectory } from "./console-under-test";
import { cpuMsOf } from "./process-usage";
import { median } from "./statistics";

const BUDGET_MS = 2_000;
const LIMIT_MS = 60_000;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** One start: the time until it was ready, and the CPU time used for it, which other work on the machine does not blur. */
interface Started {
  wallMs: number;
  cpuMs: number;
}

/** Starts a process, waits until an address of it answers 200 and ends it. */
async function startUntilReady(args: readonly string[], env: Record<string, string>, url: string): Promise<Started> {
  const started = performance.now();
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env }, stdio: "ignore" });
  const ended = once(child, "exit");
  try {
    for (;;) {
      const isReady = await fetch(url).then(
        ({ status }) => status === 200,
        () => false,
      );
      const wallMs = performance.now() - started;
      if (isReady && child.pid !== undefined) return { wallMs, cpuMs: cpuMsOf(child.pid) };
      if (child.exitCode !== null || wallMs > LIMIT_MS) throw new Error(`${url} did not become ready.`);
      await sleep(10);
    }
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
}

function medianOf(starts: readonly Started[]): Started {
  return { wallMs: median(starts.map(({ wallMs }) => wallMs)), cpuMs: median(starts.map(({ cpuMs }) => cpuMs)) };
}

/** Starts with one data directory; the first one, which creates the database, apart. */
async function startConsole(buildDirectory: string, repetitions: number): Promise<{ first: Started; later: Started }> {
  const { dataDirectory, env } = await makeDataDirectory();
  const command = consoleCommand(buildDirectory);
  const startOnce = async () => {
    const port = await freePort();
    const own = { SIGNALBOX_PORT: String(port), SIGNALBOX_HOST: "127.0.0.1", SIGNALBOX_DATA_DIR: dataDirectory };
    return startUntilReady(command.args, { ...command.env, ...env, ...own }, `http://127.0.0.1:${port}/readyz`);
  };
  try {
    const first = await startOnce();
    const later: Started[] = [];
    for (let count = 0; count < repetitions; count += 1) later.push(await startOnce());
    return { first, later: medianOf(later) };
  } finally {
    await rm(dataDirectory, { recursive: true, force: true });
  }
}

/** The framework's own server with the same build, until its first answer. */
async function startFramework(buildDirectory: string, repetitions: number): Promise<Started> {
  const { dataDirectory, env } = await makeDataDirectory();
  try {
    const starts: Started[] = [];
    for (let count = 0; count < repetitions; count += 1) {
      const port = await freePort();
      const args = ["node_modules/next/dist/bin/next", "start", "--hostname", "127.0.0.1", "--port", String(port)];
      const own = { ...consoleCommand(buildDirectory).env, ...env, SIGNALBOX_DATA_DIR: dataDirectory };
      starts.push(await startUntilReady(args, own, `http://127.0.0.1:${port}/healthz`));
    }
    return medianOf(starts);
  } finally {
    await rm(dataDirectory, { recursive: true, force: true });
  }
}

/** From the start of the process until it is ready to serve, beside the framework's own server with the same build. */
export const start: Benchmark = {
  id: "start",
  title: "Start",
  async run({ buildDirectory, isQuick }) {
    const repetitions = isQuick ? 1 : 5;
    const baseline = await startFramework(buildDirectory, repetitions);
    const { first, later } = await startConsole(buildDirectory, repetitions);
    const rowsOf = (name: string, ours: Started): Row[] => [
      {
        name: `${name}: time until ready`,
        baseline: figure(baseline.wallMs, "ms"),
        ours: figure(ours.wallMs, "ms"),
        comparison: difference(ours.wallMs, baseline.wallMs, "ms"),
        budget: `${BUDGET_MS} ms`,
        verdict: judge(ours.wallMs, BUDGET_MS),
      },
      {
        name: `${name}: CPU time until ready`,
        baseline: figure(baseline.cpuMs, "ms"),
        ours: figure(ours.cpuMs, "ms"),
        comparison: difference(ours.cpuMs, baseline.cpuMs, "ms"),
        budget: "",
        verdict: "",
      },
    ];
    return [...rowsOf("Empty data directory", first), ...rowsOf("Data there already", later)];
  },
};
