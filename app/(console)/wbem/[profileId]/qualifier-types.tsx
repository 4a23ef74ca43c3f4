"use client";

import { useState } from "react";
import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { Answered } from "@/app/_components/feedback/device-answer";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { PlainTable } from "@/app/_components/table/plain-table";
import type { WbemQualifierType } from "@/contracts/wbem/classes";
import { useExplorer } from "./explorer-context";

const DeleteDialog = lazyDialog(() =>
  import("./delete-qualifier-dialog").then((module) => module.DeleteQualifierDialog),
);

function TypesTable({ namespace, items }: { namespace: string; items: readonly WbemQualifierType[] }) {
  const { operateDenial } = useExplorer();
  const [deleted, setDeleted] = useState<string | null>(null);
  if (items.length === 0) return <EmptyState title="No qualifier types" />;
  return (
    <>
      <PlainTable label={`Qualifier types of ${namespace}`} isWrapping>
        <thead>
          <tr>
            <th scope="col">Qualifier type</th>
            <th scope="col">Type</th>
            <th scope="col">Scopes</th>
            <th scope="col">MOF</th>
            <th scope="col">
              <span className="sb-visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ name, type, isArray, scopes, mof }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                <code>{isArray ? `${type}[]` : type}</code>
              </td>
              <td>{scopes.join(", ")}</td>
              <td>
                <code>{mof.trim()}</code>
              </td>
              <td>
                <ReasonButton
                  kind="danger--ghost"
                  size="sm"
                  disabledReason={operateDenial}
                  onClick={() => setDeleted(name)}
                >
                  Delete<span className="sb-visually-hidden"> the qualifier type {name}</span>
                </ReasonButton>
              </td>
            </tr>
          ))}
        </tbody>
      </PlainTable>
      {deleted === null ? null : <DeleteDialog namespace={namespace} name={deleted} onClose={() => setDeleted(null)} />}
    </>
  );
}

function TypesOf({ namespace }: { namespace: string }) {
  const { profile } = useExplorer();
  const query = useQuery(wbemQueries.qualifierTypes(profile.id, namespace));
  return (
    <Answered profileId={profile.id} query={query} label="the qualifier types" onRead={() => void query.refetch()}>
      {({ items }) => <TypesTable namespace={namespace} items={items} />}
    </Answered>
  );
}

/** Qualifier types of the chosen namespace; they are read when they are unfolded. */
export function QualifierTypes() {
  const { namespace } = useExplorer();
  const [isOpen, setOpen] = useState(false);
  if (namespace === null) return null;
  return (
    <details className="sb-stack" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Qualifier types of {namespace}</summary>
      {isOpen ? <TypesOf namespace={namespace} /> : null}
    </details>
  );
}
