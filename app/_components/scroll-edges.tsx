"use client";

import { type ReactNode, type RefCallback, useCallback } from "react";

interface ScrollEdgesProps {
  /** Of the part that scrolls. */
  className: string;
  /** Name of what scrolls, where nothing in it takes the focus: it is reachable by keyboard itself then. */
  label?: string;
  /** Told the part that scrolls, as a ref is. */
  onScroller?: (scroller: HTMLElement | null) => void;
  children: ReactNode;
}

/** Less than this is rounding. */
const SLACK_PX = 2;

function markEdges(scroller: HTMLElement): void {
  const { scrollLeft, scrollWidth, clientWidth, parentElement } = scroller;
  const edges = [
    ...(scrollLeft > SLACK_PX ? ["start"] : []),
    ...(scrollLeft + clientWidth < scrollWidth - SLACK_PX ? ["end"] : []),
  ].join(" ");
  if (parentElement !== null && parentElement.dataset.more !== edges) parentElement.dataset.more = edges;
}

/**
 * Scrolls sideways where there is too little room, and shows at which edge there is more. What is the current one of its
 * links is in sight from the beginning.
 */
export function ScrollEdges({ className, label, onScroller, children }: ScrollEdgesProps) {
  const ref: RefCallback<HTMLElement> = useCallback(
    (scroller) => {
      onScroller?.(scroller);
      if (scroller === null) return;
      const current = scroller.querySelector<HTMLElement>('[aria-current="page"]');
      if (current !== null && current.offsetLeft + current.offsetWidth > scroller.clientWidth) {
        scroller.scrollLeft = current.offsetLeft - (scroller.clientWidth - current.offsetWidth) / 2;
      }
      const mark = () => markEdges(scroller);
      mark();
      scroller.addEventListener("scroll", mark, { passive: true });
      const observer = new ResizeObserver(mark);
      observer.observe(scroller);
      for (const child of scroller.children) observer.observe(child);
      return () => {
        scroller.removeEventListener("scroll", mark);
        observer.disconnect();
        onScroller?.(null);
      };
    },
    [onScroller],
  );
  return (
    <div className="sb-edges">
      {label === undefined ? (
        <div ref={ref} className={className}>
          {children}
        </div>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard
        <section ref={ref} className={className} aria-label={label} tabIndex={0}>
          {children}
        </section>
      )}
    </div>
  );
}
