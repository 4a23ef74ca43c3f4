"use client";

import Link from "next/link";
import { useMemo, useState } from "react";
import { bmcQueries } from "@/app/_client/bmc-queries";
import { paths } from "@/app/_client/paths";
import { profileDenial } from "@/app/_client/permissions";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { Button } from "@/app/_components/carbon";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { PageHeader } from "@/app/_components/feedback/page-header";
import { PowerIcon } from "@/app/_components/icons";
import { ListTable } from "@/app/_components/table/list-table";
import { useUrlView } from "@/app/_components/table/use-view";
import type { BmcRow } from "@/contracts/bmc";
import { useRenewal } from "../certificates/orders/_renew/use-renewal";
import type { BulkTarget } from "./bulk-power";
import { fleetColumns } from "./fleet-columns";

const BulkPowerDialog = lazyDialog(() => import("./bulk-power-dialog").then((module) => module.BulkPowerDialog));

const REFRESH_MS = 15_000;
/** While BMCs are read for the first time, and only for as long as that usually takes. */
const FIRST_READ_MS = 3_000;
const FIRST_READS = 5;
const rowId = (row: BmcRow) => row.profileId;
const rowHref = (row: BmcRow) => paths.bmc(row.profileId);
const orderedAt = (rows: readonly BmcRow[]) => rows.flatMap((row) => row.orderedCertificates);
const none: readonly BmcRow[] = [];

/** Every BMC of the team at a glance, with what can be done with many of them at once. */
export function Fleet() {
  const [view, setView] = useUrlView();
  const [targets, setTargets] = useState<readonly BulkTarget[] | null>(null);
  const bmcs = useQuery({
    ...bmcQueries.all(),
    refetchInterval: ({ state }) => {
      const isUnread = state.data?.items.some(
        ({ lastSeen, reachability }) => lastSeen === null && reachability.state === "reachable",
      );
      return isUnread && state.dataUpdateCount <= FIRST_READS ? FIRST_READ_MS : REFRESH_MS;
    },
  });
  const profiles = useQuery(queries.profiles());
  const rows = bmcs.data?.items ?? none;
  const renewal = useRenewal({
    rows,
    rowId,
    renewableOf: orderedAt,
    obstacle: "For none of the selected BMCs a client certificate was ordered that is in use.",
    label: "Renew certificates",
  });
  const { selectedIds } = renewal.selection;
  const selected = useMemo(() => rows.filter((row) => selectedIds.has(row.profileId)), [rows, selectedIds]);

  function choosePower() {
    const known = new Map(profiles.data?.items.map((profile) => [profile.id, profile]));
    setTargets(
      selected.map((row) => {
        const profile = known.get(row.profileId);
        return {
          profileId: row.profileId,
          name: row.name,
          powerState: row.lastSeen?.powerState ?? null,
          denial: profile === undefined ? null : profileDenial(profile, "operate"),
        };
      }),
    );
  }

  return (
    <div className="sb-page">
      <PageHeader
        title="BMCs"
        summary="The service processors of the team's machines: whether they answer, what runs, which certificates end soon."
        actions={
          <Button as={Link} href={paths.newProfile("bmc")} kind="tertiary" size="md">
            Add a BMC
          </Button>
        }
      />
      <ListTable
        query={bmcs}
        label="BMCs"
        columns={fleetColumns}
        rows={rows}
        rowId={rowId}
        rowHref={rowHref}
        view={view}
        onViewChange={setView}
        selection={{
          ...renewal.selection,
          actions: (
            <>
              <Button kind="ghost" size="sm" renderIcon={PowerIcon} onClick={choosePower}>
                Power
              </Button>
              {renewal.selection.actions}
            </>
          ),
        }}
        emptyState={
          <EmptyState
            title="No BMC is stored yet"
            actions={
              <Link className="sb-link" href={paths.newProfile("bmc")}>
                Create a profile for a BMC
              </Link>
            }
          >
            <p>A profile holds the address, trust and credentials of a BMC for the whole team.</p>
          </EmptyState>
        }
      />
      {renewal.dialog}
      {targets ? <BulkPowerDialog targets={targets} onClose={() => setTargets(null)} /> : null}
    </div>
  );
}
