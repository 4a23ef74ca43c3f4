"use client";

import { type FormEvent, useState } from "react";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { Button, Checkbox, InlineLoading, Select, SelectItem, TextArea, TextInput } from "@/app/_components/carbon";
import { CopyButton } from "@/app/_components/feedback/copy-button";
import { Panel } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { sendRawRequest } from "@/contracts/addresses/devices";
import type { Profile } from "@/contracts/profile";
import { bodyProblem } from "../../../hmc/[profileId]/raw/raw-draft";
import { curlCommand } from "../../../hmc/curl";
import { pathProblem } from "./redfish";
import { ResourceView } from "./resource-view";

/** A change being written. */
export interface ChangeDraft {
  method: "POST" | "DELETE";
  uri: string;
  body: string;
}

/** A request that can change the BMC, sent as written once the profile's name was typed. */
export function ChangeForm({ profile, initial }: { profile: Profile; initial: ChangeDraft }) {
  const [draft, setDraft] = useState(initial);
  const [confirmation, setConfirmation] = useState("");
  const [isRecorded, setRecorded] = useState(false);
  const [isChecked, setChecked] = useState(false);
  const send = useApiMutation(sendRawRequest, { invalidates: [keys.rawRequests(profile.id), keys.runs] });
  const isPost = draft.method === "POST";
  const problems = {
    uri: pathProblem(draft.uri),
    body: isPost ? bodyProblem(draft.body) : null,
    confirmation: confirmation === profile.name ? null : "This is not the name, letter for letter.",
  };
  const body = isPost && draft.body.trim() !== "" ? draft.body : undefined;

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (send.isPending || Object.values(problems).some((problem) => problem !== null)) return;
    send.mutate({
      params: { profileId: profile.id },
      body: {
        method: draft.method,
        uri: draft.uri,
        ...(body === undefined ? {} : { body }),
        confirmation,
        record: isRecorded,
      },
    });
  }

  const curl = curlCommand({
    method: draft.method,
    host: profile.host,
    port: profile.port,
    uri: draft.uri,
    body,
    header: "X-Auth-Token: <TOKEN>",
  });
  return (
    <>
      <Panel title="Request that can change the BMC">
        <form className="sb-stack" method="post" aria-label="Change" onSubmit={onSubmit} noValidate>
          <div className="sb-raw-line">
            <Select
              id="change-method"
              labelText="Method"
              value={draft.method}
              onChange={(event) => setDraft({ ...draft, method: event.target.value === "DELETE" ? "DELETE" : "POST" })}
            >
              <SelectItem value="POST" text="POST" />
              <SelectItem value="DELETE" text="DELETE" />
            </Select>
            <TextInput
              id="change-uri"
              className="sb-mono-input"
              labelText="Path of the request"
              value={draft.uri}
              invalid={isChecked && problems.uri !== null}
              invalidText={problems.uri}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setDraft({ ...draft, uri: event.target.value })}
            />
          </div>
          {isPost ? (
            <TextArea
              id="change-body"
              className="sb-mono-input"
              labelText="Body (optional)"
              helperText="JSON"
              rows={6}
              value={draft.body}
              invalid={isChecked && problems.body !== null}
              invalidText={problems.body}
              spellCheck={false}
              onChange={(event) => setDraft({ ...draft, body: event.target.value })}
            />
          ) : null}
          <TextInput
            id="change-confirmation"
            labelText={
              <>
                Type <code>{profile.name}</code> to confirm
              </>
            }
            value={confirmation}
            invalid={isChecked && problems.confirmation !== null}
            invalidText={problems.confirmation}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setConfirmation(event.target.value)}
          />
          <Checkbox
            id="change-record"
            labelText="Keep request and answer in the history"
            helperText="Without secrets. Otherwise only method, path and status are kept."
            checked={isRecorded}
            onChange={(_event, { checked }) => setRecorded(checked)}
          />
          <div className="sb-cluster">
            <Button type="submit" size="md" kind="danger" aria-disabled={send.isPending}>
              Send
            </Button>
            {send.isPending ? (
              <InlineLoading className="sb-dialog__progress" description="Waiting for the BMC" />
            ) : null}
            <span className="sb-cluster">
              <CopyButton text={curl} label="Copy the change as curl with placeholders" />
              <span className="sb-muted">Copy as curl</span>
            </span>
          </div>
        </form>
      </Panel>
      {send.error ? <ProblemNotice problem={problemOf(send.error)} /> : null}
      {send.data ? <ResourceView profileId={profile.id} title="Answer to the change" answer={send.data} /> : null}
    </>
  );
}
