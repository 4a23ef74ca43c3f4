"use client";

import { type FormEvent, useId, useRef, useState } from "react";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { profileDenial } from "@/app/_client/permissions";
import { problemOf } from "@/app/_client/problem";
import { Button, Checkbox, InlineLoading, TextArea, TextInput } from "@/app/_components/carbon";
import { CopyButton } from "@/app/_components/feedback/copy-button";
import { Notice } from "@/app/_components/feedback/notice";
import { Panel } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { useErrorDescription } from "@/app/_components/form/use-error-description";
import { sendRawRequest } from "@/contracts/addresses/devices";
import type { Profile } from "@/contracts/profile";
import { RawHistory } from "../../../_raw/raw-history";
import { RawAnswer } from "../../../hmc/[profileId]/raw/raw-answer";
import { useExplorer } from "../explorer-context";
import { formatXml, sampleRequest } from "./cim-xml";

const CIMOM_PATH = "/cimom";
const USUAL_NAMESPACE = "root/cimv2";

function RawForm({ profile, namespace }: { profile: Profile; namespace: string | null }) {
  const id = useId();
  // A sample until something is typed: the namespace may become known later.
  const [typed, setBody] = useState<string | null>(null);
  const body = typed ?? sampleRequest(namespace ?? USUAL_NAMESPACE, "CIM_ComputerSystem");
  const [confirmation, setConfirmation] = useState("");
  const [isRecorded, setRecorded] = useState(false);
  const [isChecked, setChecked] = useState(false);
  const abort = useRef<AbortController | null>(null);
  const send = useApiMutation(sendRawRequest, { invalidates: [keys.rawRequests(profile.id), keys.runs] });
  const isEmpty = body.trim() === "";
  const isUnconfirmed = confirmation !== profile.name;
  useErrorDescription(`${id}-body`, isChecked && isEmpty);
  useErrorDescription(`${id}-confirmation`, isChecked && isUnconfirmed);

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (send.isPending || isEmpty || isUnconfirmed) return;
    abort.current = new AbortController();
    send.mutate({
      params: { profileId: profile.id },
      body: { method: "POST", uri: CIMOM_PATH, body, confirmation, record: isRecorded },
      signal: abort.current.signal,
    });
  }

  return (
    <>
      <Panel title="Request" actions={<CopyButton text={body} label="Copy the request" />}>
        <form className="sb-stack" method="post" aria-label="Raw request" noValidate onSubmit={onSubmit}>
          <TextArea
            id={`${id}-body`}
            className="sb-mono-input sb-monospaced"
            labelText="CIM-XML"
            helperText="The headers CIMOperation, CIMMethod and CIMObject are made from it."
            rows={16}
            value={body}
            invalid={isChecked && isEmpty}
            invalidText="A request is needed."
            spellCheck={false}
            onChange={({ target }) => setBody(target.value)}
          />
          <TextInput
            id={`${id}-confirmation`}
            labelText={
              <>
                Type <code>{profile.name}</code> to confirm a request that can change the server
              </>
            }
            value={confirmation}
            invalid={isChecked && isUnconfirmed}
            invalidText="This is not the name, letter for letter."
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => setConfirmation(target.value)}
          />
          <Checkbox
            id={`${id}-record`}
            labelText="Keep request and answer in the history"
            helperText="Without secrets. Otherwise only the status is kept."
            checked={isRecorded}
            onChange={(_event, { checked }) => setRecorded(checked)}
          />
          <div className="sb-cluster">
            <Button type="submit" size="md">
              Send
            </Button>
            <Button kind="ghost" size="md" onClick={() => setBody(formatXml(body))}>
              Format
            </Button>
            {send.isPending ? (
              <>
                <Button kind="ghost" size="md" onClick={() => abort.current?.abort()}>
                  Stop waiting
                </Button>
                <InlineLoading className="sb-dialog__progress" description="Waiting for the server" />
              </>
            ) : null}
          </div>
        </form>
      </Panel>
      {send.error ? <ProblemNotice problem={problemOf(send.error)} /> : null}
      {send.data ? <RawAnswer answer={{ ...send.data, body: formatXml(send.data.body) }} /> : null}
      <RawHistory
        profileId={profile.id}
        onChoose={(entry) => {
          if (entry.body !== "") setBody(entry.body);
          setConfirmation("");
          setChecked(false);
          document.getElementById(`${id}-body`)?.focus();
        }}
      />
    </>
  );
}

/** Sends CIM-XML as written, and shows the answer formatted. */
export function RawCimXml() {
  const { profile, namespace } = useExplorer();
  const denial = profileDenial(profile, "raw-request");
  if (denial !== null) return <Notice tone="warn" title={denial} />;
  return <RawForm profile={profile} namespace={namespace} />;
}
