import type { KeyAlgorithm } from "@/contracts/certificate-request";
import { getSignedIn } from "@/contracts/endpoints/people";
import { type Benchmark, difference, figure, judge, type Row, ratio } from "./benchmark";
import { BrowserClient } from "./browser-client";
import { type ConsoleUnderTest, startConsoleUnderTest } from "./console-under-test";
import { readEventLoopDelay, restartEventLoopWatch } from "./event-loop";
import { type OrderTask, runOrders } from "./order-run";
import { runBareExchanges } from "./orders-baseline";
import { cpuMsOf } from "./process-usage";
import { createBmcProfiles, type SimulatedBmcs, startSimulatedBmcs } from "./simulated-bmcs";

const BUDGET_DELAY_P99_MS = 50;
/** Requests of one order, without looking at the list. */
const REQUESTS = 5;
const keyAlgorithms: readonly KeyAlgorithm[] = ["ec-p256", "rsa-2048"];

async function measure(
  console: ConsoleUnderTest,
  bmcs: SimulatedBmcs,
  tasks: Omit<OrderTask, "name" | "keyAlgorithm">[],
  keyAlgorithm: KeyAlgorithm,
): Promise<Row[]> {
  const client = new BrowserClient(console.client);
  // What is loaded at the first request is no part of it.
  const [first] = tasks;
  if (first !== undefined) await runOrders(client, [{ ...first, keyAlgorithm, name: `First ${keyAlgorithm}` }]);
  await restartEventLoopWatch(console.url);
  for (let round = 0; round < REQUESTS; round += 1) {
    await Promise.all(tasks.map(() => client.call(getSignedIn, {})));
  }
  const plain = await readEventLoopDelay(console.url);
  const bareMs = await runBareExchanges(bmcs);
  await restartEventLoopWatch(console.url);
  const cpuBefore = cpuMsOf(console.pid);
  const named = tasks.map((task, index) => ({ ...task, keyAlgorithm, name: `${keyAlgorithm} ${index + 1}` }));
  const oursMs = await runOrders(client, named);
  const cpuMs = cpuMsOf(console.pid) - cpuBefore;
  const busy = await readEventLoopDelay(console.url);
  const perSecond = (ms: number) => (tasks.length * 1_000) / ms;
  const what = `${tasks.length} orders, ${keyAlgorithm}`;
  return [
    {
      name: `${what}: throughput`,
      baseline: figure(perSecond(bareMs), "/s"),
      ours: figure(perSecond(oursMs), "/s"),
      comparison: ratio(perSecond(oursMs), perSecond(bareMs)),
      budget: "",
      verdict: "",
    },
    {
      name: `${what}: console's CPU per order`,
      baseline: "",
      ours: figure(cpuMs / tasks.length, "ms"),
      comparison: "",
      budget: "",
      verdict: "",
    },
    {
      name: `${what}: event-loop delay, p99`,
      baseline: figure(plain.p99, "ms"),
      ours: figure(busy.p99, "ms"),
      comparison: difference(busy.p99, plain.p99, "ms"),
      budget: `${BUDGET_DELAY_P99_MS} ms`,
      verdict: judge(busy.p99, BUDGET_DELAY_P99_MS),
    },
    {
      name: `${what}: event-loop delay, longest`,
      baseline: figure(plain.worst, "ms"),
      ours: figure(busy.worst, "ms"),
      comparison: difference(busy.worst, plain.worst, "ms"),
      budget: "",
      verdict: "",
    },
  ];
}

/** Orders at as many BMCs at once, each from a new key to a proven certificate and its PKCS#12 file. */
export const orders: Benchmark = {
  id: "orders",
  title: "Certificate orders in parallel",
  async run({ buildDirectory, isQuick }) {
    const count = isQuick ? 20 : 100;
    const bmcs = await startSimulatedBmcs(count);
    try {
      const { allowedAddresses } = bmcs;
      const console = await startConsoleUnderTest({ buildDirectory, allowedAddresses });
      try {
        const profiles = await createBmcProfiles(console, bmcs, count);
        const tasks = profiles.flatMap((profile, index) => {
          const device = bmcs.devices[index];
          return device === undefined ? [] : [{ profile, device }];
        });
        const rows: Row[] = [];
        for (const algorithm of keyAlgorithms) rows.push(...(await measure(console, bmcs, tasks, algorithm)));
        return rows;
      } finally {
        await console.close();
      }
    } finally {
      await bmcs.close();
    }
  },
};
