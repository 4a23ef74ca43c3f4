import Link from "next/link";
import type { z } from "zod";
import { paths } from "@/app/_client/paths";
import { BarChart, Sparkline } from "@/app/_components/feedback/charts";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import { describeAbsolute } from "@/app/_components/feedback/time";
import type { profileHealthSchema } from "@/contracts/overview";

type Health = z.infer<typeof profileHealthSchema>;

/** One device: reachable or not and why, latency, notifications per minute. */
export function HealthCard({ health }: { health: Health }) {
  const { reachability, listener } = health;
  const minutes = health.eventsPerMinute.length;
  return (
    <article className="sb-health" aria-label={health.name}>
      <header className="sb-health__head">
        <h3>
          <Link className="sb-link" href={paths.device(health.kind, health.profileId)}>
            {health.name}
          </Link>
        </h3>
        <StatusTag status={reachability.state} />
      </header>
      <p className="sb-muted">
        <code>{reachability.address ?? health.address}</code>
      </p>
      {reachability.state === "reachable" ? null : <p>{reachability.message ?? "Not looked at yet."}</p>}
      <p className="sb-cluster">
        <span className="sb-muted">Notifications</span> <StatusTag status={listener.state} />
      </p>
      <Sparkline
        label="Latency"
        unit="ms"
        points={health.latencies.map(({ at, ms }) => ({
          label: describeAbsolute(at),
          value: ms === null ? null : Math.round(ms),
        }))}
      />
      <BarChart
        label="Notifications"
        unit="a minute"
        points={health.eventsPerMinute.map((count, index) => ({
          label: minutes - index - 1 === 0 ? "this minute" : `${minutes - index - 1} min ago`,
          value: count,
        }))}
      />
    </article>
  );
}
