"use client";

import { useMemo, useState } from "react";
import { useLiveEvents, useStreamState } from "@/app/_client/live";
import { queries } from "@/app/_client/queries";
import { useInfiniteQuery, useQuery } from "@/app/_client/use-query";
import { Button } from "@/app/_components/carbon";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { Notice } from "@/app/_components/feedback/notice";
import { PageHeader } from "@/app/_components/feedback/page-header";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import { PauseFilledIcon, SkipForwardIcon } from "@/app/_components/icons";
import { ListTable } from "@/app/_components/table/list-table";
import { useMemoryView } from "@/app/_components/table/use-view";
import type { Notification } from "@/contracts/notification";
import { FeedControls } from "./feed-controls";
import { matchesFeed, mergeFeed } from "./feed-filter";
import { notificationColumns } from "./notification-columns";
import { useFeedFilter } from "./use-feed-filter";

const NotificationDialog = lazyDialog(() =>
  import("./notification-dialog").then((module) => module.NotificationDialog),
);

/** Kept in the browser; older ones are read from the history on demand. */
const LIVE_LIMIT = 5_000;

const rowId = (row: Notification) => String(row.id);
const nothing: readonly Notification[] = [];

/** The live feed over all devices of the team, with its history behind it. */
export function NotificationFeed() {
  const { filter, setFilter, revision } = useFeedFilter();
  const [view, setView] = useMemoryView();
  const [live, setLive] = useState<readonly Notification[]>(nothing);
  const [held, setHeld] = useState<readonly Notification[]>(nothing);
  const [isPaused, setPaused] = useState(false);
  const [shown, setShown] = useState<Notification | null>(null);
  const streamState = useStreamState();
  const profiles = useQuery(queries.profiles());
  const stored = useInfiniteQuery(queries.notifications({ ...filter, limit: 200 }));

  useLiveEvents((event) => {
    if (event.event !== "notification") return;
    const add = (list: readonly Notification[]) => [event.data, ...list].slice(0, LIVE_LIMIT);
    if (isPaused) setHeld(add);
    else setLive(add);
  });

  const rows = useMemo(
    () =>
      mergeFeed(
        live.filter((notification) => matchesFeed(notification, filter)),
        stored.data?.pages.flatMap((page) => page.items) ?? nothing,
        LIVE_LIMIT * 4,
      ),
    [live, stored.data, filter],
  );
  const columns = useMemo(() => notificationColumns(setShown), []);
  const heldCount = held.filter((notification) => matchesFeed(notification, filter)).length;
  const profileItems = profiles.data?.items ?? [];
  const chosenProfile = profileItems.find((profile) => profile.id === filter.profileId);
  const gapCount = rows.filter((row) => row.type === "gap").length;

  function resume() {
    setLive((list) => [...held, ...list].slice(0, LIVE_LIMIT));
    setHeld(nothing);
    setPaused(false);
  }

  return (
    <div className="sb-page">
      <PageHeader
        title="Notifications"
        status={
          <StatusTag
            status={isPaused ? "paused" : streamState === "connected" ? "live" : streamState}
            tone={isPaused ? "warn" : streamState === "connected" ? "ok" : "busy"}
            isBoxed
          />
        }
        summary="What the devices report, as it happens and as it was stored."
        actions={
          isPaused ? (
            <Button kind="primary" size="md" renderIcon={SkipForwardIcon} onClick={resume}>
              Resume{heldCount > 0 ? ` (${heldCount.toLocaleString("en")} new)` : ""}
            </Button>
          ) : (
            <Button kind="tertiary" size="md" renderIcon={PauseFilledIcon} onClick={() => setPaused(true)}>
              Pause
            </Button>
          )
        }
      />
      <div className="sb-stack">
        <FeedControls key={revision} filter={filter} profiles={profileItems} onChange={setFilter} />
        {chosenProfile && chosenProfile.listener.state !== "connected" ? (
          <Notice tone="warn" title={`${chosenProfile.name}: ${chosenProfile.listener.state}`}>
            <p>{chosenProfile.listener.detail ?? "Live notifications are not arriving from this device now."}</p>
          </Notice>
        ) : null}
        {gapCount > 0 ? (
          <Notice
            tone="warn"
            title={gapCount === 1 ? "There is a gap in this list" : `There are ${gapCount} gaps in this list`}
          >
            <p>While a connection was down, changes were not reported. The present state was read again afterwards.</p>
          </Notice>
        ) : null}
        <ListTable
          query={stored}
          label="notifications"
          hasSearch={false}
          columns={columns}
          rows={rows}
          rowId={rowId}
          view={view}
          onViewChange={setView}
          emptyState={
            <EmptyState title="No notification yet">
              <p>
                They appear here while this page or an HMC's systems are open, or all the time for profiles that keep
                listening.
              </p>
            </EmptyState>
          }
        />
      </div>
      {shown ? <NotificationDialog notification={shown} onClose={() => setShown(null)} /> : null}
    </div>
  );
}
