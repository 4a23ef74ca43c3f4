"use client";

import Link from "next/link";
import { type ReactNode, useState } from "react";
import { paths } from "@/app/_client/paths";
import { ValidityTag } from "@/app/_components/certificate/validity-tag";
import { Facts } from "@/app/_components/feedback/facts";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { PageHeader, Panel } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import type { Problem } from "@/contracts/problem";
import { endsAt } from "../../_shared/expiry";
import { describeOrder, isOver } from "../_shared/order-state";
import { OrderTag, RenewalTag } from "../_shared/order-tag";
import { presentStation, type Station, type StationId, stationStatuses, stationsOf } from "../_shared/stations";
import { KeepStation } from "./keep-station";
import { LookStation } from "./look-station";
import styles from "./order.module.scss";
import { obstacleOf, useOrder } from "./order-context";
import { OrderHistory } from "./order-history";
import { ProveStation } from "./prove-station";
import { RequestStation } from "./request-station";
import { SignStation } from "./sign-station";
import { Standstill } from "./standstill";
import { StationLine } from "./station-line";
import { useOpenStations } from "./use-open-stations";
import { VerifyStation } from "./verify-station";

const CancelOrderDialog = lazyDialog(() => import("./end-dialogs").then((module) => module.CancelOrderDialog));
const DeleteOrderDialog = lazyDialog(() => import("./end-dialogs").then((module) => module.DeleteOrderDialog));

export const orderTrail = [{ label: "Orders", href: paths.orders() }];

function StationPart(props: {
  station: Station;
  isOpen: boolean;
  onToggle: (isOpen: boolean) => void;
  children: ReactNode;
}) {
  const { station, isOpen, onToggle, children } = props;
  const { tone, text } = stationStatuses[station.status];
  return (
    <details
      id={station.id}
      className={styles.station}
      data-status={station.status}
      open={isOpen}
      onToggle={(event) => {
        if (event.currentTarget.open !== isOpen) onToggle(event.currentTarget.open);
      }}
    >
      <summary>
        <h2>{station.title}</h2>
        <StatusTag status={text} tone={tone} />
        {station.summary === "" ? null : <span className={styles.stationSummary}>{station.summary}</span>}
      </summary>
      <div className={styles.stationBody}>{children}</div>
    </details>
  );
}

function OrderFacts() {
  const order = useOrder();
  return (
    <Panel title="Order">
      <Facts
        facts={[
          [
            "Device",
            order.profile === null ? (
              "none: carried by hand"
            ) : (
              <Link key="device" className="sb-link" href={paths.profile(order.profile.id)}>
                {order.profile.name}
              </Link>
            ),
          ],
          ["Common name", order.commonName],
          ["Ends", order.notAfter === null ? null : <ValidityTag key="ends" facts={endsAt(order.notAfter)} />],
          ["Renewal", order.renewal === null ? null : <RenewalTag key="renewal" renewal={order.renewal} />],
          [
            "Renews",
            order.renews === null ? null : (
              <Link key="renews" className="sb-link" href={paths.identity(order.renews.id)}>
                {order.renews.name}
              </Link>
            ),
          ],
          ["Begun by", order.createdBy],
          ["Begun", <RelativeTime key="begun" at={order.createdAt} />],
          ["Changed", <RelativeTime key="changed" at={order.updatedAt} />],
        ]}
      />
    </Panel>
  );
}

/** The whole of an order on one page: where it stands, each station with its evidence, and how it came there. */
export function OrderView({ lost }: { lost: Problem | null }) {
  const order = useOrder();
  const [dialog, setDialog] = useState<"cancel" | "delete" | null>(null);
  const stations = stationsOf(order);
  const present = presentStation(order);
  const [isTyped, setTyped] = useState(false);
  const isOvertaken = isTyped && order.request !== null;
  const alsoOpen = stations.filter(
    ({ id, status }) => (status === "flawed" && order.state === "draft") || (id === "request" && isOvertaken),
  );
  const { isOpen, toggle, open } = useOpenStations(
    present,
    alsoOpen.map(({ id }) => id),
  );
  const parts: Record<StationId, ReactNode> = {
    look: <LookStation />,
    request: <RequestStation isTyped={isTyped} onTyped={setTyped} />,
    sign: <SignStation />,
    verify: <VerifyStation />,
    prove: <ProveStation />,
    keep: <KeepStation />,
  };
  return (
    <>
      <PageHeader
        title={order.name}
        trail={orderTrail}
        status={<OrderTag order={order} isBoxed />}
        actions={
          <>
            {isOver(order) ? null : (
              <ReasonButton
                kind="tertiary"
                disabledReason={obstacleOf(order, "cancel")}
                onClick={() => setDialog("cancel")}
              >
                Cancel order
              </ReasonButton>
            )}
            <ReasonButton
              kind="danger--ghost"
              disabledReason={obstacleOf(order, "delete")}
              onClick={() => setDialog("delete")}
            >
              Delete
            </ReasonButton>
          </>
        }
      />
      <p role="status" className="sb-visually-hidden">
        {describeOrder(order).text}
      </p>
      <div className="sb-stack">
        {lost === null ? null : <ProblemNotice problem={lost} />}
        <StationLine stations={stations} isBusy={order.step !== null} onOpen={open} />
        <Standstill />
        <div className={styles.layout}>
          <div className={styles.stations}>
            {stations.map((station) => (
              <StationPart
                key={station.id}
                station={station}
                isOpen={isOpen(station.id)}
                onToggle={(isNowOpen) => toggle(station.id, isNowOpen)}
              >
                {parts[station.id]}
              </StationPart>
            ))}
          </div>
          <aside className="sb-column" aria-label="About the order">
            <OrderFacts />
            <OrderHistory />
          </aside>
        </div>
      </div>
      {dialog === "cancel" ? <CancelOrderDialog order={order} onClose={() => setDialog(null)} /> : null}
      {dialog === "delete" ? <DeleteOrderDialog order={order} onClose={() => setDialog(null)} /> : null}
    </>
  );
}
