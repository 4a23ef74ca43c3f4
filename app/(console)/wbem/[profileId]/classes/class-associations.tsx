"use client";

import Link from "next/link";
import { paths } from "@/app/_client/paths";
import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { Answered } from "@/app/_components/feedback/device-answer";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { PlainTable } from "@/app/_components/table/plain-table";
import type { WbemClassAssociation } from "@/contracts/wbem/classes";
import { useExplorer } from "../explorer-context";

interface ClassAssociationsProps {
  namespace: string;
  className: string;
}

function Associations({
  namespace,
  className,
  items,
}: ClassAssociationsProps & { items: readonly WbemClassAssociation[] }) {
  const { profile } = useExplorer();
  if (items.length === 0) {
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
        {items.map(({ associationClass, role, ends }) => (
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

/** Associations in which a class, or one it inherits from, takes part. */
export function ClassAssociations({ namespace, className }: ClassAssociationsProps) {
  const { profile } = useExplorer();
  const query = useQuery(wbemQueries.classAssociations(profile.id, namespace, className));
  return (
    <Answered
      profileId={profile.id}
      query={query}
      label="the associations"
      lines={5}
      onRead={() => void query.refetch()}
    >
      {({ items }) => <Associations namespace={namespace} className={className} items={items} />}
    </Answered>
  );
}
