"use client";

import Link from "next/link";
import { keys } from "@/app/_client/keys";
import { useLiveEvents } from "@/app/_client/live";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useQuery, useQueryClient } from "@/app/_client/use-query";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { PageHeader, Panel } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { PageSkeleton } from "@/app/_components/feedback/skeleton";
import type { Overview } from "@/contracts/overview";
import { NewProfileButtons } from "../profiles/_list/new-profile-buttons";
import { ConcernList } from "./concern-list";
import { HealthCard } from "./health-card";

const REFRESH_MS = 30_000;

function Counts({ counts }: { counts: Overview["counts"] }) {
  const facts: [[one: string, several: string], number, string][] = [
    [["Profile", "Profiles"], counts.profiles, paths.profiles()],
    [["Reachable", "Reachable"], counts.reachable, paths.profiles()],
    [["Unreachable", "Unreachable"], counts.unreachable, paths.profiles()],
    [["CA bundle", "CA bundles"], counts.bundles, paths.bundles()],
    [["Client certificate", "Client certificates"], counts.clientIdentities, paths.identities()],
    [["Operation today", "Operations today"], counts.runsToday, paths.runs()],
    [["Notification today", "Notifications today"], counts.notificationsToday, paths.notifications()],
  ];
  return (
    <ul className="sb-counts">
      {facts.map(([[one, several], count, href]) => (
        <li key={several}>
          <Link className="sb-counts__link" href={href}>
            <span className="sb-counts__number sb-numeric">{count.toLocaleString("en")}</span>
            <span>{count === 1 ? one : several}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** The first page: what needs somebody, then how every device is. `first` is how it was when the page was sent. */
export function OverviewPage({ first }: { first: Overview | undefined }) {
  const client = useQueryClient();
  const { data, error } = useQuery({
    ...queries.overview(),
    refetchInterval: REFRESH_MS,
    initialData: first,
    initialDataUpdatedAt: first && Date.parse(first.generatedAt),
  });

  useLiveEvents((event) => {
    const isGap = event.event === "notification" && event.data.type === "gap";
    const isEnd = event.event === "operation" && event.data.endedAt !== null;
    if (event.event === "reachability" || event.event === "listener" || isGap || isEnd) {
      void client.invalidateQueries({ queryKey: keys.overview });
    }
  });

  if (data === undefined && error === null) return <PageSkeleton label="the overview" />;
  return (
    <div className="sb-page">
      <PageHeader
        title="Overview"
        summary={
          data ? (
            <span>
              What needs somebody, as of <RelativeTime at={data.generatedAt} />
            </span>
          ) : null
        }
      />
      <div className="sb-stack">
        {error ? <ProblemNotice problem={problemOf(error)} /> : null}
        {data && data.counts.profiles === 0 ? (
          <EmptyState title="No device is known yet" actions={<NewProfileButtons />}>
            <p>A profile stores where a device is, how it is trusted and how the team signs on to it.</p>
          </EmptyState>
        ) : null}
        {data && data.counts.profiles > 0 ? (
          <>
            <ConcernList concerns={data.concerns} />
            <Counts counts={data.counts} />
            <Panel title="Devices">
              <div className="sb-health-grid">
                {data.profiles.map((profile) => (
                  <HealthCard key={profile.profileId} health={profile} />
                ))}
              </div>
            </Panel>
          </>
        ) : null}
      </div>
    </div>
  );
}
