"use client";

import { Button } from "../carbon";
import { Notice } from "../feedback/notice";
import { RelativeTime } from "../feedback/relative-time";

export interface Conflict {
  changedBy: string | null;
  changedAt: string | null;
  /** Discards what is typed and shows the stored version. */
  onReload: () => void;
  /** Shows both versions side by side. */
  onCompare?: () => void;
}

/** Says that someone else saved first; nothing of either version is lost until the reader decides. */
export function ConflictBanner({ conflict }: { conflict: Conflict }) {
  return (
    <Notice
      tone="warn"
      title="Changed by someone else"
      role="alert"
      actions={
        <>
          {conflict.onCompare ? (
            <Button kind="tertiary" size="sm" onClick={conflict.onCompare}>
              Compare
            </Button>
          ) : null}
          <Button kind="ghost" size="sm" onClick={conflict.onReload}>
            Discard mine and reload
          </Button>
        </>
      }
    >
      <p>
        {conflict.changedBy ?? "Another person"} saved a newer version
        {conflict.changedAt ? (
          <>
            {" "}
            <RelativeTime at={conflict.changedAt} />
          </>
        ) : null}
        . Yours was not saved and theirs was not overwritten.
      </p>
    </Notice>
  );
}
