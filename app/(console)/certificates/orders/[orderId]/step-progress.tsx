"use client";

import { useEffect, useState } from "react";
import { Progress } from "@/app/_components/feedback/progress";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import type { OrderStep } from "@/contracts/certificate-order";
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

/** The work under way at one of these steps: what, for how long already, and its end if wished. */
export function StepProgress({ of, onCancel }: { of: readonly OrderStep[]; onCancel: () => void }) {
  const order = useOrder();
  const { step } = order;
  if (step === null || !of.includes(step.id)) return null;
  return (
    <Progress
      label={steps[step.id].label}
      fraction={null}
      detail={steps[step.id].detail}
      actions={
        <>
          <Elapsed key={step.startedAt} startedAt={step.startedAt} />
          <ReasonButton kind="danger--ghost" size="sm" disabledReason={obstacleOf(order, "cancel")} onClick={onCancel}>
            Cancel
          </ReasonButton>
        </>
      }
    />
  );
}
