"use client";

import { useEffect, useRef } from "react";
import { Button } from "../carbon";
import { CopyButton } from "./copy-button";

interface PageErrorProps {
  /** Id under which the server logged the cause; missing for what failed in the browser. */
  reference: string | undefined;
  onRetry: () => void;
}

/** Stands for a page that failed to render; its heading takes the focus. */
export function PageError({ reference, onRetry }: PageErrorProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className="sb-empty">
      <h1 ref={heading} tabIndex={-1}>
        This page could not be shown
      </h1>
      <p>Something failed while it was being put together. Nothing was changed on any device by showing it.</p>
      {reference ? (
        <p className="sb-cluster">
          <span>Give this reference to whoever runs the console:</span> <code>{reference}</code>
          <CopyButton text={reference} label="Copy the reference" />
        </p>
      ) : null}
      <div className="sb-cluster">
        <Button size="md" onClick={onRetry}>
          Try again
        </Button>
        <Button size="md" kind="ghost" href="/overview">
          Go to the overview
        </Button>
      </div>
    </div>
  );
}
