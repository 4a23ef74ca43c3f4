"use client";

import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { Answered } from "@/app/_components/feedback/device-answer";
import { useExplorer } from "../explorer-context";
import { OperationFigures } from "./operation-figures";
import { ServedFigures } from "./served-figures";

/** Operations by count, time and bytes: as this console has seen them, and as the server counts them itself. */
export function Statistics() {
  const { profile } = useExplorer();
  const query = useQuery(wbemQueries.statistics(profile.id));
  const read = () => void query.refetch();
  return (
    <>
      <Answered profileId={profile.id} query={query} label="the statistics" lines={5} onRead={read}>
        {(statistics) => <OperationFigures statistics={statistics} isFetching={query.isFetching} onRead={read} />}
      </Answered>
      <ServedFigures />
    </>
  );
}
