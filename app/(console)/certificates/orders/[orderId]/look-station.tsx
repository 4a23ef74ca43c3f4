"use client";

import { useEffect, useState } from "react";
import { callApi } from "@/app/_client/api";
import { useOrderAction } from "@/app/_client/order-action";
import { Button, InlineLoading } from "@/app/_components/carbon";
import { CheckList } from "@/app/_components/certificate/check-list";
import { Progress } from "@/app/_components/feedback/progress";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { lookAtDevice } from "@/contracts/addresses/certificate-orders";
import { ActionNotice } from "./action-notice";
import { obstacleOf, useOrder } from "./order-context";

/** A host takes minutes to come up; looking more often only fills the BMC's log with logons. */
const WATCH_MS = 15_000;

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

  useEffect(() => {
    if (!isWaiting || isPending) return;
    const timer = setTimeout(() => mutate(), WATCH_MS);
    return () => clearTimeout(timer);
  }, [isWaiting, isPending, mutate]);

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
      {isWaiting ? (
        <Progress
          label="Waiting until the device can sign"
          fraction={null}
          detail="The console looks again every 15 seconds while this page is open. A host takes minutes to come up."
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
