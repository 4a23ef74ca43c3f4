"use client";

import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { useQuery, useQueryClient } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { Answered, ReadAgain } from "@/app/_components/feedback/device-answer";
import { Panel } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { PlainTable } from "@/app/_components/table/plain-table";
import { switchWbemServed } from "@/contracts/addresses/wbem";
import type { WbemServed } from "@/contracts/wbem/server";
import { useExplorer } from "../explorer-context";
import { milliseconds, sizeText } from "../figures";

function FigureCell({ value, show }: { value: number | null; show: (value: number) => string }) {
  return value === null ? <td className="sb-muted">not said</td> : <td className="sb-numeric">{show(value)}</td>;
}

const counted = (count: number) => count.toLocaleString("en");

function ServedTable({ operations }: Pick<WbemServed, "operations">) {
  return (
    <PlainTable label="Operations counted by the server">
      <thead>
        <tr>
          <th scope="col">Operation</th>
          <th scope="col">Count</th>
          <th scope="col">Server (ms)</th>
          <th scope="col">Provider (ms)</th>
          <th scope="col">Request</th>
          <th scope="col">Answer</th>
        </tr>
      </thead>
      <tbody>
        {operations.map(({ operation, count, serverMs, providerMs, requestBytes, replyBytes }) => (
          <tr key={operation}>
            <th scope="row">{operation}</th>
            <FigureCell value={count} show={counted} />
            <FigureCell value={serverMs} show={milliseconds} />
            <FigureCell value={providerMs} show={milliseconds} />
            <FigureCell value={requestBytes} show={sizeText} />
            <FigureCell value={replyBytes} show={sizeText} />
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}

function stateText({ isKnown, isGathering, operations }: WbemServed): string {
  if (!isKnown) return "This server has no statistics of its own: it has no class CIM_CIMOMStatisticalData.";
  if (isGathering === true) {
    return operations.length === 0
      ? "The server gathers statistics, and has counted nothing yet."
      : "The server gathers statistics of everybody's operations. Times and sizes are averages of one operation.";
  }
  return operations.length === 0
    ? "The server does not gather statistics."
    : "The server does not gather statistics now; these are from before.";
}

/** What the server counts itself, of everybody's operations, and the switch for it. */
export function ServedFigures() {
  const { profile, operateDenial } = useExplorer();
  const client = useQueryClient();
  const options = wbemQueries.served(profile.id);
  const query = useQuery(options);
  const change = useApiMutation(switchWbemServed, {
    onSuccess: (served) => client.setQueryData(options.queryKey, served),
  });
  return (
    <Panel
      title="What the server counts itself"
      actions={<ReadAgain isFetching={query.isFetching} onRead={() => void query.refetch()} />}
    >
      <div className="sb-stack">
        {change.error ? <ProblemNotice problem={problemOf(change.error)} /> : null}
        <Answered profileId={profile.id} query={query} label="the statistics of the server">
          {(served) => (
            <>
              <div className="sb-cluster">
                <p className="sb-muted">{stateText(served)}</p>
                {served.isGathering === null ? null : (
                  <ReasonButton
                    kind="tertiary"
                    size="sm"
                    disabledReason={operateDenial ?? (change.isPending ? "The server is being told." : null)}
                    onClick={() =>
                      change.mutate({ params: { profileId: profile.id }, body: { isGathering: !served.isGathering } })
                    }
                  >
                    {served.isGathering ? "Stop gathering" : "Gather statistics"}
                  </ReasonButton>
                )}
              </div>
              {served.operations.length === 0 ? null : <ServedTable operations={served.operations} />}
            </>
          )}
        </Answered>
      </div>
    </Panel>
  );
}
