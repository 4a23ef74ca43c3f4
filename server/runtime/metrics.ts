import { getRuntime } from "./registry";

/** One series of the Prometheus text format. */
export interface Metric {
  name: string;
  help: string;
  type: "counter" | "gauge";
  samples: readonly { labels?: Readonly<Record<string, string>>; value: number }[];
}

const escapeLabel = (value: string) => value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");

function labelsOf(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

/** The metrics in the Prometheus text exposition format, version 0.0.4. */
export function formatMetrics(metrics: readonly Metric[]): string {
  const lines = metrics.flatMap(({ name, help, type, samples }) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(({ labels, value }) => `${name}${labelsOf(labels)} ${value}`),
  ]);
  return `${lines.join("\n")}\n`;
}

/** What the process itself has counted, by event name; names are our own constants and hold nothing of a request. */
export function processMetrics(): Metric[] {
  const { counters, isReady } = getRuntime();
  const { rss, heapUsed } = process.memoryUsage();
  return [
    {
      name: "signalbox_events_total",
      help: "Events counted by the console, by name.",
      type: "counter",
      samples: [...counters].map(([event, value]) => ({ labels: { event }, value })),
    },
    {
      name: "signalbox_ready",
      help: "1 while the console serves.",
      type: "gauge",
      samples: [{ value: isReady ? 1 : 0 }],
    },
    { name: "process_resident_memory_bytes", help: "Resident memory.", type: "gauge", samples: [{ value: rss }] },
    { name: "nodejs_heap_used_bytes", help: "JavaScript heap in use.", type: "gauge", samples: [{ value: heapUsed }] },
    {
      name: "process_uptime_seconds",
      help: "Seconds since the start.",
      type: "gauge",
      samples: [{ value: Math.round(process.uptime()) }],
    },
  ];
}
