"use client";

import { callApi } from "@/app/_client/api";
import { Notice } from "@/app/_components/feedback/notice";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { RestartIcon } from "@/app/_components/icons";
import { retryOrder } from "@/contracts/addresses/certificate-orders";
import { ActionButton } from "./action-button";
import { obstacleOf, useOrder } from "./order-context";

const retry = (orderId: string, version: number) => callApi(retryOrder, { params: { orderId }, body: { version } });

/** Why the order stands still or has ended, and the way on; or that it needs nobody. */
export function Standstill() {
  const order = useOrder();
  const { problem, state, history } = order;
  const end = history.findLast((event) => event.to === state);
  if (order.isLed) {
    return (
      <Notice tone="busy" title="The console goes on with this order by itself" role="status">
        <p>
          It has the request signed, proves the certificate and puts it in the place of the one in use. It stops where
          something fails or has to be decided.
        </p>
      </Notice>
    );
  }
  if (problem !== null) {
    return (
      <Notice tone={state === "failed" ? "fail" : "warn"} title={problem.message} role="status">
        {problem.remedy === null ? null : <p>{problem.remedy}</p>}
        {obstacleOf(order, "retry") === null ? (
          <ActionButton action="retry" call={retry} busy="Going back" kind="tertiary" renderIcon={RestartIcon}>
            Go back and try again
          </ActionButton>
        ) : null}
        <div className="sb-notice__facts">
          <span>
            <RelativeTime at={problem.at} />
          </span>
          <span>
            Code <code>{problem.code}</code>
          </span>
        </div>
      </Notice>
    );
  }
  if (state === "cancelled") {
    return (
      <Notice tone="idle" title={`The order was cancelled${end === undefined ? "" : ` by ${end.by}`}`}>
        <p>Nothing more happens to it. Begin another one, or delete it with its key.</p>
      </Notice>
    );
  }
  if (state === "superseded") {
    return (
      <Notice tone="idle" title="A renewed certificate has taken its place">
        <p>This order is kept for its history.</p>
      </Notice>
    );
  }
  return null;
}
