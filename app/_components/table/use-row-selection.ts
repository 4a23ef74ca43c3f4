import { useCallback, useRef } from "react";

/**
 * Toggles a row's selection; with Shift also everything between it and the row toggled before. The function stays the
 * same between renders, so that rows need not be drawn again.
 */
export function useRowSelection(
  rows: readonly { id: string }[],
  selection: { selectedIds: ReadonlySet<string>; onChange: (ids: ReadonlySet<string>) => void } | undefined,
): (index: number, isRange: boolean) => void {
  const anchor = useRef<number | null>(null);
  const latest = useRef({ rows, selection });
  latest.current = { rows, selection };
  return useCallback((index: number, isRange: boolean) => {
    const { rows: shown, selection: current } = latest.current;
    const row = shown[index];
    if (!current || !row) {
      return;
    }
    const ids = new Set(current.selectedIds);
    const isSelected = !ids.has(row.id);
    const from = isRange && anchor.current !== null ? anchor.current : index;
    for (const { id } of shown.slice(Math.min(from, index), Math.max(from, index) + 1)) {
      if (isSelected) {
        ids.add(id);
      } else {
        ids.delete(id);
      }
    }
    anchor.current = index;
    current.onChange(ids);
  }, []);
}
