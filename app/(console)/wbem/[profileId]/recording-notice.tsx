"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { Button } from "@/app/_components/carbon";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { RecordingIcon } from "@/app/_components/icons";
import { countOf } from "@/contracts/count";
import { useExplorer } from "./explorer-context";
import { useRecordingSwitch } from "./use-recording-switch";
import styles from "./wbem.module.scss";

/** Said on every page of a server while the reader's requests are recorded, with the way to end that. */
export function RecordingNotice() {
  const { profile, namespace } = useExplorer();
  const pathname = usePathname();
  // The page of the recording says it by itself.
  const isNeeded = pathname !== paths.wbemPart(profile.id, "recording");
  const { data } = useQuery({ ...wbemQueries.recordingState(profile.id), enabled: isNeeded });
  const change = useRecordingSwitch(profile.id);
  if (!isNeeded || data?.isOn !== true) return null;
  return (
    <section className={styles.recording} aria-label="Recording">
      <p className="sb-cluster">
        <RecordingIcon className={styles.recordingIcon} />
        <strong>Recording your requests</strong>
        <span className="sb-muted">{countOf(data.count, "request")} kept</span>
      </p>
      <div className="sb-cluster">
        <Link
          className="sb-link"
          href={paths.wbemPart(profile.id, "recording", { namespace: namespace ?? undefined })}
          prefetch={false}
        >
          Show them
        </Link>
        <Button
          kind="ghost"
          size="sm"
          aria-disabled={change.isPending}
          onClick={() => {
            if (!change.isPending) change.mutate({ params: { profileId: profile.id }, body: { isOn: false } });
          }}
        >
          Stop recording
        </Button>
      </div>
      {change.error ? <ProblemNotice problem={problemOf(change.error)} /> : null}
    </section>
  );
}
