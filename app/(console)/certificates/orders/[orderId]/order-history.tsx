"use client";

import { Panel } from "@/app/_components/feedback/page-header";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { describeStatus } from "@/app/_components/feedback/status";
import { describeOrder } from "../_shared/order-state";
import styles from "./order.module.scss";
import { useOrder } from "./order-context";

/** Who did what to the order, latest first. */
export function OrderHistory() {
  const { history } = useOrder();
  return (
    <Panel title="History">
      <ol className={styles.history}>
        {history.toReversed().map((event) => (
          <li key={`${event.at} ${event.event} ${event.from} ${event.to}`}>
            <p>
              <strong>{describeStatus(event.event).text}</strong>
              {event.from === event.to
                ? ""
                : `, now: ${describeOrder({ state: event.to, step: null, problem: null }).text}`}
            </p>
            {event.remark === "" ? null : <p>{event.remark}</p>}
            <p className="sb-muted">
              {event.by}, <RelativeTime at={event.at} />
            </p>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
