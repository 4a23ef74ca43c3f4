"use client";

import { useId } from "react";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { profileDenial } from "@/app/_client/permissions";
import { problemOf } from "@/app/_client/problem";
import { useQueryClient } from "@/app/_client/use-query";
import { Toggle } from "@/app/_components/carbon";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { setKeepListening } from "@/contracts/addresses/profiles";
import type { Profile } from "@/contracts/profile";

/** Switches listening on or off for times when nobody watches; takes effect at once. */
export function KeepListening({ profile }: { profile: Profile }) {
  const id = useId();
  const client = useQueryClient();
  const change = useApiMutation(setKeepListening, {
    invalidates: [keys.profiles],
    onSuccess: (changed) => client.setQueryData(keys.profile(changed.id), changed),
  });
  const denied = profileDenial(profile, "operate");
  const shown = change.isPending ? change.variables.body.keepListening : profile.keepListening;
  return (
    <div>
      {change.error === null ? null : <ProblemNotice problem={problemOf(change.error)} />}
      <Toggle
        id={id}
        size="sm"
        labelText="Keep listening"
        labelA="Off"
        labelB="On"
        toggled={shown}
        disabled={denied !== null}
        aria-describedby={`${id}-help`}
        onToggle={(keepListening) => change.mutate({ params: { profileId: profile.id }, body: { keepListening } })}
      />
      <div id={`${id}-help`} className="sb-field__message">
        {denied ?? "Receives and stores notifications also while nobody watches."}
      </div>
    </div>
  );
}
