"use client";

import { Panel } from "@/app/_components/feedback/page-header";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { PlainTable } from "@/app/_components/table/plain-table";
import type { WbemIndicationDestination, WbemIndicationFilter } from "@/contracts/wbem/subscriptions";
import type { WbemPath } from "@/contracts/wbem/values";
import { pathIdentity, pathLabel } from "../_values/value-text";
import { InstanceLink } from "../instance-link";
import { ListTag } from "../list-tag";
import type { Deletion } from "./delete-dialog";
import { destinationText, persistenceWord } from "./subscription-list";

interface UnusedProps<T> {
  items: readonly T[];
  denial: string | null;
  onDelete: (deletion: Deletion) => void;
}

interface Part {
  path: WbemPath;
  name: string;
  isOwn: boolean;
}

function NameCell({ part }: { part: Part }) {
  return (
    <th scope="row">
      <span className="sb-cluster">
        <InstanceLink path={part.path} uri={part.name}>
          {part.name || pathLabel(part.path)}
        </InstanceLink>
        {part.isOwn ? <ListTag>Signalbox</ListTag> : null}
      </span>
    </th>
  );
}

interface DeleteCellProps extends Pick<UnusedProps<never>, "denial" | "onDelete"> {
  what: Deletion["what"];
  part: Part;
}

function DeleteCell({ what, part: { path, name }, denial, onDelete }: DeleteCellProps) {
  return (
    <td>
      <ReasonButton
        kind="danger--ghost"
        size="sm"
        disabledReason={denial}
        onClick={() => onDelete({ what, path, name })}
      >
        Delete
        <span className="sb-visually-hidden">
          {" "}
          the {what} {name}
        </span>
      </ReasonButton>
    </td>
  );
}

const actionsHead = (
  <th scope="col">
    <span className="sb-visually-hidden">Actions</span>
  </th>
);

/** Filters that no subscription uses. */
export function UnusedFilters({ items, denial, onDelete }: UnusedProps<WbemIndicationFilter>) {
  if (items.length === 0) return null;
  return (
    <Panel title="Unused filters">
      <PlainTable label="Unused filters" isWrapping>
        <thead>
          <tr>
            <th scope="col">Filter</th>
            <th scope="col">Query</th>
            <th scope="col">Namespaces</th>
            {actionsHead}
          </tr>
        </thead>
        <tbody>
          {items.map((filter) => (
            <tr key={pathIdentity(filter.path)}>
              <NameCell part={filter} />
              <td>
                <code>{filter.query}</code> <span className="sb-muted">{filter.queryLanguage}</span>
              </td>
              <td>{filter.sourceNamespaces.join(", ")}</td>
              <DeleteCell what="filter" part={filter} denial={denial} onDelete={onDelete} />
            </tr>
          ))}
        </tbody>
      </PlainTable>
    </Panel>
  );
}

/** Destinations that no subscription uses. */
export function UnusedDestinations({ items, denial, onDelete }: UnusedProps<WbemIndicationDestination>) {
  if (items.length === 0) return null;
  return (
    <Panel title="Unused destinations">
      <PlainTable label="Unused destinations" isWrapping>
        <thead>
          <tr>
            <th scope="col">Destination</th>
            <th scope="col">Sends to</th>
            <th scope="col">Persistence</th>
            {actionsHead}
          </tr>
        </thead>
        <tbody>
          {items.map((destination) => (
            <tr key={pathIdentity(destination.path)}>
              <NameCell part={destination} />
              <td>
                <code>{destinationText(destination)}</code>
              </td>
              <td>{persistenceWord(destination)}</td>
              <DeleteCell what="destination" part={destination} denial={denial} onDelete={onDelete} />
            </tr>
          ))}
        </tbody>
      </PlainTable>
    </Panel>
  );
}
