"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useState } from "react";
import { type FeedFilter, parseFeedFilter, writeFeedFilter } from "./feed-filter";

/**
 * The feed's filter, which stands in the address so that a colleague can open it. `revision` changes when the address
 * changed from outside, by a link or the back button: what was typed but not searched for is then out of date.
 */
export function useFeedFilter(): {
  filter: FeedFilter;
  setFilter: (filter: FeedFilter) => void;
  revision: number;
} {
  const pathname = usePathname();
  const query = useSearchParams().toString();
  const [state, setState] = useState(() => ({
    filter: parseFeedFilter(new URLSearchParams(query)),
    seen: query,
    // The router tells of each of them later, and not of all.
    written: [] as readonly string[],
    revision: 0,
  }));

  if (state.seen !== query) {
    const own = state.written.indexOf(query);
    setState(
      own >= 0
        ? { ...state, seen: query, written: state.written.slice(own + 1) }
        : {
            filter: parseFeedFilter(new URLSearchParams(query)),
            seen: query,
            written: [],
            revision: state.revision + 1,
          },
    );
  }

  function setFilter(filter: FeedFilter) {
    const next = writeFeedFilter(filter);
    setState((previous) => ({ ...previous, filter, written: [...previous.written, next] }));
    window.history.replaceState(null, "", next === "" ? pathname : `${pathname}?${next}`);
  }

  return { filter: state.filter, setFilter, revision: state.revision };
}
