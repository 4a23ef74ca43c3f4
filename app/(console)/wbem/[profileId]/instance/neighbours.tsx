"use client";

import Link from "next/link";
import { useMemo, useState } from "react";
import { paths } from "@/app/_client/paths";
import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { Answered, ReadAgain } from "@/app/_components/feedback/device-answer";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { Notice } from "@/app/_components/feedback/notice";
import { Panel } from "@/app/_components/feedback/page-header";
import { SearchBox } from "@/app/_components/search-box";
import { PlainTable } from "@/app/_components/table/plain-table";
import type { WbemNeighbour } from "@/contracts/wbem/instances";
import type { WbemPath } from "@/contracts/wbem/values";
import { pathLabel } from "../_values/value-text";
import { useExplorer } from "../explorer-context";
import { InstanceLink } from "../instance-link";
import { ToleratedNotes } from "../reading";
import { NeighbourGraph } from "./neighbour-graph";
import { groupNeighbours, type NeighbourGroup } from "./neighbour-groups";

/** Rows of one group that stand in the page at first; a click shows the others. */
const ROWS_AT_FIRST = 100;

function Group({ group }: { group: NeighbourGroup }) {
  const { profile, namespace } = useExplorer();
  const [isWhole, setWhole] = useState(false);
  const { associationClass, role, resultRole, neighbours } = group;
  const shown = isWhole ? neighbours : neighbours.slice(0, ROWS_AT_FIRST);
  return (
    <Panel
      title={associationClass}
      actions={
        <span className="sb-muted">
          this is {role}, they are {resultRole} · {neighbours.length.toLocaleString("en")}
        </span>
      }
    >
      <PlainTable label={`By ${associationClass} as ${resultRole}`}>
        <thead>
          <tr>
            <th scope="col">Instance</th>
            <th scope="col">Class</th>
            <th scope="col">Association</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ neighbour, associationPath }) => (
            <tr key={neighbour.uri}>
              <th scope="row">
                <InstanceLink path={neighbour.path} uri={neighbour.uri} />
              </th>
              <td>{neighbour.path.className}</td>
              <td>
                {associationPath === null ? (
                  <Link
                    className="sb-link"
                    href={paths.wbemClass(profile.id, { namespace: namespace ?? "", className: associationClass })}
                    prefetch={false}
                  >
                    its class
                  </Link>
                ) : (
                  <InstanceLink path={associationPath} uri={associationClass}>
                    its instance
                  </InstanceLink>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </PlainTable>
      {shown.length < neighbours.length ? (
        <button type="button" className="sb-menu__item" onClick={() => setWhole(true)}>
          Show all {neighbours.length.toLocaleString("en")}
        </button>
      ) : null}
    </Panel>
  );
}

function matches({ associationClass, resultRole, neighbour }: WbemNeighbour, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return [associationClass, resultRole, neighbour.path.className, pathLabel(neighbour.path)].some((part) =>
    part.toLowerCase().includes(wanted),
  );
}

/** What an instance is associated with: as lists by association and role, or as a drawing. */
export function Neighbours({ path, isGraph }: { path: WbemPath; isGraph: boolean }) {
  const { profile } = useExplorer();
  const [search, setSearch] = useState("");
  const query = useQuery(wbemQueries.neighbours(profile.id, path));
  const read = () => void query.refetch();
  const groups = useMemo(
    () => groupNeighbours((query.data?.items ?? []).filter((neighbour) => matches(neighbour, search))),
    [query.data, search],
  );
  return (
    <Answered profileId={profile.id} query={query} label="the associations" lines={5} onRead={read}>
      {({ items, notes, isTruncated }) => (
        <>
          {isTruncated ? (
            <Notice tone="warn" title="There are more than the console reads">
              <p>
                The first {items.length.toLocaleString("en")} are shown. List the instances of the association's class
                for all.
              </p>
            </Notice>
          ) : null}
          {items.length === 0 ? (
            <EmptyState title="Nothing is associated with it">
              <p>No association instance of this server refers to it.</p>
            </EmptyState>
          ) : (
            <div className="sb-cluster">
              <div className="sb-table__search">
                <SearchBox
                  label="Search what is associated"
                  placeholder="Association, role, class or key"
                  value={search}
                  onChange={setSearch}
                />
              </div>
              <span className="sb-table__count" role="status">
                {groups.reduce((sum, { neighbours }) => sum + neighbours.length, 0).toLocaleString("en")} of{" "}
                {items.length.toLocaleString("en")}
              </span>
              <ReadAgain isFetching={query.isFetching} onRead={read} />
            </div>
          )}
          {isGraph && groups.length > 0 ? <NeighbourGraph path={path} groups={groups} /> : null}
          {isGraph
            ? null
            : groups.map((group) => (
                <Group key={`${group.associationClass} ${group.role} ${group.resultRole}`} group={group} />
              ))}
          <ToleratedNotes notes={notes} />
        </>
      )}
    </Answered>
  );
}
