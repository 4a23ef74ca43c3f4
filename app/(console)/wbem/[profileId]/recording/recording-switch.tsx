"use client";

import { useId } from "react";
import { problemOf } from "@/app/_client/problem";
import { Toggle } from "@/app/_components/carbon";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { useExplorer } from "../explorer-context";
import { useRecordingSwitch } from "../use-recording-switch";
import styles from "./recording.module.scss";

/** Begins and ends the recording, and says what is recorded. */
export function RecordingSwitch({ isOn }: { isOn: boolean }) {
  const { profile } = useExplorer();
  const id = useId();
  const change = useRecordingSwitch(profile.id);
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
