import type { ReactNode } from "react";
import { ScrollEdges } from "../scroll-edges";

interface PlainTableProps {
  label: string;
  /** Whether long values break into lines instead of making the table wider. */
  isWrapping?: boolean;
  children: ReactNode;
}

/** A short table of few rows, without a toolbar; scrolls sideways where it is too wide. */
export function PlainTable({ label, isWrapping = false, children }: PlainTableProps) {
  return (
    <ScrollEdges className="sb-plain-table__scroll" label={label}>
      <table aria-label={label} className={`sb-plain-table${isWrapping ? " sb-plain-table--wrapping" : ""}`}>
        {children}
      </table>
    </ScrollEdges>
  );
}
