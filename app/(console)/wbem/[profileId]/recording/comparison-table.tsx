"use client";

import { useMemo } from "react";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { Notice } from "@/app/_components/feedback/notice";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import type { Tone } from "@/app/_components/feedback/tone";
import { PlainTable } from "@/app/_components/table/plain-table";
import { countOf } from "@/contracts/count";
import type { WbemComparedCall, WbemComparison } from "@/contracts/wbem/recording";
import { milliseconds } from "../figures";
import styles from "./recording.module.scss";

const verdicts: Record<WbemComparedCall["verdict"], { text: string; tone: Tone }> = {
  same: { text: "same", tone: "ok" },
  different: { text: "different", tone: "fail" },
  "only-first": { text: "only here", tone: "warn" },
  "only-second": { text: "only there", tone: "warn" },
  unreadable: { text: "not readable", tone: "warn" },
};
const verdictOrder = ["same", "different", "only-first", "only-second", "unreadable"] as const;

/** "12 same, 1 different". */
function verdictCounts(items: readonly WbemComparedCall[]): string {
  return verdictOrder
    .flatMap((verdict) => {
      const count = items.filter((item) => item.verdict === verdict).length;
      return count === 0 ? [] : [`${count.toLocaleString("en")} ${verdicts[verdict].text}`];
    })
    .join(", ");
}

function Details({ lines }: { lines: readonly string[] }) {
  const different = [...new Set(lines)];
  if (different.length === 0) return null;
  return (
    <details className={styles.details}>
      <summary>{countOf(different.length, "difference")}</summary>
      <ul className="sb-notice__list">
        {different.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  );
}

function LeftOut({ leftOut }: Pick<WbemComparison, "leftOut">) {
  if (leftOut.length === 0) return null;
  return (
    <Notice tone="idle" title={`${countOf(leftOut.length, "request")} left out`}>
      <details>
        <summary>Which, and why</summary>
        <ul className="sb-notice__list">
          {leftOut.map(({ index, operation, reason }) => (
            <li key={index}>
              {operation}: {reason}
            </li>
          ))}
        </ul>
      </details>
    </Notice>
  );
}

const time = (ms: number | null) => (ms === null ? "" : milliseconds(ms));

interface ComparisonTableProps {
  comparison: WbemComparison;
  /** Names of the two servers. */
  here: string;
  there: string;
}

/** What two servers answered to the same requests. */
export function ComparisonTable({ comparison: { items, leftOut }, here, there }: ComparisonTableProps) {
  const counts = useMemo(() => verdictCounts(items), [items]);
  return (
    <>
      <p role="status">{items.length === 0 ? "Nothing was compared." : counts}</p>
      <LeftOut leftOut={leftOut} />
      {items.length === 0 ? (
        <EmptyState title="Nothing to compare">
          <p>None of the recorded requests can be compared.</p>
        </EmptyState>
      ) : (
        <PlainTable label={`${here} compared with ${there}`} isWrapping>
          <thead>
            <tr>
              <th scope="col">Operation</th>
              <th scope="col">Namespace</th>
              <th scope="col">Verdict</th>
              <th scope="col">{here} (ms)</th>
              <th scope="col">{there} (ms)</th>
              <th scope="col">Differences</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={`${item.first} ${item.second}`}>
                <th scope="row">{item.operation}</th>
                <td>{item.namespace}</td>
                <td>
                  <StatusTag status={verdicts[item.verdict].text} tone={verdicts[item.verdict].tone} />
                </td>
                <td className="sb-numeric">{time(item.firstMs)}</td>
                <td className="sb-numeric">{time(item.secondMs)}</td>
                <td>
                  <Details lines={item.details} />
                </td>
              </tr>
            ))}
          </tbody>
        </PlainTable>
      )}
    </>
  );
}
