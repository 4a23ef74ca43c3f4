/** Stands for a page while it loads: a heading, a line, a block. */
export function PageSkeleton({ label }: { label: string }) {
  return (
    <div className="sb-page" role="status" aria-label={`Loading ${label}`}>
      <span className="sb-skeleton sb-skeleton--title" />
      <span className="sb-skeleton sb-skeleton--short" />
      <span className="sb-skeleton sb-skeleton--block" />
    </div>
  );
}

/** Stands for a few lines of text while they load. */
export function LinesSkeleton({ label, lines = 3 }: { label: string; lines?: 1 | 2 | 3 | 4 | 5 }) {
  return (
    <div role="status" aria-label={`Loading ${label}`}>
      {[1, 2, 3, 4, 5].slice(0, lines).map((line) => (
        <span key={line} className={`sb-skeleton${line === lines ? " sb-skeleton--short" : ""}`} />
      ))}
    </div>
  );
}
