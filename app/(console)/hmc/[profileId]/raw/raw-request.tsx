"use client";

import { useState } from "react";
import { paths } from "@/app/_client/paths";
import { profileDenial } from "@/app/_client/permissions";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { Notice } from "@/app/_components/feedback/notice";
import { PageHeader, Panel } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import type { Profile } from "@/contracts/profile";
import type { RawDraft } from "../../../_raw/raw-draft";
import { RawForm } from "../../../_raw/raw-form";
import { RawHistory } from "../../../_raw/raw-history";
import { useRawRequest } from "../../../_raw/use-raw-request";
import { RawAnswer } from "./raw-answer";
import { uriProblem } from "./uri-problem";

function Exchange({ profile, initialUri }: { profile: Profile; initialUri: string }) {
  const [chosen, setChosen] = useState<{ draft: RawDraft; turn: number }>({
    draft: { method: "GET", uri: initialUri, body: "", ifMatch: "" },
    turn: 0,
  });
  const sending = useRawRequest(profile.id);
  return (
    <>
      <Panel title="Request">
        <RawForm
          key={chosen.turn}
          label="Raw request"
          profile={profile}
          methods={["GET", "POST", "DELETE"]}
          initial={chosen.draft}
          isChosen={chosen.turn > 0}
          uriLabel="URI"
          uriHelp="Path and query below /api/"
          uriProblem={uriProblem}
          sending={sending}
        />
      </Panel>
      {sending.error ? <ProblemNotice problem={problemOf(sending.error)} /> : null}
      {sending.answer ? <RawAnswer answer={sending.answer} /> : null}
      <RawHistory
        profileId={profile.id}
        onChoose={(draft) => setChosen((before) => ({ draft, turn: before.turn + 1 }))}
      />
    </>
  );
}

/** Sends one request as written, for operators who know the book; shows the answer and what was sent before. */
export function RawRequest({ profileId, initialUri }: { profileId: string; initialUri: string }) {
  const profile = useQuery(queries.profile(profileId));
  const denial = profile.data === undefined ? null : profileDenial(profile.data, "raw-request");
  return (
    <div className="sb-page">
      <PageHeader
        title="Raw request"
        trail={[
          { label: "HMC systems", href: paths.hmc() },
          { label: profile.data?.name ?? "Systems", href: paths.hmcSystems(profileId) },
        ]}
        summary="Sent with the profile's own session, as written. Changes are audited; secrets are taken out of what is shown."
      />
      <div className="sb-stack">
        {profile.isPending ? <LinesSkeleton label="the form" lines={5} /> : null}
        {profile.error ? <ProblemNotice problem={problemOf(profile.error)} /> : null}
        {denial === null ? null : <Notice tone="warn" title={denial} />}
        {profile.data !== undefined && denial === null ? (
          <Exchange profile={profile.data} initialUri={initialUri} />
        ) : null}
      </div>
    </div>
  );
}
