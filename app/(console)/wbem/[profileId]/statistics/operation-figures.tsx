"use client";

import { useState } from "react";
import { ReadAgain } from "@/app/_components/feedback/device-answer";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { Panel } from "@/app/_components/feedback/page-header";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { PlainTable } from "@/app/_components/table/plain-table";
import type { WbemOperationFigures, WbemStatistics } from "@/contracts/wbem/recording";
import { useExplorer } from "../explorer-context";
import { milliseconds, sizeText } from "../figures";

const ResetDialog = lazyDialog(() => import("./reset-dialog").then((module) => module.ResetDialog));

type Spread = WbemOperationFigures["clientMs"];

function SpreadCell({ spread, show }: { spread: Spread | null; show: (value: number) => string }) {
  if (spread === null) return <td className="sb-muted">not said</td>;
  return (
    <td className="sb-numeric">
      {show(spread.average)}{" "}
      {spread.minimum === spread.maximum ? null : (
        <span className="sb-muted">
          ({show(spread.minimum)} to {show(spread.maximum)})
        </span>
      )}
    </td>
  );
}

interface OperationFiguresProps {
  statistics: WbemStatistics;
  isFetching: boolean;
  onRead: () => void;
}

/** Figures of everything that the console has asked of the server, by operation. */
export function OperationFigures({ statistics: { since, operations }, isFetching, onRead }: OperationFiguresProps) {
  const { operateDenial } = useExplorer();
  const [isAsked, setAsked] = useState(false);
  const denial = operateDenial ?? (operations.length === 0 ? "Nothing was asked yet." : null);
  const actions = (
    <>
      <ReasonButton kind="ghost" size="sm" disabledReason={denial} onClick={() => setAsked(true)}>
        Count anew
      </ReasonButton>
      <ReadAgain isFetching={isFetching} onRead={onRead} />
    </>
  );
  return (
    <Panel title="What this console has asked" actions={actions}>
      {isAsked ? <ResetDialog onClose={() => setAsked(false)} /> : null}
      <div className="sb-stack">
        <p className="sb-muted">
          For everybody who uses this profile. Time is what the console waited; the server's own is there where it says
          it in its answers. Averages, with the least and the most. Counting began <RelativeTime at={since} />.
        </p>
        {operations.length === 0 ? (
          <p className="sb-muted">Nothing was asked yet.</p>
        ) : (
          <PlainTable label="Statistics by operation">
            <thead>
              <tr>
                <th scope="col">Operation</th>
                <th scope="col">Count</th>
                <th scope="col">Errors</th>
                <th scope="col">Time (ms)</th>
                <th scope="col">Server (ms)</th>
                <th scope="col">Request</th>
                <th scope="col">Answer</th>
              </tr>
            </thead>
            <tbody>
              {operations.map((figures) => (
                <tr key={figures.operation}>
                  <th scope="row">{figures.operation}</th>
                  <td className="sb-numeric">{figures.count.toLocaleString("en")}</td>
                  <td className="sb-numeric">{figures.errors.toLocaleString("en")}</td>
                  <SpreadCell spread={figures.clientMs} show={milliseconds} />
                  <SpreadCell spread={figures.serverMs} show={milliseconds} />
                  <SpreadCell spread={figures.requestBytes} show={sizeText} />
                  <SpreadCell spread={figures.replyBytes} show={sizeText} />
                </tr>
              ))}
            </tbody>
          </PlainTable>
        )}
      </div>
    </Panel>
  );
}
