"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { type StationId, stationOfHash } from "../_shared/stations";

type Choices = Partial<Record<StationId, boolean>>;

function summaryOf(id: StationId): HTMLElement | null {
  return document.querySelector<HTMLElement>(`#${id} > summary`);
}

/** True if what had the focus is gone, or folded away. */
function isFocusLost(): boolean {
  const active = document.activeElement;
  return active === null || active === document.body || active.closest("details:not([open]) > :not(summary)") !== null;
}

/**
 * Which stations are open: the present one, those with something to see to, and those the reader opened. When the order moves on, the present one is
 * another, and takes the focus if it was in the one that has folded. The address's fragment opens a station.
 */
export function useOpenStations(present: StationId, alsoOpen: readonly StationId[]) {
  const [choices, setChoices] = useState<Choices>({});
  const [shownFor, setShownFor] = useState(present);
  const previous = useRef(present);
  if (shownFor !== present) {
    setShownFor(present);
    setChoices({});
  }

  const open = useCallback((id: StationId) => {
    setChoices((known) => ({ ...known, [id]: true }));
    window.history.replaceState(null, "", `#${id}`);
    requestAnimationFrame(() => {
      const summary = summaryOf(id);
      summary?.scrollIntoView({ block: "start" });
      summary?.focus({ preventScroll: true });
    });
  }, []);

  useEffect(() => {
    const named = stationOfHash(window.location.hash);
    if (named !== null) open(named);
    const onHashChange = () => {
      const changed = stationOfHash(window.location.hash);
      if (changed !== null) open(changed);
    };
    window.addEventListener("hashchange", onHashChange);
    return () => window.removeEventListener("hashchange", onHashChange);
  }, [open]);

  useEffect(() => {
    if (previous.current === present) return;
    previous.current = present;
    requestAnimationFrame(() => {
      if (isFocusLost()) summaryOf(present)?.focus();
    });
  }, [present]);

  return {
    isOpen: (id: StationId) => choices[id] ?? (id === present || alsoOpen.includes(id)),
    toggle: (id: StationId, isOpen: boolean) => setChoices((known) => ({ ...known, [id]: isOpen })),
    open,
  };
}
