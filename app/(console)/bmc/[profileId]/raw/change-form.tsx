"use client";

import { problemOf } from "@/app/_client/problem";
import { Notice } from "@/app/_components/feedback/notice";
import { Panel } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import type { Profile } from "@/contracts/profile";
import type { RawDraft } from "../../../_raw/raw-draft";
import { RawForm } from "../../../_raw/raw-form";
import { useRawRequest } from "../../../_raw/use-raw-request";
import { pathProblem, SESSION_HEADER } from "./redfish";
import { ResourceView } from "./resource-view";

/** A request that can change the BMC, sent as written once the profile's name was typed. */
export function ChangeForm({ profile, initial }: { profile: Profile; initial: RawDraft }) {
  const sending = useRawRequest(profile.id);
  const { answer } = sending;
  return (
    <>
      <Panel title="Request that can change the BMC">
        <RawForm
          label="Change"
          profile={profile}
          methods={["POST", "PATCH", "DELETE"]}
          initial={initial}
          isChosen
          uriLabel="Path of the request"
          uriProblem={pathProblem}
          curlHeader={SESSION_HEADER}
          sending={sending}
        />
      </Panel>
      {sending.error ? <ProblemNotice problem={problemOf(sending.error)} /> : null}
      {answer?.status === 412 ? (
        <Notice tone="warn" role="alert" title="Nothing was changed: the resource is not as it was read">
          <p>Somebody else has changed it, or it holds a clock. Read it again, and write the change anew.</p>
        </Notice>
      ) : null}
      {answer ? <ResourceView profileId={profile.id} title="Answer to the change" answer={answer} /> : null}
    </>
  );
}
