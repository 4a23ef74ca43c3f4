"use client";

import { useState } from "react";
import { bmcQueries } from "@/app/_client/bmc-queries";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { PartFrame, ReadAgain } from "@/app/_components/feedback/device-answer";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import type { ChosenOperation } from "../../hmc/operation-dialog";
import { RunningOperations } from "../../hmc/running-operations";
import { HostPanel } from "./host-panel";
import { ChassisPanel, ManagerPanel, ServicePanel } from "./parts-panels";
import { SystemPanel } from "./system-panel";

const OperationDialog = lazyDialog(() => import("../../hmc/operation-dialog").then((module) => module.OperationDialog));

/** One machine as its BMC shows it now: systems, host, chassis, managers, and the power operations. */
export function Overview({ profileId }: { profileId: string }) {
  const [chosen, setChosen] = useState<ChosenOperation | null>(null);
  const profile = useQuery(queries.profile(profileId));
  const kinds = useQuery(queries.kinds());
  const overview = useQuery(bmcQueries.overview(profileId));
  const kind = kinds.data?.items.find((item) => item.id === "bmc");
  const shared = { kind, profile: profile.data, choose: setChosen };
  const { data } = overview;
  return (
    <>
      <RunningOperations profileId={profileId} />
      <PartFrame profileId={profileId} query={overview}>
        {data === undefined ? <LinesSkeleton label="the machine" lines={5} /> : null}
        {data ? (
          <>
            <div className="sb-columns">
              <div className="sb-column">
                {data.systems.map((system) => (
                  <SystemPanel key={system.uri} system={system} {...shared} />
                ))}
                {data.chassis.map((chassis) => (
                  <ChassisPanel key={chassis.uri} chassis={chassis} />
                ))}
              </div>
              <div className="sb-column">
                {data.host ? <HostPanel profileId={profileId} host={data.host} {...shared} /> : null}
                {data.managers.map((manager) => (
                  <ManagerPanel key={manager.uri} manager={manager} {...shared} />
                ))}
                <ServicePanel overview={data} />
              </div>
            </div>
            <p className="sb-cluster sb-muted">
              <span>
                Read <RelativeTime at={data.readAt} />; events bring changes by themselves.
              </span>
              <ReadAgain isFetching={overview.isFetching} onRead={() => void overview.refetch()} />
            </p>
          </>
        ) : null}
      </PartFrame>
      {chosen ? (
        <OperationDialog
          profileId={profileId}
          operation={chosen.operation}
          target={chosen.target}
          onStarted={() => setChosen(null)}
          onClose={() => setChosen(null)}
        />
      ) : null}
    </>
  );
}
