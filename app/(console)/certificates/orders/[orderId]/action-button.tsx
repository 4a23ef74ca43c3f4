"use client";

import type { ComponentType, ReactNode } from "react";
import { useOrderAction } from "@/app/_client/order-action";
import { InlineLoading } from "@/app/_components/carbon";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import type { CertificateOrder, OrderAction } from "@/contracts/certificate-order";
import { ActionNotice } from "./action-notice";
import { obstacleOf, useOrder } from "./order-context";

interface ActionButtonProps {
  action: OrderAction;
  call: (orderId: string, version: number) => Promise<CertificateOrder>;
  children: ReactNode;
  /** What goes on while the answer is awaited. */
  busy: string;
  kind?: "primary" | "tertiary" | "ghost";
  renderIcon?: ComponentType;
}

/** A button for one action of the order, with its obstacle, its progress and what went wrong. */
export function ActionButton({ action, call, children, busy, kind, renderIcon }: ActionButtonProps) {
  const order = useOrder();
  const work = useOrderAction(order.id, () => call(order.id, order.version));
  return (
    <>
      <span className="sb-cluster">
        <ReasonButton
          kind={kind}
          renderIcon={renderIcon}
          disabledReason={work.isPending ? `${busy}.` : obstacleOf(order, action)}
          onClick={() => work.mutate()}
        >
          {children}
        </ReasonButton>
        {work.isPending ? <InlineLoading description={busy} /> : null}
      </span>
      <ActionNotice error={work.error} />
    </>
  );
}
