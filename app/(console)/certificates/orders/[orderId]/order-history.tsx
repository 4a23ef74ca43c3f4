"use client";

import { Panel } from "@/app/_components/feedback/page-header";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { describeStatus } from "@/app/_components/feedback/status";
import type { CertificateOrder, OrderState } from "@/contracts/certificate-order";
import { describeOrder } from "../_shared/order-state";
import styles from "./order.module.scss";
import { useOrder } from "./order-context";

const events = new Map([
  ["created", "Begun"],
  ["looked", "Looked at the device"],
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

type OrderEvent = CertificateOrder["history"][number];

const begun: Partial<Record<OrderState, string>> = {
  draft: "Making of the key begun",
  awaiting_certificate: "Signature asked for",
  verified: "Test begun",
  tested: "Test begun",
};

function describeEvent({ event, to }: OrderEvent): string {
  if (event === "step_begun") return begun[to] ?? "Step begun";
  return events.get(event) ?? describeStatus(event).text;
}

/** Who did what to the order, latest first. */
export function OrderHistory() {
  const { history } = useOrder();
  return (
    <Panel title="History">
      <ol className={styles.history}>
        {history.toReversed().map((event) => (
          <li key={`${event.at} ${event.event} ${event.from} ${event.to}`}>
            <p>
              <strong>{describeEvent(event)}</strong>
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
