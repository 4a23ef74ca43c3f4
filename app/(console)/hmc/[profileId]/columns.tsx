import { Button } from "@/app/_components/carbon";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import type { DataTableColumn } from "@/app/_components/table/column";
import type { HmcCpc, HmcPartition } from "@/contracts/hmc";
import type { KindDescription } from "@/contracts/kind";
import type { Profile } from "@/contracts/profile";
import { availableOperations } from "../available-operations";
import type { ChosenOperation } from "../operation-dialog";

type Choose = (chosen: ChosenOperation) => void;

/** What is offered in a row: the few an operator wants there. The rest is on the object's page. */
const ROW_OPERATIONS = new Set([
  "partition-start",
  "partition-stop",
  "lpar-activate",
  "lpar-deactivate",
  "cpc-start",
  "cpc-stop",
  "cpc-activate",
  "cpc-deactivate",
]);

function RowOperations(props: {
  kind: KindDescription | undefined;
  profile: Pick<Profile, "permissions"> | undefined;
  target: ChosenOperation["target"] & { status: string; variant?: string | null };
  choose: Choose;
}) {
  const { target } = props;
  const usable = availableOperations(props.kind, props.profile, target).filter(
    ({ operation, disabledReason }) => disabledReason === null && ROW_OPERATIONS.has(operation.id),
  );
  return (
    <span className="sb-cluster">
      {usable.map(({ operation }) => (
        <Button
          key={operation.id}
          kind="ghost"
          size="sm"
          aria-label={`${operation.label} ${target.name}`}
          onClick={() => props.choose({ operation, target })}
        >
          {operation.label}
        </Button>
      ))}
    </span>
  );
}

/** The mode of a CPC as operations name it; null where it is not known. */
export function cpcVariant(isDpmEnabled: unknown): string | null {
  return typeof isDpmEnabled === "boolean" ? (isDpmEnabled ? "dpm" : "classic") : null;
}

/** Nothing for those who may not operate the device: the column would stay empty. The object's page tells them why. */
function operationsColumn<Row>(
  profile: Pick<Profile, "permissions"> | undefined,
  column: DataTableColumn<Row>,
): DataTableColumn<Row>[] {
  return profile?.permissions.includes("operate") === false ? [] : [column];
}

const statusColumn = {
  id: "status",
  header: "Status",
  value: (row: { status: string }) => row.status,
  cell: (row: { status: string }) => <StatusTag status={row.status} />,
  filter: "choice",
  width: 170,
} as const;

const unacceptableColumn = {
  id: "unacceptable",
  header: "Unacceptable",
  value: (row: { hasUnacceptableStatus: boolean | null }) => row.hasUnacceptableStatus,
  cell: (row: { hasUnacceptableStatus: boolean | null }) =>
    row.hasUnacceptableStatus === true ? (
      <StatusTag status="unacceptable" tone="warn" />
    ) : row.hasUnacceptableStatus === null ? (
      "unknown"
    ) : (
      "no"
    ),
  filter: "choice",
  width: 140,
} as const;

/** Columns of the CPC table. */
export function cpcColumns(
  kind: KindDescription | undefined,
  profile: Pick<Profile, "permissions"> | undefined,
  choose: Choose,
): DataTableColumn<HmcCpc>[] {
  return [
    { id: "name", header: "Name", value: (row) => row.name, width: 180 },
    statusColumn,
    unacceptableColumn,
    {
      id: "mode",
      header: "Mode",
      value: (row) => (row.isDpmEnabled === null ? null : row.isDpmEnabled ? "DPM" : "classic"),
      filter: "choice",
      width: 110,
    },
    { id: "se", header: "SE version", value: (row) => row.seVersion, width: 120 },
    ...operationsColumn<HmcCpc>(profile, {
      id: "actions",
      header: "Operations",
      isSortable: false,
      value: () => null,
      cell: (row) => (
        <RowOperations
          kind={kind}
          profile={profile}
          target={{ ...row, class: "cpc", variant: cpcVariant(row.isDpmEnabled) }}
          choose={choose}
        />
      ),
      filter: "none",
      width: 220,
    }),
  ];
}

/** Columns of the table of partitions and LPARs. */
export function partitionColumns(
  kind: KindDescription | undefined,
  profile: Pick<Profile, "permissions"> | undefined,
  choose: Choose,
): DataTableColumn<HmcPartition>[] {
  return [
    { id: "name", header: "Name", value: (row) => row.name, width: 200 },
    statusColumn,
    {
      id: "class",
      header: "Class",
      value: (row) => (row.class === "partition" ? "partition" : "LPAR"),
      filter: "choice",
      width: 110,
    },
    { id: "type", header: "Type", value: (row) => row.type, filter: "choice", width: 120 },
    { id: "cpc", header: "CPC", value: (row) => row.cpcName, filter: "choice", width: 150 },
    { ...unacceptableColumn, isHiddenAtFirst: true },
    { id: "uri", header: "URI", value: (row) => row.uri, isMonospaced: true, isHiddenAtFirst: true, width: 360 },
    ...operationsColumn<HmcPartition>(profile, {
      id: "actions",
      header: "Operations",
      isSortable: false,
      value: () => null,
      cell: (row) => <RowOperations kind={kind} profile={profile} target={row} choose={choose} />,
      filter: "none",
      width: 220,
    }),
  ];
}
