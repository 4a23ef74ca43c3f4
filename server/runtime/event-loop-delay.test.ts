import { afterEach, expect, test } from "vitest";
import { eventLoopMetrics } from "./event-loop-delay";
import { getRuntime } from "./registry";

afterEach(() => {
  getRuntime().services.eventLoopDelay?.disable();
  delete getRuntime().services.eventLoopDelay;
});

/** Keeps the event loop from turning. */
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

const worst = () => eventLoopMetrics()[0]?.samples.find(({ labels }) => labels?.quantile === "1")?.value;

const isTicking = () => expect.poll(() => getRuntime().services.eventLoopDelay?.count).toBeGreaterThan(0);

test("a blocked event loop shows in the next reading, and not in the one after that", async () => {
  expect(eventLoopMetrics()[0]?.samples).toEqual([]);
  await isTicking();
  block(300);
  await expect.poll(() => getRuntime().services.eventLoopDelay?.max).toBeGreaterThan(250e6);
  expect(worst()).toBeGreaterThan(0.25);
  await isTicking();
  expect(worst()).toBeLessThan(0.25);
});
