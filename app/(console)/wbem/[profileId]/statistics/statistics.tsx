"use client";

import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { ReadingProblem } from "../../../bmc/part-frame";
import { useExplorer } from "../explorer-context";
import { OperationFigures } from "./operation-figures";
import { ServedFigures } from "./served-figures";

/** Operations by count, time and bytes: as this console has seen them, and as the server counts them itself. */
export function Statistics() {
  const { profile } = useExplorer();
  const { data, error, isFetching, refetch } = useQuery(wbemQueries.statistics(profile.id));
  return (
    <>
      <ReadingProblem
        profileId={profile.id}
        error={error}
        onRead={data === undefined ? () => void refetch() : undefined}
      />
      {data === undefined ? (
        error === null ? (
          <LinesSkeleton label="the statistics" lines={5} />
        ) : null
      ) : (
        <OperationFigures statistics={data} isFetching={isFetching} onRead={() => void refetch()} />
      )}
      <ServedFigures />
    </>
  );
}
