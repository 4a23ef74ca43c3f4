/** How late the console's timers were, in milliseconds. */
export interface EventLoopDelay {
  p99: number;
  worst: number;
}

const SERIES = /^nodejs_eventloop_delay_seconds\{quantile="([\d.]+)"\} (\S+)$/gm;

/**
 * Reads from `/metrics` how late the console's timers were since the last reading; the first reading begins the watch.
 * @throws Error when the console does not answer, or has no such figure after the first reading.
 */
export async function readEventLoopDelay(url: string): Promise<EventLoopDelay> {
  const quantiles = new Map(await readSeries(url));
  const [p99, worst] = [quantiles.get("0.99"), quantiles.get("1")];
  if (p99 === undefined || worst === undefined) throw new Error("The console tells no event-loop delay.");
  return { p99, worst };
}

/** Begins the watch, or forgets what was so far. */
export async function restartEventLoopWatch(url: string): Promise<void> {
  await readSeries(url);
}

async function readSeries(url: string): Promise<[string, number][]> {
  const response = await fetch(`${url}/metrics`);
  if (!response.ok) throw new Error(`/metrics answers ${response.status}.`);
  const lines = (await response.text()).matchAll(SERIES);
  return [...lines].map(([, quantile = "", seconds]) => [quantile, Number(seconds) * 1e3]);
}
