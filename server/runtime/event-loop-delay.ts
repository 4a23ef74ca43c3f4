import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import type { Metric } from "./metrics";
import { obtain } from "./registry";

declare module "./registry" {
  interface RuntimeServices {
    eventLoopDelay: IntervalHistogram;
  }
}

const RESOLUTION_MS = 10;

function watch(): IntervalHistogram {
  return obtain("eventLoopDelay", () => {
    const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    histogram.enable();
    return histogram;
  });
}

/**
 * How late the process' timers were since the last reading, median, p99 and worst. The first reading begins the watch, so
 * that it costs nothing where nobody reads; it has no samples yet.
 */
export function eventLoopMetrics(): Metric[] {
  const histogram = watch();
  // The histogram holds the time between two ticks, of which the interval itself is no delay.
  const delaySeconds = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS) / 1e3;
  const samples =
    histogram.count === 0
      ? []
      : [
          { labels: { quantile: "0.5" }, value: delaySeconds(histogram.percentile(50)) },
          { labels: { quantile: "0.99" }, value: delaySeconds(histogram.percentile(99)) },
          { labels: { quantile: "1" }, value: delaySeconds(histogram.max) },
        ];
  histogram.reset();
  return [
    {
      name: "nodejs_eventloop_delay_seconds",
      help: "Delay of the event loop's timers since the last reading.",
      type: "gauge",
      samples,
    },
  ];
}
