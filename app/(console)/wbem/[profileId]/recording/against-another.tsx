"use client";

import Link from "next/link";
import { useId, useRef, useState } from "react";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { Button, InlineLoading, Select, SelectItem } from "@/app/_components/carbon";
import { Panel } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { compareWbemRecordings, replayWbemRecording } from "@/contracts/addresses/wbem";
import type { Problem } from "@/contracts/problem";
import type { Profile } from "@/contracts/profile";
import type { WbemComparison } from "@/contracts/wbem/recording";
import { useExplorer } from "../explorer-context";
import { ComparisonTable } from "./comparison-table";
import styles from "./recording.module.scss";

interface Result {
  comparison: WbemComparison;
  there: string;
}

const isStop = ({ name }: Error) => name === "AbortError";

/** What failed; where nothing is recorded of the other server, with the way to its recording. */
function Failure({ problem, other }: { problem: Problem; other: Pick<Profile, "id" | "name"> | undefined }) {
  const isOfOther = problem.errors?.some(({ path }) => path === "otherProfileId") ?? false;
  if (other === undefined || !isOfOther) return <ProblemNotice problem={problem} />;
  return (
    <ProblemNotice
      problem={problem}
      fieldErrors={[]}
      actions={
        <Button kind="tertiary" size="sm" as={Link} href={paths.wbemPart(other.id, "recording")}>
          Open the recording of {other.name}
        </Button>
      }
    />
  );
}

/** Replays the recording at another server, or compares it with what was recorded there. */
export function AgainstAnother() {
  const { profile } = useExplorer();
  const id = useId();
  const [chosenId, setChosenId] = useState("");
  const [result, setResult] = useState<Result | null>(null);
  const abort = useRef<AbortController | null>(null);
  const profiles = useQuery(queries.profiles());
  const replay = useApiMutation(replayWbemRecording, { invalidates: [keys.wbemPart(profile.id, "recording")] });
  const comparison = useApiMutation(compareWbemRecordings);
  const servers = (profiles.data?.items ?? []).filter(({ kind }) => kind === "wbem");
  const chosen = servers.find((server) => server.id === chosenId);
  const compared = servers.find(({ id: one }) => one === comparison.variables?.query?.otherProfileId);
  const isWorking = replay.isPending || comparison.isPending;
  const noServer = chosen === undefined ? "Choose a server first." : null;
  const isSelf = chosen?.id === profile.id ? "A recording is not compared with itself. Choose another server." : null;
  const working = isWorking ? "Wait until the work that is going on has ended." : null;
  const error = [replay.error, comparison.error].find((one) => one !== null && !isStop(one));

  function begin(): AbortSignal {
    replay.reset();
    comparison.reset();
    setResult(null);
    abort.current = new AbortController();
    return abort.current.signal;
  }

  function onReplay() {
    if (chosen === undefined) return;
    replay.mutate(
      { params: { profileId: profile.id }, body: { targetProfileId: chosen.id }, signal: begin() },
      { onSuccess: (answer) => setResult({ comparison: answer, there: `${chosen.name} now` }) },
    );
  }

  function onCompare() {
    if (chosen === undefined) return;
    comparison.mutate(
      { params: { profileId: profile.id }, query: { otherProfileId: chosen.id }, signal: begin() },
      { onSuccess: (answer) => setResult({ comparison: answer, there: chosen.name }) },
    );
  }

  return (
    <Panel title="Against another server">
      <div className="sb-stack">
        <p className="sb-muted">
          Replay sends the recorded requests that only read again, one after the other, and compares the answers.
          Compare sends nothing: it takes what you have recorded of the other server.
        </p>
        <div className={styles.choice}>
          <Select id={id} labelText="WBEM server" value={chosenId} onChange={({ target }) => setChosenId(target.value)}>
            <SelectItem value="" text={profiles.isPending ? "Reading" : "Choose a server"} />
            {servers.map((server) => (
              <SelectItem
                key={server.id}
                value={server.id}
                text={server.id === profile.id ? `${server.name} (this one)` : server.name}
              />
            ))}
          </Select>
          <ReasonButton disabledReason={working ?? noServer} onClick={onReplay}>
            Replay there
          </ReasonButton>
          <ReasonButton kind="tertiary" disabledReason={working ?? noServer ?? isSelf} onClick={onCompare}>
            Compare with my recording there
          </ReasonButton>
          {isWorking ? (
            <>
              <Button kind="ghost" size="md" onClick={() => abort.current?.abort()}>
                Stop
              </Button>
              <InlineLoading
                className="sb-dialog__progress"
                description={replay.isPending ? "Replaying" : "Comparing"}
              />
            </>
          ) : null}
        </div>
        {error ? <Failure problem={problemOf(error)} other={compared} /> : null}
        {result === null ? null : (
          <ComparisonTable comparison={result.comparison} here={profile.name} there={result.there} />
        )}
      </div>
    </Panel>
  );
}
