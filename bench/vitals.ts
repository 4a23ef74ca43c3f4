import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { type Benchmark, difference, figure, judge, type Row } from "./benchmark";
import { startConsoleUnderTest } from "./console-under-test";
import { emptyScreen, type Screen, screensOf, withBrowser } from "./screens";
import { median } from "./statistics";

const LCP_BUDGET_MS = 1_500;
const INP_BUDGET_MS = 100;
const SLOW_DOWN = 4;
const SETTLE_MS = 1_500;
const MEASURED = ["Overview", "Profiles", "HMC: systems"];

interface Vitals {
  lcpMs: number;
  cls: number;
  inpMs: number;
}

/**
 * Runs in the page before anything else and notes what the browser itself reports. As text, because a compiled function
 * may call on helpers that the page does not have.
 */
const OBSERVER = `
  const seen = { lcpMs: 0, cls: 0, inpMs: 0 };
  globalThis.seenVitals = seen;
  const watch = (type, note, options) => {
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true, ...options });
  };
  watch("largest-contentful-paint", (entry) => { seen.lcpMs = entry.startTime; });
  watch("layout-shift", (entry) => { if (!entry.hadRecentInput) seen.cls += entry.value; });
  watch("event", (entry) => {
    if (entry.interactionId > 0) seen.inpMs = Math.max(seen.inpMs, entry.duration);
  }, { durationThreshold: 16 });
`;

async function visit(page: Page, url: string): Promise<Vitals> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOW_DOWN });
  await page.addInitScript({ content: OBSERVER });
  await page.goto(url, { waitUntil: "load" });
  await sleep(SETTLE_MS);
  // Keys go to what has the focus; moving it along the shell's controls is what every person at a keyboard does.
  for (let count = 0; count < 8; count += 1) await page.keyboard.press("Tab");
  await page.mouse.click(700, 500);
  await sleep(SETTLE_MS);
  const seen = await page.evaluate<Vitals>("globalThis.seenVitals");
  await page.context().close();
  if (seen.lcpMs === 0) throw new Error(`The browser reported no paint of ${url}.`);
  return seen;
}

/** What the browser reports of a screen on a processor slowed down four times. */
export const vitals: Benchmark = {
  id: "vitals",
  title: `Web vitals, processor slowed down ${SLOW_DOWN} times`,
  async run({ buildDirectory, isQuick }) {
    const repetitions = isQuick ? 1 : 5;
    const console = await startConsoleUnderTest({ buildDirectory });
    try {
      return await withBrowser(console, async (newPage) => {
        const measure = async (screen: Screen): Promise<Vitals> => {
          const visits: Vitals[] = [];
          for (let count = 0; count < repetitions; count += 1) {
            visits.push(await visit(await newPage(screen), console.url + screen.path));
          }
          return {
            lcpMs: median(visits.map(({ lcpMs }) => lcpMs)),
            cls: Math.max(...visits.map(({ cls }) => cls)),
            inpMs: median(visits.map(({ inpMs }) => inpMs)),
          };
        };
        // The first visit of all also pays for the browser's and the server's own warming up.
        await visit(await newPage(emptyScreen), console.url + emptyScreen.path);
        const baseline = await measure(emptyScreen);
        const rows: Row[] = [];
        for (const screen of screensOf(console).filter(({ name }) => MEASURED.includes(name))) {
          const ours = await measure(screen);
          rows.push(
            {
              name: `${screen.name}: largest contentful paint`,
              baseline: figure(baseline.lcpMs, "ms"),
              ours: figure(ours.lcpMs, "ms"),
              comparison: difference(ours.lcpMs, baseline.lcpMs, "ms"),
              budget: `${LCP_BUDGET_MS} ms`,
              verdict: judge(ours.lcpMs, LCP_BUDGET_MS),
            },
            {
              name: `${screen.name}: cumulative layout shift`,
              baseline: baseline.cls.toFixed(3),
              ours: ours.cls.toFixed(3),
              comparison: "",
              budget: "0",
              verdict: judge(Number(ours.cls.toFixed(3)), 0),
            },
            {
              name: `${screen.name}: longest interaction`,
              baseline: figure(baseline.inpMs, "ms"),
              ours: figure(ours.inpMs, "ms"),
              comparison: difference(ours.inpMs, baseline.inpMs, "ms"),
              budget: `${INP_BUDGET_MS} ms`,
              verdict: judge(ours.inpMs, INP_BUDGET_MS),
            },
          );
        }
        return rows;
      });
    } finally {
      await console.close();
    }
  },
};
