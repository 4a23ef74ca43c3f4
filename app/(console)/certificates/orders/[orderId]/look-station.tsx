"use client";

import Link from "next/link";
import { callApi } from "@/app/_client/api";
import { useOrderAction } from "@/app/_client/order-action";
import { paths } from "@/app/_client/paths";
import { Button, InlineLoading } from "@/app/_components/carbon";
import { CheckList } from "@/app/_components/certificate/check-list";
import { Progress } from "@/app/_components/feedback/progress";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { lookAtDevice } from "@/contracts/addresses/certificate-orders";
import type { HostReadiness } from "@/contracts/bmc";
import type { Check } from "@/contracts/check";
import { ActionNotice } from "./action-notice";
import { HostActions } from "./host-actions";
import { obstacleOf, useOrder } from "./order-context";
import { useHostWatch } from "./use-host-watch";

/** Where the host is on its way, in a sentence; nothing where that is not known. */
function describeHost(host: HostReadiness | null): string {
  if (host === null) return "";
  const { bootProgress } = host.system;
  return bootProgress === null || bootProgress === "None" ? host.finding : `${host.finding} Boot: ${bootProgress}.`;
}

/** The way to where the profile is put right, for what waiting does not cure. */
function WayToProfile({ profileId, findings }: { profileId: string; findings: readonly Check[] }) {
  const refused = findings.filter(({ verdict }) => verdict === "refuse").map(({ id }) => id);
  const size = { kind: "tertiary", size: "sm" } as const;
  if (refused.includes("reach")) {
    return (
      <Button as={Link} href={paths.profileTest(profileId, { run: "1" })} {...size}>
        Test the connection
      </Button>
    );
  }
  return refused.includes("logon") || refused.includes("role") ? (
    <Button as={Link} href={paths.profileConnection(profileId)} {...size}>
      Change user and password
    </Button>
  ) : null;
}

/** Whether the device can sign now: what was found, each with what to do about it. */
export function LookStation() {
  const order = useOrder();
  const { findings, profile } = order;
  const looking = useOrderAction(order.id, () =>
    callApi(lookAtDevice, { params: { orderId: order.id }, body: { version: order.version } }),
  );
  const isFirst = findings.length === 0;
  const obstacle = obstacleOf(order, "look");
  const { mutate, isPending } = looking;
  const { isWaiting, host, setWaiting } = useHostWatch(order, mutate);
  const verdictOf = (id: string) => findings.find((finding) => finding.id === id)?.verdict;
  const needsPower = verdictOf("host") === "refuse";
  const needsAddress = verdictOf("addresses") === "warn" || verdictOf("addresses") === "refuse";

  return (
    <>
      {isFirst ? (
        <p>
          Before anything is sent, the console looks whether {profile?.name ?? "the device"} can sign now: its
          certificate, its clock, the role of its user, whether its firmware has the feature, whether the host is up,
          and the addresses of the VMI. Nothing on the device is changed.
        </p>
      ) : (
        <CheckList label="Findings" checks={findings} />
      )}
      {profile === null ? null : <WayToProfile profileId={profile.id} findings={findings} />}
      {profile?.kind === "bmc" && (needsPower || needsAddress) ? (
        <HostActions profileId={profile.id} needsPower={needsPower} needsAddress={needsAddress} />
      ) : null}
      {isWaiting ? (
        <Progress
          label="Waiting until the device can sign"
          fraction={null}
          detail={`${describeHost(host)} The console goes on as soon as the BMC tells of a change; a host takes minutes to come up.`}
          actions={
            <Button kind="ghost" size="sm" onClick={() => setWaiting?.(false)}>
              Stop waiting
            </Button>
          }
        />
      ) : (
        <div className="sb-cluster">
          <ReasonButton
            kind={isFirst ? "primary" : "tertiary"}
            disabledReason={isPending ? "The console is looking." : obstacle}
            onClick={() => mutate()}
          >
            {isFirst ? "Look at the device" : "Look again"}
          </ReasonButton>
          {setWaiting !== null ? (
            <Button kind="ghost" size="md" onClick={() => setWaiting(true)}>
              Wait until it is ready
            </Button>
          ) : null}
          {isPending ? <InlineLoading description="Looking" /> : null}
        </div>
      )}
      <ActionNotice error={looking.error} />
    </>
  );
}
