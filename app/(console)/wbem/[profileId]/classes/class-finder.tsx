"use client";

import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { useQuery, useQueryClient } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { Button } from "@/app/_components/carbon";
import { ReadAgain, ReadingProblem } from "@/app/_components/feedback/device-answer";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { SearchBox } from "@/app/_components/search-box";
import { Tree } from "@/app/_components/table/tree";
import type { WbemClassSummary } from "@/contracts/wbem/classes";
import { useExplorer } from "../explorer-context";
import { ToleratedNotes } from "../reading";
import { ClassFilters } from "./class-filters";
import { ClassHits } from "./class-hits";
import { ClassMarks } from "./class-marks";
import { type ClassSearch, classSearchQuery, useClassSearch } from "./class-search";
import styles from "./classes.module.scss";
import { NamespaceTools } from "./namespace-tools";
import {
  ancestorsOf,
  buildClassTree,
  type ClassTree,
  findTyped,
  isNarrowing,
  parentLine,
  schemasIn,
  type TreeLine,
  visibleLines,
} from "./tree-model";

const none: readonly WbemClassSummary[] = [];
const SHORTEST_SEARCH = 2;

interface FinderTreeProps {
  namespace: string;
  className: string | null;
  tree: ClassTree;
  search: ClassSearch;
}

function FinderTree({ namespace, className, tree, search }: FinderTreeProps) {
  const { profile } = useExplorer();
  const router = useRouter();
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const expanded = useMemo(() => {
    const names = new Set(unfolded);
    if (className !== null) for (const name of ancestorsOf(tree, className)) if (!folded.has(name)) names.add(name);
    return names;
  }, [unfolded, folded, className, tree]);
  const { lines, matchCount } = useMemo(() => visibleLines(tree, search, expanded), [tree, search, expanded]);
  const selected = className === null ? undefined : tree.byName.get(className.toLowerCase());
  const hrefOf = ({ name }: TreeLine) =>
    paths.wbemClass(profile.id, { namespace, className: name }, classSearchQuery(search));

  function toggle(line: TreeLine) {
    const name = line.name.toLowerCase();
    const changed = (names: ReadonlySet<string>, isIn: boolean) => {
      const next = new Set(names);
      if (isIn) next.add(name);
      else next.delete(name);
      return next;
    };
    setUnfolded(changed(unfolded, !line.isExpanded));
    setFolded(changed(folded, line.isExpanded));
  }

  return (
    <>
      <p className="sb-visually-hidden" role="status">
        {isNarrowing(search) ? `${matchCount} classes match` : `${matchCount} classes`}
      </p>
      {lines.length === 0 ? (
        <EmptyState title="No class matches">
          <p>Change the text or the filters.</p>
        </EmptyState>
      ) : (
        <Tree
          label={`Classes of ${namespace}`}
          items={lines}
          selectedName={selected?.summary.name ?? null}
          hrefOf={hrefOf}
          onOpen={(line) => router.push(hrefOf(line), { scroll: false })}
          onToggle={toggle}
          findTyped={(typed, active) => findTyped(lines, typed, active)}
          parentOf={(index) => parentLine(lines, index)}
          renderItem={({ name, summary, isMatch }) => (
            <>
              <span className={isMatch ? undefined : styles.isPassed}>{name}</span>
              <ClassMarks of={summary} />
            </>
          )}
        />
      )}
    </>
  );
}

/** Finds a class: by a tree, by parts of its name, by its traits, and by the server's search over all declarations. */
export function ClassFinder({ namespace, className }: { namespace: string; className: string | null }) {
  const { profile } = useExplorer();
  const client = useQueryClient();
  const [search, setSearch] = useClassSearch();
  const [refreshProblem, setRefreshProblem] = useState<Error | null>(null);
  const classes = useQuery(wbemQueries.classes(profile.id, namespace));
  const items = classes.data?.items ?? none;
  const tree = useMemo(() => buildClassTree(items), [items]);
  const schemas = useMemo(() => schemasIn(items), [items]);
  const text = search.text.trim();
  const canSearchMembers = text.length >= SHORTEST_SEARCH;
  const isInMembers = search.isInMembers && canSearchMembers;

  function readAgain() {
    setRefreshProblem(null);
    client.fetchQuery({ ...wbemQueries.classes(profile.id, namespace, "1"), staleTime: 0 }).catch(setRefreshProblem);
  }

  return (
    <>
      <div className={styles.tools}>
        <SearchBox
          label="Search classes"
          placeholder="Parts of a class name"
          value={search.text}
          onChange={(next) => setSearch({ ...search, text: next, isInMembers: false })}
        />
        {isInMembers ? null : (
          <ClassFilters filter={search} schemas={schemas} onChange={(filter) => setSearch({ ...search, ...filter })} />
        )}
        <ReadAgain isFetching={classes.isFetching} onRead={readAgain} />
        {classes.data === undefined ? null : (
          <span className="sb-table__count">{items.length.toLocaleString("en")} classes</span>
        )}
        {canSearchMembers ? (
          <Button kind="ghost" size="sm" onClick={() => setSearch({ ...search, isInMembers: !isInMembers })}>
            {isInMembers ? "Back to the tree" : "Search members and descriptions"}
          </Button>
        ) : null}
        <NamespaceTools namespace={namespace} text={text} />
      </div>
      <ReadingProblem profileId={profile.id} error={classes.error} />
      {refreshProblem === null ? null : <ProblemNotice problem={problemOf(refreshProblem)} />}
      {classes.isPending ? <LinesSkeleton label="the classes" lines={5} /> : null}
      {classes.data !== undefined && items.length === 0 ? (
        <EmptyState title="No classes">
          <p>The namespace {namespace} has no class that this user may see.</p>
        </EmptyState>
      ) : null}
      {isInMembers ? (
        <ClassHits namespace={namespace} search={{ ...search, text }} />
      ) : items.length > 0 ? (
        <FinderTree namespace={namespace} className={className} tree={tree} search={search} />
      ) : null}
      {classes.data?.isNamesOnly ? (
        <p className="sb-muted">The server gives names only: inheritance and traits are not known.</p>
      ) : null}
      <ToleratedNotes notes={classes.data?.notes ?? []} />
    </>
  );
}
