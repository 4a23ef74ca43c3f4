"use client";

import type { ReactNode } from "react";
import { Button } from "./carbon";
import { useHydrated } from "./form/use-hydrated";

interface FilterBarProps {
  /** Accessible name of the form. */
  label: string;
  onSearch: () => void;
  /** Null while nothing is left out. */
  onShowEverything: (() => void) | null;
  /** Fields to search by. */
  children: ReactNode;
  /** What else limits the list, after the buttons. */
  note?: ReactNode;
}

/** A line of fields above a list: what is chosen counts at once, what is typed once it is sent. */
export function FilterBar({ label, onSearch, onShowEverything, children, note }: FilterBarProps) {
  const isHydrated = useHydrated();
  return (
    <form
      className="sb-filter-bar"
      aria-label={label}
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch();
      }}
    >
      {children}
      <Button type="submit" size="sm" kind="tertiary" disabled={!isHydrated}>
        Search
      </Button>
      {onShowEverything === null ? null : (
        <Button size="sm" kind="ghost" onClick={onShowEverything}>
          Show everything
        </Button>
      )}
      {note}
    </form>
  );
}
