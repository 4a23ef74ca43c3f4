"use client";

import { toneIcons } from "@/app/_components/feedback/tone";
import { type Station, type StationId, stationStatuses } from "../_shared/stations";
import styles from "./order.module.scss";

/** All stations in a line: what is done, where the order stands, what is to come. Each leads to its part of the page. */
export function StationLine({
  stations,
  isBusy,
  onOpen,
}: {
  stations: readonly Station[];
  isBusy: boolean;
  onOpen: (id: StationId) => void;
}) {
  return (
    <nav aria-label="Steps of the order">
      <ol className={styles.line}>
        {stations.map((station) => {
          const { tone, text } = stationStatuses[station.status];
          const Icon = toneIcons[tone];
          const isPresent = station.status === "present" || station.status === "failed";
          return (
            <li key={station.id} data-status={station.status}>
              <a
                href={`#${station.id}`}
                className={styles.stop}
                aria-current={isPresent ? "step" : undefined}
                onClick={(event) => {
                  event.preventDefault();
                  onOpen(station.id);
                }}
              >
                <span className={`sb-tone--${tone}${isBusy && station.status === "present" ? " sb-spin" : ""}`}>
                  <Icon size={20} />
                </span>
                <span className={styles.stopTitle}>{station.title}</span>
                <span className={styles.stopStatus}>{text}</span>
              </a>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
