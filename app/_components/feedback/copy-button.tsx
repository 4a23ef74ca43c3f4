"use client";

import { useEffect, useState } from "react";
import { CheckmarkIcon, CopyIcon, ErrorFilledIcon } from "../icons";

const shownMs = 2000;

/** Copies a text to the clipboard and says so, also to screen readers. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [outcome, setOutcome] = useState<"copied" | "failed" | null>(null);

  useEffect(() => {
    if (outcome === null) {
      return;
    }
    const timer = setTimeout(() => setOutcome(null), shownMs);
    return () => clearTimeout(timer);
  }, [outcome]);

  function copy() {
    // `clipboard` is missing on origins that are not secure.
    const written = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error("no clipboard"));
    written.then(
      () => setOutcome("copied"),
      () => setOutcome("failed"),
    );
  }

  return (
    <>
      <button
        type="button"
        className="sb-icon-button sb-icon-button--small"
        aria-label={label}
        title={label}
        onClick={copy}
      >
        {outcome === "copied" ? <CheckmarkIcon /> : outcome === "failed" ? <ErrorFilledIcon /> : <CopyIcon />}
      </button>
      <span className="sb-visually-hidden" role="status">
        {outcome === "copied" ? "Copied" : outcome === "failed" ? "The browser refused to copy" : ""}
      </span>
    </>
  );
}
