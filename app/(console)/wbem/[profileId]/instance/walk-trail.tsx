"use client";

import Link from "next/link";
import { paths } from "@/app/_client/paths";
import { pathIdentity, pathLabel } from "../_values/value-text";
import { useExplorer } from "../explorer-context";

/** The way along associations that led here, and what lay ahead before the reader went back. */
export function WalkTrail() {
  const { profile, walk } = useExplorer();
  if (walk === null || walk.steps.length < 2) return null;
  return (
    <nav aria-label="Way along associations">
      <ol className="sb-trail">
        {walk.steps.map((step, index) => (
          <li key={pathIdentity(step)}>
            {index === walk.at ? (
              <span aria-current="location">
                {step.className} {pathLabel(step)}
              </span>
            ) : (
              <Link className="sb-link" href={paths.wbemInstance(profile.id, step)} prefetch={false}>
                {step.className} {pathLabel(step)}
              </Link>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
