"use client";

import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { Button } from "@/app/_components/carbon";
import { ReadingProblem } from "@/app/_components/feedback/device-answer";
import { Notice } from "@/app/_components/feedback/notice";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { PlainTable } from "@/app/_components/table/plain-table";
import type { WbemInstance } from "@/contracts/wbem/instances";
import type { WbemPath } from "@/contracts/wbem/values";
import { ValueView } from "../_values/value-view";
import { useExplorer } from "../explorer-context";
import { changesBetween } from "./edit-changes";

interface MeanwhileChangedProps {
  path: WbemPath;
  before: WbemInstance;
  /** The reader has seen the other change and goes on from there. */
  onAccept: (now: WbemInstance) => void;
}

/** Says that the instance was changed by someone or something else since it was read, and how. */
export function MeanwhileChanged({ path, before, onAccept }: MeanwhileChangedProps) {
  const { profile } = useExplorer();
  const { data, error, isFetchedAfterMount } = useQuery({
    ...wbemQueries.instance(profile.id, path),
    staleTime: 0,
    refetchOnMount: "always",
  });
  const now = isFetchedAfterMount && error === null ? (data ?? null) : null;
  const changes = now === null ? [] : changesBetween(before, now);
  return (
    <Notice
      tone="warn"
      title="The instance has changed since it was read"
      role="alert"
      actions={
        now === null ? undefined : (
          <Button kind="tertiary" size="sm" onClick={() => onAccept(now)}>
            Keep my values and review again
          </Button>
        )
      }
    >
      <p>Nothing of yours was sent, and what you typed is kept.</p>
      <ReadingProblem profileId={profile.id} error={error} />
      {now === null && error === null ? <LinesSkeleton label="what changed" /> : null}
      {now === null ? null : changes.length === 0 ? (
        <p>Its values are the same again.</p>
      ) : (
        <PlainTable label="What changed meanwhile" isWrapping>
          <thead>
            <tr>
              <th scope="col">Property</th>
              <th scope="col">When you read it</th>
              <th scope="col">Now</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ name, before: then, now: value, property }) => {
              const shape = { type: property.type, valueMap: property.declaration?.valueMap };
              return (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>
                    <ValueView value={then} shape={shape} />
                  </td>
                  <td>
                    <ValueView value={value} shape={shape} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </PlainTable>
      )}
    </Notice>
  );
}
