"use client";

import { useId } from "react";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { useQueryClient } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { Toggle } from "@/app/_components/carbon";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { switchWbemRecording } from "@/contracts/addresses/wbem";
import { useExplorer } from "../explorer-context";
import styles from "./recording.module.scss";

/** Begins and ends the recording, and says what is recorded. */
export function RecordingSwitch({ isOn }: { isOn: boolean }) {
  const { profile } = useExplorer();
  const id = useId();
  const client = useQueryClient();
  const { queryKey } = wbemQueries.recording(profile.id);
  const change = useApiMutation(switchWbemRecording, {
    onSuccess: (recording) => {
      // A reading that began before the switch would put the old state back.
      void client.cancelQueries({ queryKey }).then(() => client.setQueryData(queryKey, recording));
    },
  });
  const isShownOn = change.isPending ? change.variables.body.isOn : isOn;
  return (
    <>
      {change.error ? <ProblemNotice problem={problemOf(change.error)} /> : null}
      <section className={`${styles.switch}${isShownOn ? ` ${styles.isOn}` : ""}`} aria-label="Recorder">
        <div>
          <h2>{isShownOn ? "Recording your requests" : "Not recording"}</h2>
          <p id={`${id}-help`}>
            Only what you do yourself with this profile, in this sign-in, is recorded: what others do is not. Passwords
            and other secrets are masked. The recording lies in the console's memory: it is gone when you clear it or
            sign out, when the profile is changed, and when the console is restarted.
          </p>
        </div>
        <Toggle
          id={id}
          labelText="Record my requests"
          labelA="Off"
          labelB="On"
          toggled={isShownOn}
          aria-describedby={`${id}-help`}
          onToggle={(wanted) => {
            if (!change.isPending) change.mutate({ params: { profileId: profile.id }, body: { isOn: wanted } });
          }}
        />
      </section>
    </>
  );
}
