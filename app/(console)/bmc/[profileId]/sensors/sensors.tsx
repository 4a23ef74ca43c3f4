"use client";

import { bmcQueries } from "@/app/_client/bmc-queries";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { PartFrame, ReadAgain } from "@/app/_components/feedback/device-answer";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import type { DataTableColumn } from "@/app/_components/table/column";
import { DataTable } from "@/app/_components/table/data-table";
import { useUrlView } from "@/app/_components/table/use-view";
import type { BmcSensor } from "@/contracts/bmc";
import { ShownTag } from "../../shown-tag";
import { type Shown, showState } from "../../states";
import { SensorBar } from "./sensor-bar";
import { describeReading, describeThresholds, scaleOf } from "./sensor-scale";

const REFRESH_MS = 30_000;

const verdicts: Record<BmcSensor["verdict"], Shown> = {
  ok: { tone: "ok", text: "Within limits" },
  caution: { tone: "warn", text: "Caution" },
  critical: { tone: "fail", text: "Critical" },
};

function judged(sensor: BmcSensor): Shown {
  if (sensor.reading === null && sensor.verdict === "ok") return { ...showState(sensor.state), tone: "idle" };
  return verdicts[sensor.verdict];
}

const columns: readonly DataTableColumn<BmcSensor>[] = [
  { id: "name", header: "Sensor", value: (row) => row.name, width: 230 },
  {
    id: "verdict",
    header: "Verdict",
    value: (row) => judged(row).text,
    cell: (row) => <ShownTag shown={judged(row)} />,
    filter: "choice",
    width: 140,
  },
  {
    id: "reading",
    header: "Reading",
    value: (row) => row.reading,
    cell: describeReading,
    align: "end",
    filter: "none",
    width: 120,
  },
  {
    id: "scale",
    header: "Between its thresholds",
    value: () => null,
    cell: (row) => <SensorBar scale={scaleOf(row)} />,
    isSortable: false,
    filter: "none",
    width: 180,
  },
  { id: "thresholds", header: "Thresholds", value: describeThresholds, filter: "none", width: 320 },
  { id: "type", header: "Type", value: (row) => row.type, filter: "choice", width: 130 },
  { id: "chassis", header: "Chassis", value: (row) => row.chassis, filter: "choice", isHiddenAtFirst: true },
  { id: "units", header: "Unit", value: (row) => row.units, filter: "choice", isHiddenAtFirst: true, width: 90 },
  { id: "uri", header: "URI", value: (row) => row.uri, isMonospaced: true, isHiddenAtFirst: true, width: 360 },
];

const rowId = (row: BmcSensor) => row.uri;
const none: readonly BmcSensor[] = [];

/** Sensors of all chassis against their thresholds. */
export function Sensors({ profileId }: { profileId: string }) {
  const [view, setView] = useUrlView();
  const profile = useQuery(queries.profile(profileId));
  const sensors = useQuery({ ...bmcQueries.sensors(profileId), refetchInterval: REFRESH_MS });
  return (
    <PartFrame profileId={profileId} query={sensors}>
      <DataTable
        label="sensors"
        columns={columns}
        rows={sensors.data?.sensors ?? none}
        rowId={rowId}
        view={view}
        onViewChange={setView}
        isLoading={sensors.isPending}
        exportName={`${profile.data?.name ?? "bmc"}-sensors`}
        toolbar={<ReadAgain isFetching={sensors.isFetching} onRead={() => void sensors.refetch()} />}
        emptyState={
          <EmptyState title="No sensor to be seen">
            <p>The chassis of this BMC show none. Some appear only while the machine is powered on.</p>
          </EmptyState>
        }
      />
    </PartFrame>
  );
}
