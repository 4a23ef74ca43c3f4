"use client";

import Link from "next/link";
import { paths } from "@/app/_client/paths";
import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import type { WbemClassSearchHit } from "@/contracts/wbem/classes";
import { ReadingProblem } from "../../../bmc/part-frame";
import { useExplorer } from "../explorer-context";
import { ListTag } from "../list-tag";
import { type ClassSearch, classSearchQuery } from "./class-search";
import styles from "./classes.module.scss";

const tabs: Record<WbemClassSearchHit["where"], string | undefined> = {
  class: undefined,
  property: undefined,
  method: "methods",
  parameter: "methods",
  description: undefined,
};

/** What the server's search over names, members and descriptions has found. */
export function ClassHits({ namespace, search }: { namespace: string; search: ClassSearch }) {
  const { text } = search;
  const { profile } = useExplorer();
  const { data, error, isPending, refetch } = useQuery(wbemQueries.classSearch(profile.id, namespace, text));
  if (error !== null) return <ReadingProblem profileId={profile.id} error={error} onRead={() => void refetch()} />;
  if (isPending) return <LinesSkeleton label="what was found" lines={5} />;
  if (data.items.length === 0) {
    return (
      <EmptyState title="Nothing found">
        <p>
          No name and no description in {namespace} contains “{text}”.
        </p>
      </EmptyState>
    );
  }
  return (
    <div className={styles.found}>
      <p role="status" className="sb-muted">
        {data.isTruncated ? `The first ${data.items.length}` : data.items.length} found
      </p>
      <ul className="sb-plain-list" aria-label="Found">
        {data.items.map(({ className, where, member, excerpt }) => (
          <li key={`${className} ${where} ${member} ${excerpt}`}>
            <div className="sb-cluster">
              <Link
                className="sb-link"
                href={paths.wbemClass(
                  profile.id,
                  { namespace, className },
                  { ...classSearchQuery(search), tab: tabs[where] },
                )}
                prefetch={false}
              >
                {member === null ? className : `${className}.${member}`}
              </Link>
              <ListTag>{where}</ListTag>
            </div>
            {excerpt === "" || excerpt === className || excerpt === member ? null : (
              <p className="sb-muted">{excerpt}</p>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
