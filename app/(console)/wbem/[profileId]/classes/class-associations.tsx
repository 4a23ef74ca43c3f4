"use client";

import Link from "next/link";
import { paths } from "@/app/_client/paths";
import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { PlainTable } from "@/app/_components/table/plain-table";
import { ReadingProblem } from "../../../bmc/part-frame";
import { useExplorer } from "../explorer-context";

/** Associations in which a class, or one it inherits from, takes part. */
export function ClassAssociations({ namespace, className }: { namespace: string; className: string }) {
  const { profile } = useExplorer();
  const { data, error, isPending, refetch } = useQuery(wbemQueries.classAssociations(profile.id, namespace, className));
  if (error !== null) return <ReadingProblem profileId={profile.id} error={error} onRead={() => void refetch()} />;
  if (isPending) return <LinesSkeleton label="the associations" lines={5} />;
  if (data.items.length === 0) {
    return (
      <EmptyState title="No association">
        <p>
          No association class of {namespace} refers to {className} or to a class it inherits from.
        </p>
      </EmptyState>
    );
  }
  const link = (name: string) => (
    <Link className="sb-link" href={paths.wbemClass(profile.id, { namespace, className: name })} prefetch={false}>
      {name}
    </Link>
  );
  return (
    <PlainTable label={`Associations of ${className}`} isWrapping>
      <thead>
        <tr>
          <th scope="col">Association</th>
          <th scope="col">Role of {className}</th>
          <th scope="col">Leads to</th>
        </tr>
      </thead>
      <tbody>
        {data.items.map(({ associationClass, role, ends }) => (
          <tr key={`${associationClass} ${role}`}>
            <th scope="row">{link(associationClass)}</th>
            <td>{role}</td>
            <td>
              <ul className="sb-plain-list">
                {ends.map((end) => (
                  <li key={end.role}>
                    <p>
                      {link(end.className)} <span className="sb-muted">as {end.role}</span>
                    </p>
                  </li>
                ))}
              </ul>
            </td>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}
