import type { ReactNode } from "react";

/** Stands where nothing is yet: what would be here, and what to do to get it. */
export function EmptyState({ title, children, actions }: { title: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <div className="sb-empty">
      <h2>{title}</h2>
      {children}
      {actions ? <div className="sb-cluster">{actions}</div> : null}
    </div>
  );
}
