"use client";

import { useEffect, useState } from "react";
import { callApi } from "@/app/_client/api";
import { useLiveEvents } from "@/app/_client/live";
import { useOrderAction } from "@/app/_client/order-action";
import { Button, InlineLoading } from "@/app/_components/carbon";
import { CheckList } from "@/app/_components/certificate/check-list";
import { Progress } from "@/app/_components/feedback/progress";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { lookAtDevice } from "@/contracts/addresses/certificate-orders";
import { ActionNotice } from "./action-notice";
import { HostActions } from "./host-actions";
import { obstacleOf, useOrder } from "./order-context";

/** The BMC tells of changes by itself; this is for events that were missed. */
const WATCH_MS = 30_000;
/** One change of the host is several events. */
const SETTLE_MS = 500;

/** Whether the device can sign now: what was found, each with what to do about it. */
export function LookStation() {
  const order = useOrder();
  const { findings, profile } = order;
  const [isWatching, setWatching] = useState(false);
  const looking = useOrderAction(order.id, () =>
    callApi(lookAtDevice, { params: { orderId: order.id }, body: { version: order.version } }),
  );
  const isFirst = findings.length === 0;
  const isHindered = findings.some((finding) => finding.verdict === "refuse");
  const obstacle = obstacleOf(order, "look");
  const isWaiting = isWatching && isHindered && obstacle === null;
  const { mutate, isPending } = looking;

  const [news, setNews] = useState(0);
  useLiveEvents((event) => {
    const isOurs = event.event === "notification" && event.data.profileId === profile?.id;
    if (isOurs && isWaiting) setNews((count) => count + 1);
  });
  // Each piece of news starts the wait anew, a short one.
  useEffect(() => {
    if (!isWaiting || isPending) return;
    const timer = setTimeout(
      () => {
        setNews(0);
        mutate();
      },
      news > 0 ? SETTLE_MS : WATCH_MS,
    );
    return () => clearTimeout(timer);
  }, [isWaiting, isPending, mutate, news]);
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
      {profile?.kind === "bmc" && (needsPower || needsAddress) ? (
        <HostActions profileId={profile.id} needsPower={needsPower} needsAddress={needsAddress} />
      ) : null}
      {isWaiting ? (
        <Progress
          label="Waiting until the device can sign"
          fraction={null}
          detail="The console looks again as soon as the BMC tells of a change. A host takes minutes to come up."
          actions={
            <Button kind="ghost" size="sm" onClick={() => setWatching(false)}>
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
          {isHindered && obstacle === null ? (
            <Button kind="ghost" size="md" onClick={() => setWatching(true)}>
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
