import http from "node:http";
import { type Benchmark, difference, figure, judge, type Row } from "./benchmark";
import { startConsoleUnderTest } from "./console-under-test";
import { cpuMsOf } from "./process-usage";
import { median } from "./statistics";

const BUDGET_MS = 0.3;
/** A plain handler of the framework that answers a constant: what any route costs before we do anything. */
const EMPTY_HANDLER = "/healthz";
const ENDPOINTS = ["/api/session", "/api/profiles", "/api/kinds"];
const PARALLEL = 4;

function get(agent: http.Agent, url: string, cookie: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent, headers: { cookie } }, (response) => {
      response.resume();
      response.once("error", reject);
      response.once("end", () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${url} answered ${response.statusCode}`));
      });
    });
    request.once("error", reject);
  });
}

async function send(agent: http.Agent, url: string, cookie: string, count: number): Promise<void> {
  let left = count;
  const work = async () => {
    while (left > 0) {
      left -= 1;
      await get(agent, url, cookie);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
}

/** CPU time that endpoints of ours cost the server on top of an empty route handler, in alternating rounds. */
export const pipeline: Benchmark = {
  id: "pipeline",
  title: "CPU per request",
  async run({ buildDirectory, isQuick }) {
    const rounds = isQuick ? 3 : 7;
    const requests = isQuick ? 150 : 250;
    const console = await startConsoleUnderTest({ buildDirectory });
    const agent = new http.Agent({ keepAlive: true, maxSockets: PARALLEL });
    try {
      const paths = [EMPTY_HANDLER, ...ENDPOINTS];
      const costs = new Map<string, number[]>(paths.map((path) => [path, []]));
      // The compiler of the engine needs some hundred calls before a figure holds.
      for (const path of paths) await send(agent, console.url + path, console.cookie, isQuick ? 300 : 700);
      for (let round = 0; round < rounds; round += 1) {
        for (const path of paths) {
          const before = cpuMsOf(console.pid);
          await send(agent, console.url + path, console.cookie, requests);
          costs.get(path)?.push((cpuMsOf(console.pid) - before) / requests);
        }
      }
      const costOf = (path: string) => median(costs.get(path) ?? []);
      const baseline = costOf(EMPTY_HANDLER);
      return ENDPOINTS.map((path): Row => {
        const ours = costOf(path);
        return {
          name: `GET ${path}, CPU per request`,
          baseline: figure(baseline, "ms"),
          ours: figure(ours, "ms"),
          comparison: difference(ours, baseline, "ms"),
          budget: `+${BUDGET_MS} ms`,
          verdict: judge(ours - baseline, BUDGET_MS),
        };
      });
    } finally {
      agent.destroy();
      await console.close();
    }
  },
};
