"use client";

import { useState } from "react";
import { bmcQueries } from "@/app/_client/bmc-queries";
import { profileDenial } from "@/app/_client/permissions";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { PartFrame, ReadAgain } from "@/app/_components/feedback/device-answer";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { EditIcon } from "@/app/_components/icons";
import type { VmiInterface } from "@/contracts/bmc";
import { InterfacePanel } from "./interface-panel";
import { ProtocolsPanel } from "./protocols-panel";

const VmiDialog = lazyDialog(() => import("./vmi-dialog").then((module) => module.VmiDialog));

function reachableText(addresses: readonly string[]): string {
  if (addresses.length === 0)
    return "No address of the VMI can be dialled now: the host takes its addresses when it runs.";
  return `The VMI can be dialled at ${addresses.join(", ")}.`;
}

/** Interfaces of the VMI, which can be changed, and of the BMC, which are shown only. */
export function Network({ profileId }: { profileId: string }) {
  const [changed, setChanged] = useState<VmiInterface | null>(null);
  const profile = useQuery(queries.profile(profileId));
  const network = useQuery(bmcQueries.network(profileId));
  const denial = profile.data ? profileDenial(profile.data, "operate") : null;
  const { data } = network;
  return (
    <PartFrame profileId={profileId} query={network}>
      {data === undefined ? <LinesSkeleton label="the network" lines={5} /> : null}
      {data ? (
        <>
          <div className="sb-cluster">
            <ReadAgain isFetching={network.isFetching} onRead={() => void network.refetch()} />
          </div>
          <div className="sb-columns">
            <section className="sb-column" aria-labelledby="vmi">
              <h2 id="vmi">VMI</h2>
              {data.vmi.length === 0 ? (
                <EmptyState title="No VMI interface">
                  <p>This machine has no hypervisor with a network of its own, or the BMC does not show it.</p>
                </EmptyState>
              ) : (
                <p>{reachableText(data.reachable)}</p>
              )}
              {data.vmi.map((vmi) => (
                <InterfacePanel
                  key={vmi.uri}
                  title={vmi.name}
                  shown={vmi}
                  words={{ on: "In use by the host", off: "Not in use" }}
                  actions={
                    <ReasonButton
                      kind="tertiary"
                      size="sm"
                      renderIcon={EditIcon}
                      disabledReason={denial}
                      onClick={() => setChanged(vmi)}
                    >
                      Change {vmi.name}
                    </ReasonButton>
                  }
                />
              ))}
            </section>
            <section className="sb-column" aria-labelledby="bmc">
              <h2 id="bmc">BMC</h2>
              {data.bmc.length === 0 ? <p className="sb-muted">The BMC shows none of its own interfaces.</p> : null}
              {data.bmc.map((shown) => (
                <InterfacePanel key={shown.uri} title={shown.name} shown={shown} words={{ on: "On", off: "Off" }} />
              ))}
              <ProtocolsPanel protocols={data.protocols} timeServers={data.timeServers} />
            </section>
          </div>
        </>
      ) : null}
      {changed ? <VmiDialog profileId={profileId} vmi={changed} onClose={() => setChanged(null)} /> : null}
    </PartFrame>
  );
}
