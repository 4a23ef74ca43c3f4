import { ValidityTag } from "@/app/_components/certificate/validity-tag";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import type { DataTableColumn } from "@/app/_components/table/column";
import { endsAt } from "@/app/(console)/certificates/_shared/expiry";
import type { BmcRow } from "@/contracts/bmc";
import { ShownTag } from "./shown-tag";
import { type Shown, showHealth, showHost, showPower, showSeen } from "./states";

const power = (row: BmcRow) => showSeen(row, ({ powerState }) => showPower(powerState));
const health = (row: BmcRow) => showSeen(row, (seen) => showHealth(seen.health));
const host = (row: BmcRow) => showSeen(row, ({ hostState }) => showHost(hostState));

function stateColumn(id: string, header: string, show: (row: BmcRow) => Shown): DataTableColumn<BmcRow> {
  return {
    id,
    header,
    value: (row) => show(row).text,
    cell: (row) => <ShownTag shown={show(row)} />,
    filter: "choice",
    width: 115,
  };
}

function seenColumn(
  id: "model" | "serialNumber" | "firmwareVersion",
  header: string,
  more: Partial<DataTableColumn<BmcRow>>,
): DataTableColumn<BmcRow> {
  return { id: id.toLowerCase(), header, value: (row) => row.lastSeen?.[id] ?? null, width: 120, ...more };
}

function endColumn(
  id: string,
  header: string,
  end: (row: BmcRow) => string | null,
  otherwise: string,
): DataTableColumn<BmcRow> {
  return {
    id,
    header,
    value: end,
    cell: (row) => {
      const at = end(row);
      return at === null ? <span className="sb-muted">{otherwise}</span> : <ValidityTag facts={endsAt(at)} />;
    },
    filter: "none",
    width: 145,
  };
}

/** Columns of the list of all BMCs. */
export const fleetColumns: readonly DataTableColumn<BmcRow>[] = [
  { id: "name", header: "BMC", value: (row) => row.name, width: 150 },
  {
    id: "state",
    header: "Reachability",
    value: (row) => row.reachability.state,
    cell: (row) => <StatusTag status={row.reachability.state} />,
    filter: "choice",
    width: 135,
  },
  stateColumn("power", "Power", power),
  stateColumn("host", "Host", host),
  stateColumn("health", "Health", health),
  endColumn("ordered", "VMI certificate", (row) => row.orderedCertificateEndsAt, "none ordered"),
  endColumn("presented", "BMC certificate", (row) => row.presentedCertificateEndsAt, "not seen"),
  {
    id: "event",
    header: "Last event",
    value: (row) => row.lastEvent?.summary ?? null,
    cell: (row) =>
      row.lastEvent === null ? (
        <span className="sb-muted">none yet</span>
      ) : (
        <>
          <RelativeTime at={row.lastEvent.at} />: {row.lastEvent.summary}
        </>
      ),
    width: 230,
  },
  seenColumn("model", "Model", { filter: "choice" }),
  seenColumn("serialNumber", "Serial number", { isMonospaced: true, width: 130 }),
  seenColumn("firmwareVersion", "Firmware", { filter: "choice", isHiddenAtFirst: true, width: 160 }),
  { id: "group", header: "Group", value: (row) => row.group, filter: "choice", isHiddenAtFirst: true },
  { id: "tags", header: "Tags", value: (row) => row.tags.join(", "), isHiddenAtFirst: true },
  { id: "address", header: "Address", value: (row) => row.host, isMonospaced: true, isHiddenAtFirst: true, width: 200 },
  {
    id: "live",
    header: "Notifications",
    value: (row) => row.listener.state,
    cell: (row) => <StatusTag status={row.listener.state} />,
    filter: "choice",
    isHiddenAtFirst: true,
    width: 140,
  },
  {
    id: "read",
    header: "Read",
    value: (row) => row.lastSeen?.readAt ?? null,
    cell: (row) => (row.lastSeen === null ? "never" : <RelativeTime at={row.lastSeen.readAt} />),
    filter: "none",
    isHiddenAtFirst: true,
    width: 130,
  },
];
