"use client";

import { PageError } from "@/app/_components/feedback/page-error";

/** Shown inside the shell when one of its pages fails to render. */
export default function ConsoleErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <div className="sb-page">
      <PageError reference={error.digest} onRetry={reset} />
    </div>
  );
}
