"use client";

import Link from "next/link";
import { paths } from "@/app/_client/paths";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import { PlainTable } from "@/app/_components/table/plain-table";
import { isRunUnderWay, runTone } from "../runs/run-state";
import styles from "./bmc.module.scss";

/** A machine of the selection and what was started on it. */
export interface BulkLine {
  profileId: string;
  name: string;
  runIds: readonly string[];
  problem: string | null;
}

const POLL_MS = 5_000;

function RunCells({ runId }: { runId: string }) {
  const { data: run } = useQuery({
    ...queries.run(runId),
    // Live events normally bring changes; this is for a stream that is down.
    refetchInterval: (query) => (query.state.data && !isRunUnderWay(query.state.data) ? false : POLL_MS),
  });
  if (run === undefined) return null;
  return (
    <p className={styles.run}>
      <StatusTag status={run.state} tone={runTone(run)} />
      <span>{run.problem?.detail ?? run.progress}</span>
      <Link className="sb-link" href={paths.run(runId)} aria-label={`Details of ${run.label} ${run.profileName}`}>
        Details
      </Link>
    </p>
  );
}

/** How far each of the machines is; the runs go on when the table is gone. */
export function BulkProgress({ lines }: { lines: readonly BulkLine[] }) {
  return (
    <>
      <p className="sb-muted">They go on when this window is closed; all of it stands under Operations.</p>
      <PlainTable label="Progress">
        <thead>
          <tr>
            <th scope="col">BMC</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.profileId}>
              <th scope="row">{line.name}</th>
              <td>
                {line.runIds.map((runId) => (
                  <RunCells key={runId} runId={runId} />
                ))}
                {line.problem === null ? null : (
                  <p className={styles.run}>
                    <StatusTag status="not started" tone="fail" />
                    <span>{line.problem}</span>
                  </p>
                )}
                {line.problem === null && line.runIds.length === 0 ? (
                  <StatusTag status="being started" tone="busy" />
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </PlainTable>
    </>
  );
}
