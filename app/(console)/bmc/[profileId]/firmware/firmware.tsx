"use client";

import { bmcQueries } from "@/app/_client/bmc-queries";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { PartFrame, ReadAgain } from "@/app/_components/feedback/device-answer";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import type { DataTableColumn } from "@/app/_components/table/column";
import { DataTable } from "@/app/_components/table/data-table";
import { useUrlView } from "@/app/_components/table/use-view";
import type { BmcFirmwareImage } from "@/contracts/bmc";
import { ShownTag } from "../../shown-tag";
import { showHealth, showState } from "../../states";

const flag = (value: boolean | null) => (value === null ? null : value ? "yes" : "no");
const isMoment = (text: string) => !Number.isNaN(Date.parse(text));

const columns: readonly DataTableColumn<BmcFirmwareImage>[] = [
  { id: "name", header: "Image", value: (row) => row.name, width: 220 },
  {
    id: "use",
    header: "Use",
    value: (row) => (row.isActive ? "running" : "standing by"),
    cell: (row) => <StatusTag status={row.isActive ? "running" : "standing by"} tone={row.isActive ? "ok" : "idle"} />,
    filter: "choice",
    width: 140,
  },
  { id: "version", header: "Version", value: (row) => row.version, isMonospaced: true, width: 260 },
  { id: "state", header: "State", value: (row) => showState(row.state).text, filter: "choice", width: 140 },
  {
    id: "health",
    header: "Health",
    value: (row) => (row.health === null ? null : showHealth(row.health).text),
    cell: (row) => (row.health === null ? "" : <ShownTag shown={showHealth(row.health)} />),
    filter: "choice",
    width: 120,
  },
  {
    id: "released",
    header: "Released",
    value: (row) => row.releaseDate,
    cell: (row) =>
      row.releaseDate !== null && isMoment(row.releaseDate) ? <RelativeTime at={row.releaseDate} /> : row.releaseDate,
    filter: "none",
    width: 150,
  },
  { id: "updateable", header: "Updatable", value: (row) => flag(row.isUpdateable), filter: "choice", width: 140 },
  {
    id: "maker",
    header: "Manufacturer",
    value: (row) => row.manufacturer,
    filter: "choice",
    isHiddenAtFirst: true,
  },
  { id: "uri", header: "URI", value: (row) => row.uri, isMonospaced: true, isHiddenAtFirst: true, width: 380 },
];

const rowId = (row: BmcFirmwareImage) => row.uri;
const none: readonly BmcFirmwareImage[] = [];

/** Firmware images, the running ones and those that stand by. */
export function Firmware({ profileId }: { profileId: string }) {
  const [view, setView] = useUrlView();
  const profile = useQuery(queries.profile(profileId));
  const firmware = useQuery(bmcQueries.firmware(profileId));
  return (
    <PartFrame profileId={profileId} query={firmware}>
      <DataTable
        label="images"
        columns={columns}
        rows={firmware.data?.images ?? none}
        rowId={rowId}
        view={view}
        onViewChange={setView}
        isLoading={firmware.isPending}
        exportName={`${profile.data?.name ?? "bmc"}-firmware`}
        toolbar={<ReadAgain isFetching={firmware.isFetching} onRead={() => void firmware.refetch()} />}
        emptyState={
          <EmptyState title="No firmware image to be seen">
            <p>This BMC has no firmware inventory, or its user may not see it.</p>
          </EmptyState>
        }
      />
    </PartFrame>
  );
}
