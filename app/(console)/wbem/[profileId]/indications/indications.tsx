"use client";

import Link from "next/link";
import { useMemo, useState } from "react";
import { paths } from "@/app/_client/paths";
import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { Button } from "@/app/_components/carbon";
import { Answered, ReadAgain } from "@/app/_components/feedback/device-answer";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { AddIcon } from "@/app/_components/icons";
import { DataTable } from "@/app/_components/table/data-table";
import { useUrlView } from "@/app/_components/table/use-view";
import type { WbemSubscriptions } from "@/contracts/wbem/subscriptions";
import type { WbemPath } from "@/contracts/wbem/values";
import { useExplorer } from "../explorer-context";
import type { Deletion } from "./delete-dialog";
import { ListenerNotice } from "./listener-notice";
import { subscriptionColumns } from "./subscription-columns";
import { arrangeSubscriptions, type ShownSubscription } from "./subscription-list";
import { UnusedDestinations, UnusedFilters } from "./unused-parts";

const SubscribeDialog = lazyDialog(() => import("./subscribe-dialog").then((module) => module.SubscribeDialog));
const DeleteDialog = lazyDialog(() => import("./delete-dialog").then((module) => module.DeleteSubscriptionDialog));

const TestDialog = lazyDialog(() => import("./test-dialog").then((module) => module.TestDialog));

const rowId = ({ id }: ShownSubscription) => id;

function deletionOf({ path, filter }: ShownSubscription): Deletion {
  // The API takes this word where the server does not list the filter.
  return { what: "subscription", path, name: filter?.name ?? "subscription" };
}

interface SubscriptionsProps {
  list: WbemSubscriptions;
  isFetching: boolean;
  onRead: () => void;
}

function Subscriptions({ list, isFetching, onRead }: SubscriptionsProps) {
  const { profile, operateDenial } = useExplorer();
  const [view, setView] = useUrlView();
  const [isSubscribing, setSubscribing] = useState(false);
  const [deletion, setDeletion] = useState<Deletion | null>(null);
  const [tested, setTested] = useState<WbemPath | null>(null);
  const shown = useMemo(() => arrangeSubscriptions(list), [list]);
  const columns = useMemo(
    () =>
      subscriptionColumns({
        denial: operateDenial,
        onTest: ({ destinationEnd }) => setTested(destinationEnd.path),
        onDelete: (row) => setDeletion(deletionOf(row)),
      }),
    [operateDenial],
  );
  return (
    <>
      <ListenerNotice profileId={profile.id} listener={list.listener} />
      <div className="sb-cluster">
        <ReasonButton renderIcon={AddIcon} disabledReason={operateDenial} onClick={() => setSubscribing(true)}>
          Subscribe
        </ReasonButton>
        <Button kind="ghost" size="md" as={Link} href={paths.notifications({ profileId: profile.id })}>
          Notifications of this server
        </Button>
      </div>
      <DataTable
        label="subscriptions"
        columns={columns}
        rows={shown.subscriptions}
        rowId={rowId}
        view={view}
        onViewChange={setView}
        isLoading={false}
        exportName={`${profile.name}-subscriptions`}
        toolbar={<ReadAgain isFetching={isFetching} onRead={onRead} />}
        emptyState={
          <EmptyState title="No subscription">
            <p>The server sends indications to nobody. Subscribe to learn of alerts and changes as they happen.</p>
          </EmptyState>
        }
      />
      <UnusedFilters items={shown.unusedFilters} denial={operateDenial} onDelete={setDeletion} />
      <UnusedDestinations items={shown.unusedDestinations} denial={operateDenial} onDelete={setDeletion} />
      {isSubscribing ? <SubscribeDialog listener={list.listener} onClose={() => setSubscribing(false)} /> : null}
      {tested === null ? null : <TestDialog destination={tested} onClose={() => setTested(null)} />}
      {deletion === null ? null : <DeleteDialog deletion={deletion} onClose={() => setDeletion(null)} />}
    </>
  );
}

/** Who is told of what happens on the server: subscriptions, whoever has made them, and what is left of them. */
export function Indications() {
  const { profile } = useExplorer();
  const query = useQuery(wbemQueries.subscriptions(profile.id));
  const read = () => void query.refetch();
  return (
    <Answered profileId={profile.id} query={query} label="the subscriptions" lines={5} onRead={read}>
      {(list) => <Subscriptions list={list} isFetching={query.isFetching} onRead={read} />}
    </Answered>
  );
}
