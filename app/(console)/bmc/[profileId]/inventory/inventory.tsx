"use client";

import { useMemo, useState } from "react";
import { bmcQueries } from "@/app/_client/bmc-queries";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { Button } from "@/app/_components/carbon";
import { PartFrame, ReadAgain } from "@/app/_components/feedback/device-answer";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import type { DataTableColumn } from "@/app/_components/table/column";
import { DataTable } from "@/app/_components/table/data-table";
import { useUrlView } from "@/app/_components/table/use-view";
import type { BmcPart } from "@/contracts/bmc";
import { ShownTag } from "../../shown-tag";
import { showHealth, showState } from "../../states";
import { partKinds } from "./part-kinds";

const PartDialog = lazyDialog(() => import("./part-dialog").then((module) => module.PartDialog));

const rowId = (row: BmcPart) => row.uri;
const none: readonly BmcPart[] = [];

function partColumns(open: (part: BmcPart) => void): DataTableColumn<BmcPart>[] {
  return [
    {
      id: "name",
      header: "Part",
      value: (row) => row.name,
      cell: (row) => (
        <Button kind="ghost" size="sm" className="sb-table__text-button" onClick={() => open(row)}>
          {row.name}
        </Button>
      ),
      width: 240,
    },
    { id: "kind", header: "Kind", value: (row) => partKinds[row.kind], filter: "choice", width: 140 },
    {
      id: "state",
      header: "State",
      value: (row) => showState(row.state).text,
      cell: (row) => <ShownTag shown={showState(row.state)} />,
      filter: "choice",
      width: 130,
    },
    {
      id: "health",
      header: "Health",
      value: (row) => (row.health === null ? null : showHealth(row.health).text),
      cell: (row) => (row.health === null ? "" : <ShownTag shown={showHealth(row.health)} />),
      filter: "choice",
      width: 120,
    },
    { id: "location", header: "Location", value: (row) => row.locationCode, isMonospaced: true, width: 230 },
    { id: "model", header: "Model", value: (row) => row.model, filter: "choice", width: 130 },
    { id: "partnumber", header: "Part number", value: (row) => row.partNumber, isMonospaced: true, width: 130 },
    { id: "serial", header: "Serial number", value: (row) => row.serialNumber, isMonospaced: true, width: 150 },
    {
      id: "facts",
      header: "Details",
      value: (row) => row.facts.map(({ label, value }) => `${label} ${value}`).join(", "),
      width: 280,
    },
    {
      id: "maker",
      header: "Manufacturer",
      value: (row) => row.manufacturer,
      filter: "choice",
      isHiddenAtFirst: true,
    },
    { id: "spare", header: "Spare part", value: (row) => row.sparePartNumber, isHiddenAtFirst: true },
    {
      id: "light",
      header: "Locator light",
      value: (row) => (row.isLocating === null ? null : row.isLocating ? "on" : "off"),
      filter: "choice",
      isHiddenAtFirst: true,
    },
  ];
}

/** Parts of the machine, from processors to assemblies. */
export function Inventory({ profileId }: { profileId: string }) {
  const [view, setView] = useUrlView();
  const [shown, setShown] = useState<BmcPart | null>(null);
  const profile = useQuery(queries.profile(profileId));
  const parts = useQuery(bmcQueries.parts(profileId));
  const columns = useMemo(() => partColumns(setShown), []);
  return (
    <PartFrame profileId={profileId} query={parts}>
      <DataTable
        label="parts"
        columns={columns}
        rows={parts.data?.parts ?? none}
        rowId={rowId}
        view={view}
        onViewChange={setView}
        isLoading={parts.isPending}
        exportName={`${profile.data?.name ?? "bmc"}-parts`}
        toolbar={<ReadAgain isFetching={parts.isFetching} onRead={() => void parts.refetch()} />}
        emptyState={
          <EmptyState title="No part to be seen">
            <p>The BMC lists its parts after the machine was powered on for the first time.</p>
          </EmptyState>
        }
      />
      {shown ? <PartDialog profileId={profileId} part={shown} onClose={() => setShown(null)} /> : null}
    </PartFrame>
  );
}
