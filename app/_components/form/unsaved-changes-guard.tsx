"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { lazyDialog } from "../feedback/lazy-dialog";

const LeaveDialog = lazyDialog(() => import("./leave-dialog").then((module) => module.LeaveDialog));

function internalTarget(event: MouseEvent): string | null {
  if (
    event.defaultPrevented ||
    event.button !== 0 ||
    event.ctrlKey ||
    event.metaKey ||
    event.shiftKey ||
    event.altKey
  ) {
    return null;
  }
  const anchor = event.target instanceof Element ? event.target.closest("a") : null;
  if (!anchor?.href || anchor.target === "_blank" || anchor.hasAttribute("download")) {
    return null;
  }
  const url = new URL(anchor.href);
  const here = window.location;
  if (url.origin !== here.origin || (url.pathname === here.pathname && url.search === here.search)) {
    return null;
  }
  return url.pathname + url.search + url.hash;
}

/** While a form has unsaved changes: asks before a link or the browser leaves the page. */
export function UnsavedChangesGuard({ isDirty }: { isDirty: boolean }) {
  const router = useRouter();
  const [target, setTarget] = useState<string | null>(null);

  useEffect(() => {
    if (!isDirty) {
      return;
    }
    function onBeforeUnload(event: BeforeUnloadEvent) {
      event.preventDefault();
    }
    function onClick(event: MouseEvent) {
      const href = internalTarget(event);
      if (href) {
        event.preventDefault();
        event.stopPropagation();
        setTarget(href);
      }
    }
    window.addEventListener("beforeunload", onBeforeUnload);
    document.addEventListener("click", onClick, { capture: true });
    return () => {
      window.removeEventListener("beforeunload", onBeforeUnload);
      document.removeEventListener("click", onClick, { capture: true });
    };
  }, [isDirty]);

  if (target === null) {
    return null;
  }
  return (
    <LeaveDialog
      onStay={() => setTarget(null)}
      onLeave={() => {
        setTarget(null);
        router.push(target);
      }}
    />
  );
}
