import { ValidityTag } from "@/app/_components/certificate/validity-tag";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import type { DataTableColumn } from "@/app/_components/table/column";
import type { OrderSummary } from "@/contracts/certificate-order";
import { endsAt } from "../_shared/expiry";
import { describeOrder, describeRenewal } from "./_shared/order-state";
import { OrderTag, RenewalTag } from "./_shared/order-tag";

/** Columns of the list of orders. */
export const orderColumns: readonly DataTableColumn<OrderSummary>[] = [
  { id: "name", header: "Name", value: (row) => row.name, width: 200 },
  {
    id: "state",
    header: "State",
    value: (row) => describeOrder(row).text,
    cell: (row) => <OrderTag order={row} />,
    filter: "choice",
    width: 175,
  },
  {
    id: "device",
    header: "Device",
    value: (row) => row.profile?.name ?? "by hand",
    cell: (row) => row.profile?.name ?? <span className="sb-muted">by hand</span>,
    filter: "choice",
    width: 115,
  },
  { id: "cn", header: "Common name", value: (row) => row.commonName, width: 160 },
  {
    id: "ends",
    header: "Ends",
    value: (row) => row.notAfter,
    cell: (row) => (row.notAfter === null ? "" : <ValidityTag facts={endsAt(row.notAfter)} />),
    filter: "none",
    width: 150,
  },
  {
    id: "renewal",
    header: "Renewal",
    value: (row) => describeRenewal(row.renewal)?.text ?? null,
    cell: (row) => <RenewalTag renewal={row.renewal} />,
    filter: "choice",
    width: 105,
  },
  { id: "who", header: "Begun by", value: (row) => row.createdBy, filter: "choice", isHiddenAtFirst: true, width: 115 },
  {
    id: "changed",
    header: "Changed",
    value: (row) => row.updatedAt,
    cell: (row) => <RelativeTime at={row.updatedAt} />,
    filter: "none",
    width: 140,
  },
  {
    id: "begun",
    header: "Begun",
    value: (row) => row.createdAt,
    cell: (row) => <RelativeTime at={row.createdAt} />,
    filter: "none",
    isHiddenAtFirst: true,
    width: 140,
  },
  { id: "key", header: "Key", value: (row) => row.keyAlgorithm, filter: "choice", isHiddenAtFirst: true, width: 120 },
  {
    id: "kept",
    header: "Client certificate",
    value: (row) => row.identity?.name ?? null,
    isHiddenAtFirst: true,
    width: 190,
  },
];
