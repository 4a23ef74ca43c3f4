"use client";

import Link from "next/link";
import { useState } from "react";
import { paths } from "@/app/_client/paths";
import { useQuery, useQueryClient } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { PartFrame, ReadAgain } from "@/app/_components/feedback/device-answer";
import { Facts } from "@/app/_components/feedback/facts";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { Panel } from "@/app/_components/feedback/page-header";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { AddIcon } from "@/app/_components/icons";
import { PlainTable } from "@/app/_components/table/plain-table";
import type { WbemServer } from "@/contracts/wbem/server";
import { useExplorer } from "./explorer-context";
import { ListTag } from "./list-tag";
import { QualifierTypes } from "./qualifier-types";
import { ToleratedNotes } from "./reading";

const CreateDialog = lazyDialog(() =>
  import("./create-namespace-dialog").then((module) => module.CreateNamespaceDialog),
);
const DeleteDialog = lazyDialog(() =>
  import("./delete-namespace-dialog").then((module) => module.DeleteNamespaceDialog),
);

const pullModes: Record<WbemServer["pull"], string> = {
  pull: "by pull operations, page by page",
  traditional: "by the traditional operations, because the server does not know pull operations",
  unknown: "not known yet; the first list tells",
};

function ServerFacts({ server, isFetching, onRead }: { server: WbemServer; isFetching: boolean; onRead: () => void }) {
  return (
    <Panel title="Server" actions={<ReadAgain isFetching={isFetching} onRead={onRead} />}>
      <Facts
        facts={[
          ["Product", server.brand ?? "not said by the server"],
          ["Version", server.version],
          ["Description", server.description],
          ["Address", <code key="address">{server.address}</code>],
          ["Interop namespace", server.interopNamespace ?? "none was found"],
          ["Default namespace", server.defaultNamespace],
          ["Lists are read", pullModes[server.pull]],
        ]}
      />
      <ToleratedNotes notes={server.notes} />
    </Panel>
  );
}

/** Why a namespace cannot be deleted from here; null when it can. */
function obstacleToDelete(server: WbemServer, namespace: string): string | null {
  if (namespace === server.interopNamespace) return "The Interop namespace describes the server itself.";
  return namespace === server.defaultNamespace ? "The profile names it as its default namespace." : null;
}

function Namespaces({ server }: { server: WbemServer }) {
  const { profile, operateDenial } = useExplorer();
  const [dialog, setDialog] = useState<"create" | { remove: string } | null>(null);
  return (
    <Panel
      title="Namespaces"
      actions={
        <ReasonButton
          kind="tertiary"
          size="sm"
          renderIcon={AddIcon}
          disabledReason={operateDenial}
          onClick={() => setDialog("create")}
        >
          Create a namespace
        </ReasonButton>
      }
    >
      <PlainTable label="Namespaces">
        <thead>
          <tr>
            <th scope="col">Namespace</th>
            <th scope="col">
              <span className="sb-visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {server.namespaces.map((namespace) => (
            <tr key={namespace}>
              <th scope="row">
                <span className="sb-cluster">
                  <Link className="sb-link" href={paths.wbemPart(profile.id, "classes", { namespace })}>
                    {namespace}
                  </Link>
                  {namespace === server.interopNamespace ? <ListTag>Interop</ListTag> : null}
                  {namespace === server.defaultNamespace ? <ListTag>default</ListTag> : null}
                </span>
              </th>
              <td>
                <ReasonButton
                  kind="danger--ghost"
                  size="sm"
                  disabledReason={operateDenial ?? obstacleToDelete(server, namespace)}
                  onClick={() => setDialog({ remove: namespace })}
                >
                  {`Delete ${namespace}`}
                </ReasonButton>
              </td>
            </tr>
          ))}
        </tbody>
      </PlainTable>
      {dialog === "create" ? <CreateDialog onClose={() => setDialog(null)} /> : null}
      {dialog !== null && dialog !== "create" ? (
        <DeleteDialog namespace={dialog.remove} onClose={() => setDialog(null)} />
      ) : null}
    </Panel>
  );
}

/** What the server is, and its namespaces. */
export function Server() {
  const { profile } = useExplorer();
  const client = useQueryClient();
  const server = useQuery(wbemQueries.server(profile.id));
  function readAgain() {
    // What fails is said where every reading of this query is.
    client.fetchQuery({ ...wbemQueries.server(profile.id, "1"), staleTime: 0 }).catch(() => undefined);
  }
  return (
    <PartFrame
      profileId={profile.id}
      query={server}
      onRead={server.data === undefined ? () => void server.refetch() : undefined}
    >
      {server.data === undefined ? (
        <LinesSkeleton label="the server" lines={5} />
      ) : (
        <>
          <div className="sb-columns">
            <ServerFacts server={server.data} isFetching={server.isFetching} onRead={readAgain} />
            <Namespaces server={server.data} />
          </div>
          <QualifierTypes />
        </>
      )}
    </PartFrame>
  );
}
