"use client";

import Link from "next/link";
import { useMemo, useState } from "react";
import { callApi } from "@/app/_client/api";
import { keys } from "@/app/_client/keys";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useQuery, useQueryClient } from "@/app/_client/use-query";
import { Button } from "@/app/_components/carbon";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { Notice } from "@/app/_components/feedback/notice";
import { PageHeader } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import { RenewIcon } from "@/app/_components/icons";
import { DataTable } from "@/app/_components/table/data-table";
import { useUrlView } from "@/app/_components/table/use-view";
import { getHmcInventory } from "@/contracts/addresses/devices";
import type { HmcCpc, HmcInventory } from "@/contracts/hmc";
import type { ChosenOperation } from "../operation-dialog";
import { RunningOperations } from "../running-operations";
import { cpcColumns, partitionColumns } from "./columns";

const OperationDialog = lazyDialog(() => import("../operation-dialog").then((module) => module.OperationDialog));

const noCpcs: readonly HmcCpc[] = [];
const rowId = (row: { uri: string }) => row.uri;

function ConsoleSummary({ inventory, isReading }: { inventory: HmcInventory | undefined; isReading: boolean }) {
  if (inventory === undefined) {
    return isReading ? (
      <span>Asking this HMC for its CPCs, and for the partitions and LPARs of all of them.</span>
    ) : null;
  }
  const { console: hmc } = inventory;
  return (
    <span>
      {hmc.name} · HMC {hmc.hmcVersion ?? "of unknown version"} · API {hmc.apiVersion ?? "unknown"} · answered at{" "}
      <code>{inventory.address}</code> · read <RelativeTime at={inventory.readAt} />
    </span>
  );
}

/** CPCs and, over all of them, DPM partitions and LPARs of one HMC; changes arrive by themselves. */
export function Systems({ profileId }: { profileId: string }) {
  const client = useQueryClient();
  const [cpcView, setCpcView] = useUrlView("cpc.");
  const [view, setView] = useUrlView();
  const [chosen, setChosen] = useState<ChosenOperation | null>(null);
  const [isRefreshing, setRefreshing] = useState(false);
  const profile = useQuery(queries.profile(profileId));
  const kinds = useQuery(queries.kinds());
  const inventory = useQuery(queries.hmcInventory(profileId));
  const kind = kinds.data?.items.find((item) => item.id === "hmc");

  // Not of the whole profile: it changes with every word of its listener, and other columns draw every row anew.
  const permissions = profile.data?.permissions;
  const columns = useMemo(() => {
    const reader = permissions && { permissions };
    return { cpcs: cpcColumns(kind, reader, setChosen), partitions: partitionColumns(kind, reader, setChosen) };
  }, [kind, permissions]);

  async function refresh() {
    setRefreshing(true);
    try {
      const fresh = await callApi(getHmcInventory, { params: { profileId }, query: { refresh: "1" } });
      client.setQueryData(keys.hmcInventory(profileId), fresh);
    } catch {
      // The query asks again and shows what is wrong.
      await client.invalidateQueries({ queryKey: keys.hmcInventory(profileId) });
    } finally {
      setRefreshing(false);
    }
  }

  // Empty tables would say that there is nothing, where nothing could be read.
  const isUnreadable = inventory.error !== null && inventory.data === undefined;
  const href = (row: { uri: string }) => paths.hmcObject(profileId, row.uri);
  return (
    <div className="sb-page">
      <PageHeader
        title={profile.data?.name ?? "Systems"}
        trail={[{ label: "HMC systems", href: paths.hmc() }]}
        status={profile.data ? <StatusTag status={profile.data.listener.state} isBoxed /> : null}
        summary={<ConsoleSummary inventory={inventory.data} isReading={inventory.isPending} />}
        actions={
          <>
            <Button
              kind="tertiary"
              size="md"
              renderIcon={RenewIcon}
              aria-disabled={isRefreshing}
              onClick={() => void refresh()}
            >
              {isRefreshing ? "Reading" : "Read again"}
            </Button>
            <Button kind="ghost" size="md" as={Link} href={paths.notifications({ profileId })}>
              Notifications
            </Button>
            <Button kind="ghost" size="md" as={Link} href={paths.hmcRaw(profileId)}>
              Raw request
            </Button>
            <Button kind="ghost" size="md" as={Link} href={paths.profile(profileId)}>
              Profile
            </Button>
          </>
        }
      />
      <div className="sb-stack">
        {inventory.error ? (
          <ProblemNotice
            problem={problemOf(inventory.error)}
            actions={
              <Button kind="tertiary" size="sm" as={Link} href={`${paths.profileTest(profileId)}?run=1`}>
                Test the connection
              </Button>
            }
          />
        ) : null}
        {profile.data?.listener.state === "polling" ? (
          <Notice tone="warn" title="No live notifications from this HMC">
            <p>{profile.data.listener.detail ?? "The console reads the state from time to time instead."}</p>
          </Notice>
        ) : null}
        {(inventory.data?.warnings.length ?? 0) > 0 ? (
          <Notice tone="warn" title="Some of it could not be read">
            <ul>
              {inventory.data?.warnings.map((warning) => (
                <li key={warning}>{warning}</li>
              ))}
            </ul>
          </Notice>
        ) : null}
        <RunningOperations profileId={profileId} />
        {isUnreadable ? null : (
          <>
            <section aria-labelledby="cpcs">
              <h2 id="cpcs" className="sb-section-title">
                CPCs
              </h2>
              <DataTable
                label="CPCs"
                columns={columns.cpcs}
                rows={inventory.data?.cpcs ?? noCpcs}
                rowId={rowId}
                rowHref={href}
                view={cpcView}
                onViewChange={setCpcView}
                isLoading={inventory.isPending}
                exportName={`${profile.data?.name ?? "hmc"}-cpcs`}
                emptyState={
                  <EmptyState title="No CPC to be seen">
                    <p>
                      The HMC user of this profile has object access to no CPC. Partitions may be listed below all the
                      same.
                    </p>
                  </EmptyState>
                }
              />
            </section>
            {/* How many CPCs there are decides where this begins: nothing that is shown moves. */}
            {inventory.data === undefined ? null : (
              <section aria-labelledby="partitions">
                <h2 id="partitions" className="sb-section-title">
                  Partitions and LPARs
                </h2>
                <DataTable
                  label="partitions"
                  columns={columns.partitions}
                  rows={inventory.data.partitions}
                  rowId={rowId}
                  rowHref={href}
                  view={view}
                  onViewChange={setView}
                  isLoading={false}
                  exportName={`${profile.data?.name ?? "hmc"}-partitions`}
                  emptyState={
                    <EmptyState title="No partition to be seen">
                      <p>
                        The HMC user of this profile has object access to no partition. An HMC administrator grants it.
                      </p>
                    </EmptyState>
                  }
                />
              </section>
            )}
          </>
        )}
      </div>
      {chosen ? (
        <OperationDialog
          profileId={profileId}
          profileName={profile.data?.name}
          operation={chosen.operation}
          target={chosen.target}
          onStarted={() => setChosen(null)}
          onClose={() => setChosen(null)}
        />
      ) : null}
    </div>
  );
}
