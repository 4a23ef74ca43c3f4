"use client";

import { Suspense, useMemo, useState } from "react";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { Answered, ReadAgain } from "@/app/_components/feedback/device-answer";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { lazyNamed } from "@/app/_components/feedback/lazy-named";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { DownloadIcon, TrashCanIcon } from "@/app/_components/icons";
import { DataTable } from "@/app/_components/table/data-table";
import { saveFile } from "@/app/_components/table/export";
import { useUrlView } from "@/app/_components/table/use-view";
import { exportWbemRecording } from "@/contracts/addresses/wbem";
import { countOf } from "@/contracts/count";
import type { WbemRecording } from "@/contracts/wbem/recording";
import { useExplorer } from "../explorer-context";
import { numberRequests, type RecordedRequest } from "./recorded-requests";
import styles from "./recording.module.scss";
import { RecordingSwitch } from "./recording-switch";
import { requestColumns } from "./request-columns";

const RequestPanel = lazyNamed(() => import("./request-panel").then((module) => module.RequestPanel));
const AgainstAnother = lazyNamed(() => import("./against-another").then((module) => module.AgainstAnother));
const ClearDialog = lazyDialog(() => import("./clear-dialog").then((module) => module.ClearDialog));

const rowId = ({ number }: RecordedRequest) => String(number);
const NEWEST_FIRST = { column: "number", isDescending: true };

interface RecordedProps {
  recording: WbemRecording;
  isFetching: boolean;
  onRead: () => void;
}

function Requests({ recording, isFetching, onRead }: RecordedProps) {
  const { profile } = useExplorer();
  const [view, setView] = useUrlView();
  const [openNumber, setOpenNumber] = useState<number | null>(null);
  const { items, dropped, isOn } = recording;
  const rows = useMemo(() => numberRequests({ items, dropped }), [items, dropped]);
  const columns = useMemo(() => requestColumns(({ number }) => setOpenNumber(number)), []);
  const at = rows.findIndex(({ number }) => number === openNumber);
  const shown = rows[at];
  return (
    <>
      {dropped === 0 ? null : (
        <p className="sb-muted">
          {countOf(dropped, "older request")} had to go: the recording keeps the latest ones only.
        </p>
      )}
      <div className={styles.split} data-open={shown !== undefined}>
        <div className={styles.list}>
          <DataTable
            label="requests"
            columns={columns}
            rows={rows}
            rowId={rowId}
            view={view.sort === null ? { ...view, sort: NEWEST_FIRST } : view}
            onViewChange={setView}
            isLoading={false}
            exportName={`${profile.name}-requests`}
            toolbar={<ReadAgain isFetching={isFetching} onRead={onRead} />}
            emptyState={
              <EmptyState title={isOn ? "Nothing recorded yet" : "Nothing is recorded"}>
                <p>
                  {isOn
                    ? "Look at classes, instances or anything else of this server: each request appears here."
                    : "Switch the recording on, use this server, then come back to see every request and its answer."}
                </p>
              </EmptyState>
            }
          />
        </div>
        {shown === undefined ? null : (
          <Suspense fallback={<LinesSkeleton label="the request" lines={5} />}>
            <RequestPanel
              request={shown}
              previous={rows[at - 1]}
              next={rows[at + 1]}
              onOpen={({ number }) => setOpenNumber(number)}
              onClose={() => setOpenNumber(null)}
            />
          </Suspense>
        )}
      </div>
    </>
  );
}

function Recorded(props: RecordedProps) {
  const { profile } = useExplorer();
  const { recording } = props;
  const [isClearing, setClearing] = useState(false);
  const count = recording.items.length;
  const obstacle = count === 0 ? "Nothing is recorded yet." : null;
  const saving = useApiMutation(exportWbemRecording, {
    onSuccess: (yaml) => saveFile(`${profile.name}-recording.yaml`, "application/yaml", yaml),
  });
  return (
    <>
      <RecordingSwitch isOn={recording.isOn} />
      {saving.error ? <ProblemNotice problem={problemOf(saving.error)} /> : null}
      <div className="sb-cluster">
        <ReasonButton
          kind="tertiary"
          renderIcon={DownloadIcon}
          disabledReason={saving.isPending ? "The file is being made." : obstacle}
          onClick={() => saving.mutate({ params: { profileId: profile.id } })}
        >
          Export as YAML
        </ReasonButton>
        <ReasonButton
          kind="danger--ghost"
          renderIcon={TrashCanIcon}
          disabledReason={obstacle}
          onClick={() => setClearing(true)}
        >
          Clear
        </ReasonButton>
        <span className="sb-muted">The YAML file holds test cases that are replayed by pywbem.</span>
      </div>
      <Requests {...props} />
      {count === 0 ? null : (
        <Suspense fallback={<LinesSkeleton label="the comparison" lines={3} />}>
          <AgainstAnother />
        </Suspense>
      )}
      {isClearing ? <ClearDialog count={count} onClose={() => setClearing(false)} /> : null}
    </>
  );
}

/** One's own requests to the server, whole. */
export function Recording() {
  const { profile } = useExplorer();
  const query = useQuery(wbemQueries.recording(profile.id));
  const read = () => void query.refetch();
  return (
    <Answered profileId={profile.id} query={query} label="the recording" lines={5} onRead={read}>
      {(recording) => <Recorded recording={recording} isFetching={query.isFetching} onRead={read} />}
    </Answered>
  );
}
