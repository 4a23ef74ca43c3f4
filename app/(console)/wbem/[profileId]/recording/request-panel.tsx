"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { Button } from "@/app/_components/carbon";
import { Answered } from "@/app/_components/feedback/device-answer";
import { Facts } from "@/app/_components/feedback/facts";
import { Notice } from "@/app/_components/feedback/notice";
import { captureOpener, returnFocus } from "@/app/_components/feedback/opener";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import { describeAbsolute } from "@/app/_components/feedback/time";
import { CloseIcon } from "@/app/_components/icons";
import type { WbemRecordedExchange } from "@/contracts/wbem/recording";
import { useExplorer } from "../explorer-context";
import { milliseconds, sizeText } from "../figures";
import { TextView } from "../reading";
import { outcomeOf, type RecordedRequest } from "./recorded-requests";
import styles from "./recording.module.scss";

type Headers = WbemRecordedExchange["requestHeaders"];

function HeaderList({ headers }: { headers: Headers }) {
  if (headers.length === 0) return null;
  return (
    <details>
      <summary>{headers.length === 1 ? "One header" : `${headers.length} headers`}</summary>
      <dl className="sb-properties__list">
        {headers.map(({ name, value }) => (
          <div key={name} className="sb-properties__item">
            <dt>{name}</dt>
            <dd className="sb-mono">{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Half({ title, headers, children }: { title: string; headers: Headers; children: ReactNode }) {
  return (
    <div className="sb-stack">
      <h3>{title}</h3>
      <HeaderList headers={headers} />
      {children}
    </div>
  );
}

function ExchangeView({ request, exchange }: { request: RecordedRequest; exchange: WbemRecordedExchange }) {
  if (exchange.startedAt !== request.startedAt || exchange.operation !== request.operation) {
    return (
      <Notice tone="warn" title="This request is no longer kept">
        <p>The recording holds the latest requests only. Export it in time to keep everything.</p>
      </Notice>
    );
  }
  return (
    <>
      {exchange.isComplete ? null : (
        <p className="sb-muted">
          Not all of it is here: the answer broke off, was left early, or is longer than is kept.
        </p>
      )}
      <Half title="Request" headers={exchange.requestHeaders}>
        <TextView
          label="request"
          text={exchange.requestBody}
          file={{ name: `request-${request.number}.xml`, mediaType: "application/xml" }}
        />
      </Half>
      <Half title="Answer" headers={exchange.answerHeaders}>
        {exchange.answerBody === null || exchange.answerBody === "" ? (
          <p className="sb-muted">{exchange.answerBody === null ? "None arrived." : "It has no body."}</p>
        ) : (
          <TextView
            label="answer"
            text={exchange.answerBody}
            file={{ name: `answer-${request.number}.xml`, mediaType: "application/xml" }}
          />
        )}
      </Half>
    </>
  );
}

function Exchange({ request }: { request: RecordedRequest }) {
  const { profile } = useExplorer();
  const query = useQuery(wbemQueries.recordedExchange(profile.id, request));
  return (
    <Answered profileId={profile.id} query={query} label="the request" lines={5} onRead={() => void query.refetch()}>
      {(exchange) => <ExchangeView request={request} exchange={exchange} />}
    </Answered>
  );
}

interface RequestPanelProps {
  request: RecordedRequest;
  previous: RecordedRequest | undefined;
  next: RecordedRequest | undefined;
  onOpen: (request: RecordedRequest) => void;
  onClose: () => void;
}

/** One recorded request with its answer, beside the list. Escape closes it. */
export function RequestPanel({ request, previous, next, onOpen, onClose }: RequestPanelProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [opener] = useState(captureOpener);
  useEffect(() => () => returnFocus(opener), [opener]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus follows from request to request
  useEffect(() => heading.current?.focus(), [request.number]);
  const outcome = outcomeOf(request);
  const title = `${request.operation}, request ${request.number}`;
  return (
    <aside
      className={styles.panel}
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <div className={styles.panelHead}>
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" className="sb-icon-button" aria-label="Close" title="Close" onClick={onClose}>
          <CloseIcon size={20} />
        </button>
      </div>
      <div className="sb-stack">
        <div className="sb-cluster">
          {[
            { label: "Previous", to: previous },
            { label: "Next", to: next },
          ].map(({ label, to }) => (
            <Button
              key={label}
              kind="tertiary"
              size="sm"
              aria-disabled={to === undefined}
              onClick={() => {
                if (to !== undefined) onOpen(to);
              }}
            >
              {label}
            </Button>
          ))}
        </div>
        <Facts
          facts={[
            ["Outcome", <StatusTag key="outcome" status={outcome.text} tone={outcome.tone} />],
            ["Failure", request.failure],
            ["When", describeAbsolute(request.startedAt)],
            ["Time", `${milliseconds(request.durationMs)} ms`],
            ["On the server", request.serverMs === null ? "not said" : `${milliseconds(request.serverMs)} ms`],
            ["Sizes", `${sizeText(request.requestBytes)} there, ${sizeText(request.replyBytes)} back`],
          ]}
        />
        <Exchange key={request.number} request={request} />
      </div>
    </aside>
  );
}
