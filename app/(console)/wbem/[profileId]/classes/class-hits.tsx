"use client";

import Link from "next/link";
import { paths } from "@/app/_client/paths";
import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { Answered } from "@/app/_components/feedback/device-answer";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import type { WbemClassSearchHit } from "@/contracts/wbem/classes";
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

interface ClassHitsProps {
  namespace: string;
  search: ClassSearch;
}

interface HitsProps extends ClassHitsProps {
  items: readonly WbemClassSearchHit[];
  isTruncated: boolean;
}

function Hits({ namespace, search, items, isTruncated }: HitsProps) {
  const { profile } = useExplorer();
  if (items.length === 0) {
    return (
      <EmptyState title="Nothing found">
        <p>
          No name and no description in {namespace} contains “{search.text}”.
        </p>
      </EmptyState>
    );
  }
  return (
    <div className={styles.found}>
      <p role="status" className="sb-muted">
        {isTruncated ? `The first ${items.length}` : items.length} found
      </p>
      <ul className="sb-plain-list" aria-label="Found">
        {items.map(({ className, where, member, excerpt }) => (
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

/** What the server's search over names, members and descriptions has found. */
export function ClassHits({ namespace, search }: ClassHitsProps) {
  const { profile } = useExplorer();
  const query = useQuery(wbemQueries.classSearch(profile.id, namespace, search.text));
  return (
    <Answered profileId={profile.id} query={query} label="what was found" lines={5} onRead={() => void query.refetch()}>
      {(found) => <Hits namespace={namespace} search={search} items={found.items} isTruncated={found.isTruncated} />}
    </Answered>
  );
}
