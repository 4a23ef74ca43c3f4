"use client";

import { useSearchParams } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { emptyView, parseView, type TableView, writeView } from "./view";

const writeDelayMs = 250;

/** A view that dies with the screen. */
export function useMemoryView(initial: Partial<TableView> = {}): [TableView, (view: TableView) => void] {
  return useState<TableView>({ ...emptyView, ...initial });
}

/**
 * Replaces the current entry of the history by one whose query is changed, a little later; `onWrite` gets the new query
 * before. Returns what gives it up.
 */
export function writeToAddress(
  change: (params: URLSearchParams) => URLSearchParams,
  onWrite?: (query: string) => void,
): () => void {
  const write = () => {
    clearTimeout(timer);
    const { pathname, search, hash } = window.location;
    const next = change(new URLSearchParams(search)).toString();
    if (next !== new URLSearchParams(search).toString()) {
      onWrite?.(next);
      window.history.replaceState(null, "", `${pathname}${next ? `?${next}` : ""}${hash}`);
    }
  };
  const timer = setTimeout(write, writeDelayMs);
  // Written after a click or Enter has begun to lead elsewhere, the address would call the reader back.
  const writeOnEnter = (event: KeyboardEvent) => {
    if (event.key === "Enter") write();
  };
  document.addEventListener("click", write, { capture: true });
  document.addEventListener("keydown", writeOnEnter, { capture: true });
  return () => {
    clearTimeout(timer);
    document.removeEventListener("click", write, { capture: true });
    document.removeEventListener("keydown", writeOnEnter, { capture: true });
  };
}

/**
 * A view that stands in the address, so that a colleague can open it. Typing replaces the current history entry, a
 * little later, instead of adding entries. `prefix` keeps several tables of one page apart.
 */
export function useUrlView(prefix = ""): [TableView, (view: TableView) => void] {
  const query = useSearchParams().toString();
  const [view, setView] = useState(() => parseView(new URLSearchParams(query), prefix));
  const seenQuery = useRef(query);

  useEffect(() => {
    if (seenQuery.current !== query) {
      seenQuery.current = query;
      setView(parseView(new URLSearchParams(query), prefix));
    }
  }, [query, prefix]);

  useEffect(
    () =>
      writeToAddress(
        (params) => writeView(params, view, prefix),
        (next) => {
          seenQuery.current = next;
        },
      ),
    [view, prefix],
  );

  return [view, setView];
}
