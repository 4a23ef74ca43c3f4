import { ReasonButton } from "@/app/_components/feedback/reason-button";
import type { DataTableColumn } from "@/app/_components/table/column";
import { pathLabel } from "../_values/value-text";
import { InstanceLink } from "../instance-link";
import { ListTag } from "../list-tag";
import { destinationText, persistenceWord, type ShownSubscription } from "./subscription-list";

interface ColumnOptions {
  /** Why nothing can be deleted, or null. */
  denial: string | null;
  onTest: (subscription: ShownSubscription) => void;
  onDelete: (subscription: ShownSubscription) => void;
}

const nameOf = ({ filter, filterEnd }: ShownSubscription) => filter?.name || pathLabel(filterEnd.path);
const whereTo = ({ destination, destinationEnd }: ShownSubscription) =>
  destination === undefined ? pathLabel(destinationEnd.path) : destinationText(destination);

/** Columns of the subscriptions of a server. */
export function subscriptionColumns({ denial, onTest, onDelete }: ColumnOptions): DataTableColumn<ShownSubscription>[] {
  return [
    {
      id: "filter",
      header: "Filter",
      value: nameOf,
      cell: (row) => (
        <InstanceLink path={row.filterEnd.path} uri={row.filterEnd.uri}>
          {nameOf(row)}
        </InstanceLink>
      ),
      width: 190,
    },
    {
      id: "query",
      header: "Query",
      value: ({ filter }) => filter?.query ?? "not listed by the server",
      isMonospaced: true,
      width: 240,
    },
    {
      id: "language",
      header: "Language",
      value: ({ filter }) => filter?.queryLanguage ?? null,
      filter: "choice",
      isHiddenAtFirst: true,
      width: 110,
    },
    {
      id: "namespaces",
      header: "Namespaces",
      value: ({ filter }) => filter?.sourceNamespaces.join(", ") ?? null,
      isMonospaced: true,
      width: 145,
    },
    {
      id: "destination",
      header: "Destination",
      value: whereTo,
      cell: (row) => (
        <InstanceLink path={row.destinationEnd.path} uri={row.destination?.url ?? row.destinationEnd.uri}>
          {whereTo(row)}
        </InstanceLink>
      ),
      width: 150,
    },
    {
      id: "kept",
      header: "Persistence",
      value: ({ destination }) => persistenceWord(destination),
      filter: "choice",
      width: 120,
    },
    {
      id: "made",
      header: "Made by",
      value: ({ isOwn }) => (isOwn ? "Signalbox" : "others"),
      cell: ({ isOwn }) => (isOwn ? <ListTag>Signalbox</ListTag> : "others"),
      filter: "choice",
      width: 110,
    },
    {
      id: "delete",
      header: "Actions",
      value: () => null,
      cell: (row) => (
        <>
          <ReasonButton kind="ghost" size="sm" disabledReason={denial} onClick={() => onTest(row)}>
            Test<span className="sb-visually-hidden"> the listener of {nameOf(row)}</span>
          </ReasonButton>
          <ReasonButton kind="danger--ghost" size="sm" disabledReason={denial} onClick={() => onDelete(row)}>
            Delete<span className="sb-visually-hidden"> the subscription {nameOf(row)}</span>
          </ReasonButton>
        </>
      ),
      isSortable: false,
      filter: "none",
      width: 160,
    },
  ];
}
