import { setTimeout as sleep } from "node:timers/promises";
import { listBmcs } from "@/contracts/endpoints/bmc";
import { getSignedIn } from "@/contracts/endpoints/people";
import type { ConsoleClient } from "@/scripts/console-client";
import { type Benchmark, difference, figure, type Row } from "./benchmark";
import { type ConsoleUnderTest, startConsoleUnderTest } from "./console-under-test";
import { readEventLoopDelay, restartEventLoopWatch } from "./event-loop";
import { cpuMsOf } from "./process-usage";
import { emptyScreen, withBrowser } from "./screens";
import { createBmcProfiles, type SimulatedBmcs, startSimulatedBmcs } from "./simulated-bmcs";
import { median } from "./statistics";

const PROFILES_PER_DEVICE = 5;
const REQUESTS = 20;
const OPENINGS = 5;
const REACH_LIMIT_MS = 300_000;

async function untilAllAnswer(client: ConsoleClient): Promise<void> {
  const deadline = performance.now() + REACH_LIMIT_MS;
  for (;;) {
    const { items } = await client.call(listBmcs, {});
    // Read at all, so that what follows is the load of a table that is full already.
    if (items.every(({ reachability, lastSeen }) => reachability.state === "reachable" && lastSeen !== null)) return;
    if (performance.now() > deadline) throw new Error("Not every BMC has been read in time.");
    await sleep(1_000);
  }
}

function row(name: string, unit: string, ours: number, baseline: number): Row {
  return {
    name,
    baseline: figure(baseline, unit),
    ours: figure(ours, unit),
    comparison: difference(ours, baseline, unit),
    budget: "",
    verdict: "",
  };
}

async function measureList({ client, pid }: ConsoleUnderTest, count: number): Promise<Row[]> {
  const measure = async (ask: () => Promise<unknown>) => {
    const times: number[] = [];
    const cpuBefore = cpuMsOf(pid);
    for (let number = 0; number < REQUESTS; number += 1) {
      const began = performance.now();
      await ask();
      times.push(performance.now() - began);
    }
    return { time: median(times), cpu: (cpuMsOf(pid) - cpuBefore) / REQUESTS };
  };
  const baseline = await measure(() => client.call(getSignedIn, {}));
  const ours = await measure(() => client.call(listBmcs, {}));
  return [
    row(`GET /api/bmcs with ${count} BMCs, median time`, "ms", ours.time, baseline.time),
    row(`GET /api/bmcs with ${count} BMCs, CPU per request`, "ms", ours.cpu, baseline.cpu),
  ];
}

/** What the console does while nothing else is asked of it, by the minute. */
async function observe({ pid, url }: ConsoleUnderTest, { devices }: SimulatedBmcs, durationMs: number) {
  const sent = () => devices.reduce((sum, { requests }) => sum + requests.length, 0);
  await restartEventLoopWatch(url);
  const [requests, cpuMs, began] = [sent(), cpuMsOf(pid), performance.now()];
  await sleep(durationMs);
  const seconds = (performance.now() - began) / 1e3;
  const delay = await readEventLoopDelay(url);
  return {
    requests: (sent() - requests) / seconds,
    cpu: ((cpuMsOf(pid) - cpuMs) / 1e3 / seconds) * 60,
    delay: delay.p99,
  };
}

async function measureScreen(console: ConsoleUnderTest, bmcs: SimulatedBmcs, durationMs: number): Promise<Row[]> {
  const closed = await observe(console, bmcs, durationMs);
  return withBrowser(console, async (newPage) => {
    const open = async (path: string, selector: string) => {
      const page = await newPage({ name: path, path });
      const began = performance.now();
      await page.goto(console.url + path, { waitUntil: "commit" });
      await page.locator(selector).first().waitFor();
      return { page, ms: performance.now() - began };
    };
    const timesOf = async (path: string, selector: string) => {
      const times: number[] = [];
      for (let count = 0; count < OPENINGS; count += 1) {
        const { page, ms } = await open(path, selector);
        times.push(ms);
        await page.context().close();
      }
      return median(times);
    };
    const empty = await timesOf(emptyScreen.path, "h1");
    const firstRows = await timesOf("/bmc", "text=BMC 001");
    const { page } = await open("/bmc", "text=BMC 001");
    const opened = await observe(console, bmcs, durationMs);
    await page.context().close();
    return [
      row(`Screen of all BMCs: first rows, median of ${OPENINGS}`, "ms", firstRows, empty),
      row("Screen open: requests to BMCs per second", "/s", opened.requests, closed.requests),
      row("Screen open: console's CPU per minute", "s", opened.cpu, closed.cpu),
      row("Screen open: event-loop delay, p99", "ms", opened.delay, closed.delay),
    ];
  });
}

/** The screen of all BMCs with a large team's number of them; several profiles share a simulated BMC. */
export const bmcs: Benchmark = {
  id: "bmcs",
  title: "Many BMCs on one screen",
  async run({ buildDirectory, isQuick }) {
    const count = isQuick ? 100 : 500;
    const devices = await startSimulatedBmcs(count / PROFILES_PER_DEVICE);
    try {
      const { allowedAddresses } = devices;
      const console = await startConsoleUnderTest({ buildDirectory, allowedAddresses });
      try {
        await createBmcProfiles(console, devices, count);
        await untilAllAnswer(console.client);
        const list = await measureList(console, count);
        return [...list, ...(await measureScreen(console, devices, isQuick ? 20_000 : 120_000))];
      } finally {
        await console.close();
      }
    } finally {
      await devices.close();
    }
  },
};
