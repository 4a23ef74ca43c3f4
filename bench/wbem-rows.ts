import { createProfile } from "@/contracts/endpoints/profiles";
import { createBundle } from "@/contracts/endpoints/trust";
import { wbemProfileInputFor } from "@/scripts/seed";
import { type SimulatedWbem, startSimulatedWbem } from "@/scripts/simulated-wbem";
import { createTestAuthority, type TestAuthority } from "@/server/pki/fake/test-authority";
import { MAIN_NAMESPACE, STORAGE_NAMESPACE } from "@/server/protocols/wbem/fake";
import { type Benchmark, difference, figure, type Row, ratio } from "./benchmark";
import { type ConsoleUnderTest, startConsoleUnderTest } from "./console-under-test";
import { cpuMsOf, watchMemory } from "./process-usage";
import { withBrowser } from "./screens";
import { median } from "./statistics";

const CLICKS = 5;
const FEW = { namespace: STORAGE_NAMESPACE, className: "CIM_StoragePool" };
const MANY = { namespace: MAIN_NAMESPACE, className: "SBX_Generated" };

type List = typeof FEW;

async function createWbemProfile({ client }: ConsoleUnderTest, wbem: SimulatedWbem, authority: TestAuthority) {
  const source = { text: authority.rootPem };
  const bundle = await client.call(createBundle, { body: { name: "Simulated WBEM server", description: "", source } });
  return client.call(createProfile, { body: wbemProfileInputFor(wbem, bundle.id) });
}

/** From the click on “Show instances” to the first row on the screen, in milliseconds. */
async function clickTimes(console: ConsoleUnderTest, profileId: string, { namespace, className }: List) {
  return withBrowser(console, async (newPage) => {
    const path = `/wbem/${profileId}/classes?${new URLSearchParams({ namespace, class: className })}`;
    const times: number[] = [];
    for (let number = 0; number < CLICKS; number += 1) {
      const page = await newPage({ name: className, path });
      await page.goto(console.url + path);
      const show = page
        .getByRole("button", { name: "Show instances" })
        .or(page.getByRole("link", { name: "Show instances" }));
      await show.first().waitFor();
      const began = performance.now();
      await show.first().click();
      await page.locator("table a, [role=grid] a").first().waitFor();
      times.push(performance.now() - began);
      await page.context().close();
    }
    return median(times);
  });
}

/** Reads a whole list through the console's API, as fast as it comes. */
async function readList({ url, cookie, pid }: ConsoleUnderTest, profileId: string, { namespace, className }: List) {
  const query = new URLSearchParams({ namespace, className });
  const memory = watchMemory(pid);
  const [cpuMs, began] = [cpuMsOf(pid), performance.now()];
  const answer = await fetch(`${url}/api/profiles/${profileId}/wbem/instances?${query}`, { headers: { cookie } });
  let firstMs = 0;
  let tail = "";
  for await (const piece of answer.body ?? []) {
    if (firstMs === 0) firstMs = performance.now() - began;
    tail = (tail + Buffer.from(piece).toString("utf8")).slice(-1_000);
  }
  const end = JSON.parse(tail.trimEnd().split("\n").at(-1) ?? "{}") as { kind?: string; count?: number };
  if (end.kind !== "end") throw new Error("The list did not come to its end.");
  const seconds = (performance.now() - began) / 1e3;
  return { count: end.count ?? 0, seconds, firstMs, cpuMs: cpuMsOf(pid) - cpuMs, peakMib: memory.stop() };
}

/** A list of 50,000 instances on its way from a WBEM server to the screen. */
export const wbemRows: Benchmark = {
  id: "wbem-rows",
  title: "A long list of a WBEM server",
  async run({ buildDirectory, isQuick }) {
    const authority = createTestAuthority({ name: "Simulated WBEM server" });
    const generatedInstances = isQuick ? 5_000 : 50_000;
    const wbem = await startSimulatedWbem(authority, { name: "WBEM1", generatedInstances });
    const allowedAddresses = `127.0.0.1:${wbem.device.httpsPort}`;
    const console = await startConsoleUnderTest({ buildDirectory, allowedAddresses });
    try {
      const { id } = await createWbemProfile(console, wbem, authority);
      const few = await readList(console, id, FEW);
      const many = await readList(console, id, MANY);
      const [fewMs, manyMs] = [await clickTimes(console, id, FEW), await clickTimes(console, id, MANY)];
      const compared = (name: string, unit: string, baseline: number, ours: number): Row => ({
        name,
        baseline: figure(baseline, unit),
        ours: figure(ours, unit),
        comparison: unit === "ms" ? difference(ours, baseline, unit) : ratio(ours, baseline),
        budget: "",
        verdict: "",
      });
      return [
        compared(`Click to first rows, ${few.count} and ${many.count} instances`, "ms", fewMs, manyMs),
        compared("First line of the API", "ms", few.firstMs, many.firstMs),
        compared(
          "Whole list through the API, instances a second",
          "",
          few.count / few.seconds,
          many.count / many.seconds,
        ),
        compared("Console's CPU per instance", "µs", (few.cpuMs * 1e3) / few.count, (many.cpuMs * 1e3) / many.count),
        compared("Console's memory at its peak", "MiB", few.peakMib, many.peakMib),
      ];
    } finally {
      await console.close();
      await wbem.device.close();
    }
  },
};
