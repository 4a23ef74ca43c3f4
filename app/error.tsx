"use client";

import { PageError } from "./_components/feedback/page-error";

/** Shown when a page outside the signed-in shell, or the shell itself, fails to render. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="sb-page" id="main-content">
      <PageError reference={error.digest} onRetry={reset} />
    </main>
  );
}
