"use client";

import { useEffect, useState } from "react";
import { callApi } from "@/app/_client/api";
import { useOrderAction } from "@/app/_client/order-action";
import { Progress } from "@/app/_components/feedback/progress";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { stopStep } from "@/contracts/addresses/certificate-orders";
import type { OrderStep } from "@/contracts/certificate-order";
import { ActionNotice } from "./action-notice";
import { obstacleOf, useOrder } from "./order-context";

const steps: Record<OrderStep, { label: string; detail: string }> = {
  generate_key: { label: "Making the key", detail: "A long RSA key takes a few seconds." },
  sign: {
    label: "The device has the request signed",
    detail: "Up to 30 seconds are normal: a host that is not ready is noticed only then.",
  },
  test: {
    label: "Connecting to the VMI",
    detail: "After the handshake the console waits a moment, for the VMI judges the certificate only then.",
  },
};

/** Beyond this, the two clocks disagree rather than the step takes long. */
const plausibleMs = 120_000;

function useElapsedSeconds(startedAt: string): number {
  const [now, setNow] = useState(() => Date.now());
  const [seenAt] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const told = Date.parse(startedAt);
  const start = told <= seenAt && seenAt - told < plausibleMs ? told : seenAt;
  return Math.max(0, Math.floor((now - start) / 1000));
}

function Elapsed({ startedAt }: { startedAt: string }) {
  const seconds = useElapsedSeconds(startedAt);
  return (
    <span className="sb-numeric" role="timer">
      {seconds} s
    </span>
  );
}

/** The work under way, if it is this step: what, for how long already, and its end if wished. */
export function StepProgress({ of }: { of: OrderStep }) {
  const order = useOrder();
  const stopping = useOrderAction(order.id, () =>
    callApi(stopStep, { params: { orderId: order.id }, body: { version: order.version } }),
  );
  const { step } = order;
  if (step?.id !== of) return null;
  return (
    <>
      <Progress
        label={steps[of].label}
        fraction={null}
        detail={steps[of].detail}
        actions={
          <>
            <Elapsed key={step.startedAt} startedAt={step.startedAt} />
            <ReasonButton
              kind="danger--ghost"
              size="sm"
              disabledReason={stopping.isPending ? "It is being stopped." : obstacleOf(order, "stop")}
              onClick={() => stopping.mutate()}
            >
              Stop
            </ReasonButton>
          </>
        }
      />
      <ActionNotice error={stopping.error} />
    </>
  );
}
