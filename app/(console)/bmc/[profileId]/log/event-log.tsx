"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useMemo, useState } from "react";
import { bmcQueries } from "@/app/_client/bmc-queries";
import { profileDenial } from "@/app/_client/permissions";
import { queries } from "@/app/_client/queries";
import { useInfiniteQuery, useQuery } from "@/app/_client/use-query";
import { ReadAgain, ReadingProblem } from "@/app/_components/feedback/device-answer";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { DataTable } from "@/app/_components/table/data-table";
import { LoadAll } from "@/app/_components/table/load-all";
import { LoadOlder } from "@/app/_components/table/load-older";
import { useUrlView } from "@/app/_components/table/use-view";
import type { BmcLogEntry, BmcLogService } from "@/contracts/bmc";
import { logColumns } from "./log-columns";
import { LogControls } from "./log-controls";
import { isNarrowed, type LogView, parseLogView, writeLogView } from "./log-filter";

const EntryDialog = lazyDialog(() => import("./entry-dialog").then((module) => module.EntryDialog));

const PAGE_SIZE = 100;
/** Services differ in their order. */
const NEWEST_FIRST = { column: "at", isDescending: true };
const rowId = (row: BmcLogEntry) => row.uri;
const none: readonly BmcLogEntry[] = [];

/** The view of the log, which stands in the address. */
function useLogView(): [LogView, (view: LogView) => void] {
  const pathname = usePathname();
  const params = useSearchParams();
  const [view, setView] = useState(() => parseLogView(new URLSearchParams(params.toString())));
  return [
    view,
    (next) => {
      setView(next);
      const query = writeLogView(new URLSearchParams(window.location.search), next);
      window.history.replaceState(null, "", query === "" ? pathname : `${pathname}?${query}`);
    },
  ];
}

interface EntriesProps {
  profileId: string;
  service: BmcLogService;
  entries: string;
  view: LogView;
}

function Entries({ profileId, service, entries, view: { log: _log, ...filter } }: EntriesProps) {
  const [view, setView] = useUrlView("t.");
  const [shown, setShown] = useState<BmcLogEntry | null>(null);
  const profile = useQuery(queries.profile(profileId));
  const log = useInfiniteQuery(bmcQueries.logEntries(profileId, { ...filter, entries, limit: PAGE_SIZE }));
  const rows = useMemo(() => log.data?.pages.flatMap((page) => page.items) ?? none, [log.data]);
  const columns = useMemo(() => logColumns(setShown), []);
  const [first] = log.data?.pages ?? [];
  const isUnreadable = log.error !== null && log.data === undefined;
  return (
    <>
      <ReadingProblem profileId={profileId} error={log.error} />
      {isUnreadable ? null : (
        <DataTable
          label="entries"
          columns={columns}
          rows={rows}
          rowId={rowId}
          view={view.sort === null ? { ...view, sort: NEWEST_FIRST } : view}
          onViewChange={setView}
          hasSearch={false}
          isLoading={log.isPending}
          exportName={`${profile.data?.name ?? "bmc"}-${service.id}`}
          toolbar={
            <>
              <LoadOlder query={log} label="Load more" />
              <LoadAll query={log} loaded={rows.length} total={first?.total ?? null} />
              <ReadAgain isFetching={log.isFetching} onRead={() => void log.refetch()} />
            </>
          }
          emptyState={
            <EmptyState title={isNarrowed(filter) ? "No entry matches" : "This log is empty"}>
              {isNarrowed(filter) && log.hasNextPage ? <p>Not all entries were looked through yet.</p> : null}
            </EmptyState>
          }
        />
      )}
      {first?.isFilteredHere && isNarrowed(filter) ? (
        <p className="sb-muted">
          This BMC cannot search its log: the console looks through the entries that are loaded. Load more, or all, to
          find more.
        </p>
      ) : null}
      {first?.total ? <p className="sb-muted">{first.total.toLocaleString("en")} entries on the BMC.</p> : null}
      {shown ? (
        <EntryDialog
          profileId={profileId}
          entry={shown}
          denial={profile.data ? profileDenial(profile.data, "operate") : null}
          onClose={() => setShown(null)}
        />
      ) : null}
    </>
  );
}

/** The log that is shown first: the event log of the machine, where there is one. */
function firstLog(services: readonly BmcLogService[]): BmcLogService | undefined {
  const readable = services.filter(({ entriesUri }) => entriesUri !== null);
  return readable.find(({ id }) => id === "EventLog") ?? readable[0];
}

/** Logs of the machine and of its BMC. */
export function EventLog({ profileId }: { profileId: string }) {
  const [view, setView] = useLogView();
  const logs = useQuery(bmcQueries.logs(profileId));
  const services = logs.data?.items ?? [];
  const service = services.find(({ entriesUri }) => entriesUri === view.log) ?? firstLog(services);
  if (logs.error !== null && logs.data === undefined) {
    return <ReadingProblem profileId={profileId} error={logs.error} />;
  }
  if (logs.data === undefined) return <LinesSkeleton label="the logs" lines={5} />;
  if (service === undefined || service.entriesUri === null) {
    return (
      <EmptyState title="This BMC keeps no log">
        <p>Neither the machine nor its managers offer a log service.</p>
      </EmptyState>
    );
  }
  return (
    <>
      <LogControls services={services} entries={service.entriesUri} view={view} onChange={setView} />
      <Entries
        key={service.entriesUri}
        profileId={profileId}
        service={service}
        entries={service.entriesUri}
        view={view}
      />
    </>
  );
}
