"use client";

import { useMemo, useState } from "react";
import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { Button } from "@/app/_components/carbon";
import { ReadAgain, ReadingProblem } from "@/app/_components/feedback/device-answer";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { Panel } from "@/app/_components/feedback/page-header";
import type { DataTableColumn } from "@/app/_components/table/column";
import { DataTable } from "@/app/_components/table/data-table";
import { useUrlView } from "@/app/_components/table/use-view";
import type { WbemRegisteredProfile } from "@/contracts/wbem/server";
import { pathIdentity } from "../_values/value-text";
import { useExplorer } from "../explorer-context";
import { InstanceLink } from "../instance-link";
import { buildProfileTree, type ProfileNode } from "./profile-tree";
import styles from "./profiles.module.scss";

const CentralDialog = lazyDialog(() => import("./central-dialog").then((module) => module.CentralDialog));

const rowId = ({ path }: WbemRegisteredProfile) => pathIdentity(path);
const none: readonly WbemRegisteredProfile[] = [];

function profileColumns(open: (profile: WbemRegisteredProfile) => void): DataTableColumn<WbemRegisteredProfile>[] {
  return [
    {
      id: "name",
      header: "Profile",
      value: (row) => row.name,
      cell: (row) => (
        <InstanceLink path={row.path} uri={row.name}>
          {row.name}
        </InstanceLink>
      ),
      width: 320,
    },
    { id: "organization", header: "Organization", value: (row) => row.organization, filter: "choice", width: 150 },
    { id: "version", header: "Version", value: (row) => row.version, width: 130 },
    {
      id: "central",
      header: "Central instances",
      value: () => null,
      cell: (row) => (
        <Button
          kind="ghost"
          size="sm"
          aria-label={`Show central instances of ${row.name} ${row.version}`}
          onClick={() => open(row)}
        >
          Show
        </Button>
      ),
      isSortable: false,
      filter: "none",
      width: 160,
    },
  ];
}

function Components({ nodes }: { nodes: readonly ProfileNode[] }) {
  return (
    <ul>
      {nodes.map(({ registered: { path, organization, name, version }, components }) => (
        <li key={pathIdentity(path)}>
          <InstanceLink path={path} uri={name}>
            {name}
          </InstanceLink>{" "}
          <span className="sb-muted">
            {organization} {version}
          </span>
          {components.length === 0 ? null : <Components nodes={components} />}
        </li>
      ))}
    </ul>
  );
}

/** Management profiles that the server registers, each with the instances it is about. */
export function RegisteredProfiles() {
  const { profile } = useExplorer();
  const [view, setView] = useUrlView();
  const [shown, setShown] = useState<WbemRegisteredProfile | null>(null);
  const { data, error, isPending, isFetching, refetch } = useQuery(wbemQueries.registeredProfiles(profile.id));
  const columns = useMemo(() => profileColumns(setShown), []);
  const tree = useMemo(() => buildProfileTree(data?.items ?? none), [data]);
  return (
    <>
      <ReadingProblem profileId={profile.id} error={error} />
      {error !== null && data === undefined ? null : (
        <DataTable
          label="registered profiles"
          columns={columns}
          rows={data?.items ?? none}
          rowId={rowId}
          view={view}
          onViewChange={setView}
          isLoading={isPending}
          exportName={`${profile.name}-profiles`}
          toolbar={<ReadAgain isFetching={isFetching} onRead={() => void refetch()} />}
          emptyState={
            <EmptyState title="No registered profile">
              <p>
                The server says of no management profile that it follows it. Its classes can be looked at all the same.
              </p>
            </EmptyState>
          }
        />
      )}
      {tree.length === 0 ? null : (
        <Panel title="What builds on what">
          <div className={styles.tree}>
            <Components nodes={tree} />
          </div>
        </Panel>
      )}
      {shown ? <CentralDialog registered={shown} onClose={() => setShown(null)} /> : null}
    </>
  );
}
