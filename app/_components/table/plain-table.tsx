import type { ReactNode } from "react";

interface PlainTableProps {
  label: string;
  /** Whether long values break into lines instead of making the table wider. */
  isWrapping?: boolean;
  children: ReactNode;
}

/** A short table of few rows, without a toolbar; scrolls sideways where it is too wide. */
export function PlainTable({ label, isWrapping = false, children }: PlainTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard
    <section className="sb-plain-table__scroll" aria-label={label} tabIndex={0}>
      <table className={`sb-plain-table${isWrapping ? " sb-plain-table--wrapping" : ""}`}>{children}</table>
    </section>
  );
}
