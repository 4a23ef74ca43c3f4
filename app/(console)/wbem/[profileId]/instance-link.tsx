"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { paths } from "@/app/_client/paths";
import type { WbemPath } from "@/contracts/wbem/values";
import { pathLabel } from "./_values/value-text";
import { noWalk, walkTo } from "./_values/walk";
import { useExplorer } from "./explorer-context";

interface InstanceLinkProps {
  path: WbemPath;
  /** Shown on pointing at it. */
  uri: string;
  children?: ReactNode;
}

/** Leads to an instance and makes it the next step of the reader's walk. */
export function InstanceLink({ path, uri, children }: InstanceLinkProps) {
  const { profile, walk, setWalk } = useExplorer();
  return (
    <Link
      className="sb-link"
      href={paths.wbemInstance(profile.id, path)}
      title={uri}
      prefetch={false}
      onClick={() => setWalk(walkTo(walk ?? noWalk, path))}
    >
      {children ?? pathLabel(path)}
    </Link>
  );
}
