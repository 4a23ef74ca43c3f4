"use client";

import { type FormEvent, useState } from "react";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { Button, Checkbox, InlineLoading, Select, SelectItem, TextArea, TextInput } from "@/app/_components/carbon";
import { CopyButton } from "@/app/_components/feedback/copy-button";
import { Notice } from "@/app/_components/feedback/notice";
import { PageHeader, Panel } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { sendRawRequest } from "@/contracts/addresses/devices";
import { explainDenied } from "@/contracts/permissions";
import { curlCommand } from "../../curl";
import { RawAnswer } from "./raw-answer";
import { bodyProblem, type RawDraft, uriProblem } from "./raw-draft";
import { RawHistory } from "./raw-history";

/** Sends one request as written, for operators who know the book; shows the answer and what was sent before. */
export function RawRequest({ profileId, initialUri }: { profileId: string; initialUri: string }) {
  const [draft, setDraft] = useState<RawDraft>({ method: "GET", uri: initialUri, body: "" });
  const [confirmation, setConfirmation] = useState("");
  const [isRecorded, setRecorded] = useState(false);
  const [isChecked, setChecked] = useState(false);
  const [abort, setAbort] = useState<AbortController | null>(null);
  const profile = useQuery(queries.profile(profileId));
  const send = useApiMutation(sendRawRequest, { invalidates: [keys.rawRequests(profileId), keys.runs] });
  const name = profile.data?.name ?? "";
  const isChange = draft.method !== "GET";
  const problems = {
    uri: uriProblem(draft.uri),
    body: draft.method === "POST" ? bodyProblem(draft.body) : null,
    confirmation: isChange && confirmation !== name ? "This is not the name, letter for letter." : null,
  };
  const hasBody = draft.method === "POST" && draft.body.trim() !== "";
  const deniedReason =
    profile.data && !profile.data.permissions.includes("raw-request") ? explainDenied("raw-request") : null;

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (send.isPending || Object.values(problems).some((problem) => problem !== null)) return;
    const controller = new AbortController();
    setAbort(controller);
    send.mutate({
      params: { profileId },
      body: {
        method: draft.method,
        uri: draft.uri,
        ...(hasBody ? { body: draft.body } : {}),
        ...(isChange ? { confirmation } : {}),
        record: isRecorded,
      },
      signal: controller.signal,
    });
  }

  const curl = curlCommand({
    method: draft.method,
    host: profile.data?.host ?? "<HMC>",
    port: profile.data?.port ?? 6794,
    uri: draft.uri,
    body: hasBody ? draft.body : undefined,
  });

  return (
    <div className="sb-page">
      <PageHeader
        title="Raw request"
        trail={[
          { label: "HMC systems", href: paths.hmc() },
          { label: name || "Systems", href: paths.hmcSystems(profileId) },
        ]}
        summary="Sent with the profile's own session, as written. Changes are audited; secrets are taken out of what is shown."
      />
      <div className="sb-stack">
        {profile.isPending ? <LinesSkeleton label="the form" lines={5} /> : null}
        {profile.error ? <ProblemNotice problem={problemOf(profile.error)} /> : null}
        {deniedReason === null ? null : <Notice tone="warn" title={deniedReason} />}
        {profile.data !== undefined && deniedReason === null ? (
          <>
            <Panel title="Request">
              <form className="sb-stack" method="post" aria-label="Raw request" onSubmit={onSubmit} noValidate>
                <div className="sb-raw-line">
                  <Select
                    id="raw-method"
                    labelText="Method"
                    value={draft.method}
                    onChange={(event) => setDraft({ ...draft, method: event.target.value as RawDraft["method"] })}
                  >
                    <SelectItem value="GET" text="GET" />
                    <SelectItem value="POST" text="POST" />
                    <SelectItem value="DELETE" text="DELETE" />
                  </Select>
                  <TextInput
                    id="raw-uri"
                    className="sb-mono-input"
                    labelText="URI"
                    helperText="Path and query below /api/"
                    value={draft.uri}
                    invalid={isChecked && problems.uri !== null}
                    invalidText={problems.uri}
                    autoComplete="off"
                    spellCheck={false}
                    onChange={(event) => setDraft({ ...draft, uri: event.target.value })}
                  />
                </div>
                {draft.method === "POST" ? (
                  <TextArea
                    id="raw-body"
                    className="sb-mono-input"
                    labelText="Body (optional)"
                    helperText="JSON"
                    rows={8}
                    value={draft.body}
                    invalid={isChecked && problems.body !== null}
                    invalidText={problems.body}
                    spellCheck={false}
                    onChange={(event) => setDraft({ ...draft, body: event.target.value })}
                  />
                ) : null}
                {isChange ? (
                  <TextInput
                    id="raw-confirmation"
                    labelText={
                      <>
                        Type <code>{name}</code> to confirm a request that can change the device
                      </>
                    }
                    value={confirmation}
                    invalid={isChecked && problems.confirmation !== null}
                    invalidText={problems.confirmation}
                    autoComplete="off"
                    spellCheck={false}
                    onChange={(event) => setConfirmation(event.target.value)}
                  />
                ) : null}
                <Checkbox
                  id="raw-record"
                  labelText="Keep request and answer in the history"
                  helperText="Without secrets. Otherwise only method, URI and status are kept."
                  checked={isRecorded}
                  onChange={(_event, { checked }) => setRecorded(checked)}
                />
                <div className="sb-cluster">
                  <Button type="submit" size="md">
                    Send
                  </Button>
                  {send.isPending ? (
                    <>
                      <Button kind="ghost" size="md" onClick={() => abort?.abort()}>
                        Stop waiting
                      </Button>
                      <InlineLoading className="sb-dialog__progress" description="Waiting for the device" />
                    </>
                  ) : null}
                  <span className="sb-cluster">
                    <CopyButton text={curl} label="Copy as curl with placeholders" />
                    <span className="sb-muted">Copy as curl</span>
                  </span>
                </div>
              </form>
            </Panel>
            {send.error ? <ProblemNotice problem={problemOf(send.error)} /> : null}
            {send.data ? <RawAnswer answer={send.data} /> : null}
            <RawHistory
              profileId={profileId}
              onChoose={(entry) => {
                setDraft({ method: entry.method, uri: entry.uri, body: entry.body });
                setConfirmation("");
                setChecked(false);
                document.getElementById("raw-uri")?.focus();
              }}
            />
          </>
        ) : null}
      </div>
    </div>
  );
}
