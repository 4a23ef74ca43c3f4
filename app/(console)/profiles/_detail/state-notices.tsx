"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { profileDenial } from "@/app/_client/permissions";
import { problemOf } from "@/app/_client/problem";
import { useQueryClient } from "@/app/_client/use-query";
import { Notice } from "@/app/_components/feedback/notice";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { describeAbsolute } from "@/app/_components/feedback/time";
import { endInsecure, retryLogon } from "@/contracts/addresses/profiles";
import type { Profile } from "@/contracts/profile";

/** States of a profile that want a decision, on each of its pages: paused logons, verification turned off. */
export function StateNotices({ profile }: { profile: Profile }) {
  const client = useQueryClient();
  const store = (changed: Profile) => client.setQueryData(keys.profile(changed.id), changed);
  const retry = useApiMutation(retryLogon, { invalidates: [keys.profiles, keys.overview], onSuccess: store });
  const end = useApiMutation(endInsecure, { invalidates: [keys.profiles, keys.overview], onSuccess: store });
  const params = { profileId: profile.id };
  const { insecureUntil, mode } = profile.tls.trust;
  const failure = retry.error ?? end.error;
  return (
    <>
      {failure === null ? null : <ProblemNotice problem={problemOf(failure)} />}
      {profile.reachability.state === "paused" ? (
        <Notice
          tone="warn"
          title="Logons are paused"
          actions={
            <ReasonButton
              size="sm"
              kind="tertiary"
              disabledReason={profileDenial(profile, "operate")}
              onClick={() => retry.mutate({ params, body: {} })}
            >
              Try again
            </ReasonButton>
          }
        >
          <p>
            {profile.reachability.message ??
              "The device refused the credentials. The console stopped trying, so that the user is not locked."}
          </p>
        </Notice>
      ) : null}
      {profile.exposure === "encrypted" ? null : (
        <Notice
          tone={profile.exposure === "credentials-in-clear" ? "fail" : "warn"}
          title={
            profile.exposure === "credentials-in-clear"
              ? "User and password are sent without encryption"
              : "The connection is not encrypted"
          }
        >
          <p>
            Anyone on the network path can read and change what is sent
            {profile.exposure === "credentials-in-clear" ? ", credentials included" : ""}. Trust and TLS settings are
            kept, but do not count until the transport is HTTPS.
          </p>
        </Notice>
      )}
      {profile.exposure === "encrypted" && mode === "insecure" && insecureUntil !== undefined ? (
        <Notice
          tone="fail"
          title="The device's certificate is not verified"
          actions={
            <ReasonButton
              size="sm"
              kind="tertiary"
              disabledReason={profileDenial(profile, "manage")}
              onClick={() => end.mutate({ params })}
            >
              Verify again now
            </ReasonButton>
          }
        >
          <p>
            Anyone on the network path can read and change what is sent, credentials included. Ends{" "}
            <RelativeTime at={insecureUntil} /> ({describeAbsolute(insecureUntil)}).
          </p>
        </Notice>
      ) : null}
    </>
  );
}
