"use client";

import { useEffect, useRef } from "react";
import { Button } from "./_components/carbon";
import { CopyButton } from "./_components/feedback/copy-button";

/** Shown when a page fails to render. `digest` is the id under which the server logged the cause. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <main className="sb-page" id="main-content">
      <div className="sb-empty">
        <h1 ref={heading} tabIndex={-1}>
          This page could not be shown
        </h1>
        <p>Something failed while it was being put together. Nothing was changed on any device by showing it.</p>
        {error.digest ? (
          <p className="sb-cluster">
            <span>Give this reference to whoever runs the console:</span> <code>{error.digest}</code>
            <CopyButton text={error.digest} label="Copy the reference" />
          </p>
        ) : null}
        <div className="sb-cluster">
          <Button size="md" onClick={reset}>
            Try again
          </Button>
          <Button size="md" kind="ghost" href="/overview">
            Go to the overview
          </Button>
        </div>
      </div>
    </main>
  );
}
