"use client";

import { useState } from "react";
import { bmcQueries } from "@/app/_client/bmc-queries";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { Button } from "@/app/_components/carbon";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import type { VmiInterface } from "@/contracts/bmc";
import { explainDenied } from "@/contracts/permissions";
import { OperationButtons } from "../../../bmc/[profileId]/operation-buttons";
import type { ChosenOperation } from "../../../hmc/operation-dialog";

const OperationDialog = lazyDialog(() =>
  import("../../../hmc/operation-dialog").then((module) => module.OperationDialog),
);
const VmiDialog = lazyDialog(() =>
  import("../../../bmc/[profileId]/network/vmi-dialog").then((module) => module.VmiDialog),
);

interface HostActionsProps {
  profileId: string;
  /** The host is not up. */
  needsPower: boolean;
  /** The VMI has no address that is in use. */
  needsAddress: boolean;
}

/** What gets a host ready to sign, from where the order stands: power, the hypervisor, an address of the VMI. */
export function HostActions({ profileId, needsPower, needsAddress }: HostActionsProps) {
  const [operation, setOperation] = useState<ChosenOperation | null>(null);
  const [vmi, setVmi] = useState<VmiInterface | null>(null);
  const kinds = useQuery(queries.kinds());
  const profile = useQuery(queries.profile(profileId));
  const overview = useQuery({ ...bmcQueries.overview(profileId), enabled: needsPower });
  const network = useQuery({ ...bmcQueries.network(profileId), enabled: needsAddress });
  const kind = kinds.data?.items.find(({ id }) => id === "bmc");
  const powerOn = kind && { ...kind, operations: kind.operations.filter(({ id }) => id === "system-on") };
  const [system] = overview.data?.systems ?? [];
  const host = overview.data?.host;
  const mayOperate = profile.data?.permissions.includes("operate") ?? true;
  const context = { profile: profile.data, choose: setOperation };
  return (
    <div className="sb-cluster">
      {needsPower && system !== undefined && system.powerState === "Off" ? (
        <OperationButtons
          {...context}
          kind={powerOn}
          target={{ uri: system.uri, name: system.name, class: "system", status: system.powerState }}
          allowed={system.operations}
        />
      ) : null}
      {needsPower && host?.state === "standby" ? (
        <OperationButtons
          {...context}
          kind={kind}
          target={{ uri: host.hypervisorUri, name: "hypervisor", class: "hypervisor", status: null }}
          allowed={host.operations}
        />
      ) : null}
      {needsAddress
        ? network.data?.vmi.map((one) => (
            <ReasonButton
              key={one.uri}
              kind="tertiary"
              size="sm"
              disabledReason={mayOperate ? null : explainDenied("operate")}
              onClick={() => setVmi(one)}
            >
              Set the address of {one.name}
            </ReasonButton>
          ))
        : null}
      {network.error && needsAddress ? (
        <Button kind="ghost" size="sm" onClick={() => void network.refetch()}>
          Read the network again
        </Button>
      ) : null}
      {operation === null ? null : (
        <OperationDialog
          profileId={profileId}
          {...operation}
          onStarted={() => setOperation(null)}
          onClose={() => setOperation(null)}
        />
      )}
      {vmi === null ? null : <VmiDialog profileId={profileId} vmi={vmi} onClose={() => setVmi(null)} />}
    </div>
  );
}
