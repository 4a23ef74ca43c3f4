import { type KeyboardEvent, useEffect, useRef, useState } from "react";

const interactive = "a[href], button, input, select, textarea";

interface RowNavigation {
  scroller: HTMLElement | null;
  rowCount: number;
  pageSize: number;
  scrollToRow: (index: number) => void;
  onOpen: (index: number) => void;
  onToggleSelection?: (index: number) => void;
}

/**
 * Keyboard of a grid of rows (ARIA Authoring Practices, "Grid"): one row is the tab stop; up, down, page keys, Home
 * and End move it; left and right walk through the controls in it; Enter opens it; Space selects it.
 */
export function useRowNavigation(options: RowNavigation) {
  const { scroller, rowCount } = options;
  const [activeIndex, setActiveIndex] = useState(0);
  const shouldFocus = useRef(false);
  const active = Math.max(0, Math.min(activeIndex, rowCount - 1));

  useEffect(() => {
    if (shouldFocus.current) {
      const row = scroller?.querySelector<HTMLElement>(`tr[data-index="${active}"]`);
      if (row) {
        shouldFocus.current = false;
        row.focus({ preventScroll: true });
      }
    }
  });

  function moveTo(index: number) {
    const next = Math.max(0, Math.min(index, rowCount - 1));
    shouldFocus.current = true;
    setActiveIndex(next);
    options.scrollToRow(next);
    if (next === active) {
      scroller?.querySelector<HTMLElement>(`tr[data-index="${next}"]`)?.focus({ preventScroll: true });
    }
  }

  function walk(row: HTMLElement, from: HTMLElement, step: number) {
    const stops = [...row.querySelectorAll<HTMLElement>(interactive)];
    const next = stops[stops.indexOf(from) + step];
    (next ?? row).focus({ preventScroll: false });
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const target = event.target instanceof HTMLElement ? event.target : null;
    const row = target?.closest<HTMLElement>("tr[data-index]");
    if (!target || !row || event.altKey || event.metaKey || target.matches("select, textarea, input[type=text]")) {
      return;
    }
    const index = Number(row.dataset.index);
    const isOnRow = target === row;
    const targets: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + options.pageSize,
      PageUp: index - options.pageSize,
      Home: 0,
      End: rowCount - 1,
    };
    const next = targets[event.key];
    if (next !== undefined) {
      event.preventDefault();
      moveTo(next);
    } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      event.preventDefault();
      walk(row, target, event.key === "ArrowRight" ? 1 : -1);
    } else if (event.key === "Enter" && isOnRow) {
      event.preventDefault();
      options.onOpen(index);
    } else if (event.key === " " && isOnRow && options.onToggleSelection) {
      event.preventDefault();
      options.onToggleSelection(index);
    }
  }

  return { activeIndex: active, setActiveIndex, onKeyDown };
}
