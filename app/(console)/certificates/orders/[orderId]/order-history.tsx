"use client";

import { Panel } from "@/app/_components/feedback/page-header";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { describeStatus } from "@/app/_components/feedback/status";
import { describeOrder } from "../_shared/order-state";
import styles from "./order.module.scss";
import { useOrder } from "./order-context";

const events = new Map([
  ["created", "Begun"],
  ["looked", "Looked at the device"],
  ["step_begun", "Step begun"],
  ["step_interrupted", "Interrupted"],
  ["step_stopped", "Stopped"],
  ["revised", "Key and request dropped"],
  ["upload_awaited", "Request handed to the signer"],
  ["signing_failed", "Not signed"],
  ["checked", "Certificate checked"],
  ["authority_accepted", "New authority accepted"],
  ["authority_declined", "New authority declined"],
  ["test_passed", "Connection proven"],
  ["test_failed", "Connection not proven"],
  ["activated", "Kept as a client certificate"],
  ["retried", "Gone back for another try"],
]);

/** Who did what to the order, latest first. */
export function OrderHistory() {
  const { history } = useOrder();
  return (
    <Panel title="History">
      <ol className={styles.history}>
        {history.toReversed().map((event) => (
          <li key={`${event.at} ${event.event} ${event.from} ${event.to}`}>
            <p>
              <strong>{events.get(event.event) ?? describeStatus(event.event).text}</strong>
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
