"use client";

import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { paths } from "@/app/_client/paths";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { useExplorer } from "../explorer-context";
import { NoNamespace } from "../reading";
import { ClassFinder } from "./class-finder";
import { ClassView } from "./class-view";
import styles from "./classes.module.scss";

/** The classes of a namespace as a tree, and the one that was chosen beside it. */
export function Classes() {
  const { profile, namespace } = useExplorer();
  const params = useSearchParams();
  const className = params.get("class");
  if (namespace === null) return <NoNamespace />;
  return (
    <div className={styles.split} data-chosen={className !== null}>
      <div className={styles.finder}>
        <ClassFinder key={namespace} namespace={namespace} className={className} />
      </div>
      <div className={styles.chosen}>
        {className === null ? (
          <EmptyState title="Choose a class">
            <p>Its properties, methods, associations and instances are shown here.</p>
          </EmptyState>
        ) : (
          <>
            <p className={styles.back}>
              <Link className="sb-link" href={paths.wbemPart(profile.id, "classes", { namespace })}>
                All classes of {namespace}
              </Link>
            </p>
            <ClassView key={`${namespace}:${className}`} namespace={namespace} className={className} />
          </>
        )}
      </div>
    </div>
  );
}
