"use client";

import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import {
  Fragment,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import { ChevronDownIcon } from "../icons";

/** One visible line of a tree. */
export interface TreeItem {
  /** Unique and stable. */
  name: string;
  /** From 1. */
  level: number;
  position: number;
  siblings: number;
  hasChildren: boolean;
  isExpanded: boolean;
}

interface TreeProps<TItem extends TreeItem> {
  label: string;
  /** The lines in sight when everything folded is left out. */
  items: readonly TItem[];
  /** Name of the item whose page is shown. */
  selectedName: string | null;
  hrefOf: (item: TItem) => string;
  onOpen: (item: TItem) => void;
  onToggle: (item: TItem) => void;
  /** Index of the item that typed letters lead to; -1 for none. */
  findTyped: (typed: string, active: number) => number;
  parentOf: (index: number) => number;
  /** What stands in a line. */
  renderItem: (item: TItem) => ReactNode;
}

const fallbackHeight = 32;
const pageSize = 15;
const typingMs = 700;
const deepest = 12;

/**
 * A tree of any size: only the lines in sight are in the document. Keyboard as in the ARIA Authoring Practices, "Tree
 * View": the tree is one tab stop; arrows, Home, End and page keys move, right and left unfold and fold, letters seek.
 */
export function Tree<TItem extends TreeItem>(props: TreeProps<TItem>) {
  const { items, label, selectedName } = props;
  const treeId = useId();
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const [activeName, setActiveName] = useState<string | null>(null);
  const [height, setHeight] = useState(fallbackHeight);
  const typed = useRef({ text: "", atMs: 0 });
  const indexOf = (name: string | null) => (name === null ? -1 : items.findIndex((item) => item.name === name));
  const selectedIndex = indexOf(selectedName);
  const active = Math.max(0, activeName === null ? selectedIndex : indexOf(activeName));
  const activeIndex = useRef(active);
  activeIndex.current = active;

  useEffect(() => setHeight(2 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)), []);
  const estimateSize = useCallback(() => height, [height]);
  const getItemKey = useCallback((index: number) => items[index]?.name ?? index, [items]);
  // The line that assistive technology is told about has to be in the document.
  const rangeExtractor = useCallback((range: Range) => {
    const indexes = defaultRangeExtractor(range);
    return activeIndex.current < range.count && !indexes.includes(activeIndex.current)
      ? [...indexes, activeIndex.current].sort((a, b) => a - b)
      : indexes;
  }, []);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller,
    estimateSize,
    getItemKey,
    rangeExtractor,
    overscan: 8,
    initialRect: { width: 400, height: 640 },
  });
  useEffect(() => {
    if (height !== fallbackHeight) virtualizer.measure();
  }, [height, virtualizer]);

  // A class opened from elsewhere is brought into sight once; later the reader scrolls.
  const shownFor = useRef<string | null>(null);
  useEffect(() => {
    if (scroller === null || selectedIndex === -1 || shownFor.current === selectedName) return;
    shownFor.current = selectedName;
    virtualizer.scrollToIndex(selectedIndex, { align: "center" });
  }, [scroller, selectedIndex, selectedName, virtualizer]);

  function moveTo(index: number) {
    const item = items[Math.max(0, Math.min(index, items.length - 1))];
    if (item === undefined) return;
    setActiveName(item.name);
    virtualizer.scrollToIndex(indexOf(item.name), { align: "auto" });
  }

  function seek(key: string) {
    const now = Date.now();
    const text = now - typed.current.atMs < typingMs ? typed.current.text + key : key;
    typed.current = { text, atMs: now };
    const found = props.findTyped(text, active);
    if (found !== -1) moveTo(found);
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const item = items[active];
    if (item === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const targets: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + pageSize,
      PageUp: active - pageSize,
      Home: 0,
      End: items.length - 1,
    };
    const next = targets[event.key];
    if (next !== undefined) moveTo(next);
    else if (event.key === "ArrowRight" && item.hasChildren) {
      if (item.isExpanded) moveTo(active + 1);
      else props.onToggle(item);
    } else if (event.key === "ArrowLeft") {
      if (item.isExpanded) props.onToggle(item);
      else moveTo(props.parentOf(active));
    } else if (event.key === "Enter" || event.key === " ") props.onOpen(item);
    else if (event.key.length === 1) seek(event.key);
    else if (event.key !== "ArrowRight") return;
    event.preventDefault();
  }

  function onClick(event: MouseEvent<HTMLElement>) {
    const target = event.target instanceof Element ? event.target : null;
    const item = items[Number(target?.closest<HTMLElement>("[data-index]")?.dataset.index ?? "-1")];
    if (target === null || item === undefined) return;
    setActiveName(item.name);
    if (target.closest("[data-toggle]")) {
      event.preventDefault();
      props.onToggle(item);
    } else if (!(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) {
      event.preventDefault();
      props.onOpen(item);
    }
  }

  const lines = virtualizer.getVirtualItems();
  const rest = Math.round(virtualizer.getTotalSize() - (lines.at(-1)?.end ?? 0));
  return (
    <div ref={setScroller} className="sb-tree">
      <div
        role="tree"
        aria-label={label}
        tabIndex={0}
        className="sb-tree__lines"
        aria-activedescendant={items.length === 0 ? undefined : `${treeId}-${active}`}
        onKeyDown={onKeyDown}
        onClick={onClick}
      >
        {lines.map((line, order) => {
          const item = items[line.index];
          const gap = Math.round(line.start - (lines[order - 1]?.end ?? 0));
          return item === undefined ? null : (
            <Fragment key={item.name}>
              <Space height={gap} />
              <div
                id={`${treeId}-${line.index}`}
                data-index={line.index}
                data-level={Math.min(item.level, deepest)}
                role="treeitem"
                tabIndex={-1}
                className={`sb-tree__line${line.index === active ? " sb-tree__line--active" : ""}`}
                aria-level={item.level}
                aria-posinset={item.position}
                aria-setsize={item.siblings}
                aria-expanded={item.hasChildren ? item.isExpanded : undefined}
                aria-selected={item.name === selectedName}
              >
                <span className="sb-tree__toggle" data-toggle={item.hasChildren ? "" : undefined} aria-hidden="true">
                  {item.hasChildren ? <ChevronDownIcon /> : null}
                </span>
                <a className="sb-tree__link" href={props.hrefOf(item)} tabIndex={-1}>
                  {props.renderItem(item)}
                </a>
              </div>
            </Fragment>
          );
        })}
        <Space height={rest} />
      </div>
    </div>
  );
}

/** A drawing of nothing: its height is an attribute, which a strict style policy allows. */
function Space({ height }: { height: number }) {
  return height > 0 ? <svg className="sb-tree__space" width={1} height={height} aria-hidden="true" /> : null;
}
