import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { type Benchmark, difference, figure, judge, type Row } from "./benchmark";
import { startConsoleUnderTest } from "./console-under-test";
import { emptyScreen, type Screen, screensOf, withBrowser } from "./screens";

const BUDGET_KB = 230;
/** No further script for so long means that the page has what it needs. */
const QUIET_MS = 700;

/** Opens a screen with an empty cache and adds up its scripts as gzip makes them, in kB. */
async function scriptsOf(page: Page, url: string, { name }: Screen): Promise<number> {
  const sizes = new Map<string, Promise<number>>();
  let lastScript = performance.now();
  page.on("response", (response) => {
    if (response.request().resourceType() !== "script" || !response.ok()) return;
    lastScript = performance.now();
    sizes.set(
      response.url(),
      response.body().then((body) => gzipSync(body).length),
    );
  });
  // Other screens are fetched ahead for links in view; that is not what this one needs.
  await page.route("**", (route) =>
    route.request().headers()["next-router-prefetch"] === undefined ? route.continue() : route.abort(),
  );
  const answer = await page.goto(url, { waitUntil: "load" });
  if (answer === null || answer.status() >= 500) throw new Error(`${name} cannot be opened.`);
  while (performance.now() - lastScript < QUIET_MS) await sleep(50);
  let bytes = 0;
  for (const size of await Promise.all(sizes.values())) bytes += size;
  await page.context().close();
  if (bytes === 0) throw new Error(`${name} has loaded no script.`);
  return bytes / 1_000;
}

/** JavaScript a browser with an empty cache loads for each screen, dialogs that nobody opened not included. */
export const firstLoad: Benchmark = {
  id: "first-load",
  title: "First-load JavaScript",
  async run({ buildDirectory, isQuick }) {
    const console = await startConsoleUnderTest({ buildDirectory, hasEveryKind: true });
    try {
      const all = screensOf(console);
      const screens = isQuick ? all.filter(({ name }) => ["Sign-in", "Overview", "HMC: systems"].includes(name)) : all;
      return await withBrowser(console, async (newPage) => {
        const measure = async (screen: Screen) => scriptsOf(await newPage(screen), console.url + screen.path, screen);
        const baseline = await measure(emptyScreen);
        const rows: Row[] = [];
        for (const screen of screens) {
          const ours = await measure(screen);
          rows.push({
            name: screen.name,
            baseline: figure(baseline, "kB"),
            ours: figure(ours, "kB"),
            comparison: difference(ours, baseline, "kB"),
            budget: `${BUDGET_KB} kB`,
            verdict: judge(ours, BUDGET_KB),
          });
        }
        return rows;
      });
    } finally {
      await console.close();
    }
  },
};
