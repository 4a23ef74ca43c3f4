"use client";

import { type FormEvent, useEffect, useId, useState } from "react";
import { Button, Checkbox, InlineLoading, Select, SelectItem, TextArea, TextInput } from "@/app/_components/carbon";
import { CopyButton } from "@/app/_components/feedback/copy-button";
import { useErrorDescription } from "@/app/_components/form/use-error-description";
import { useHydrated } from "@/app/_components/form/use-hydrated";
import type { RawMethod } from "@/contracts/operation";
import type { Profile } from "@/contracts/profile";
import { curlCommand } from "./curl";
import { bodyProblem, ifMatchProblem, type RawDraft, takesBody } from "./raw-draft";
import type { RawSending } from "./use-raw-request";

interface RawFormProps {
  /** Accessible name of the form. */
  label: string;
  profile: Profile;
  methods: readonly RawMethod[];
  initial: RawDraft;
  /** The form was opened for this draft: it takes the focus. */
  isChosen: boolean;
  uriLabel: string;
  uriHelp?: string;
  uriProblem: (uri: string) => string | null;
  /** Header of the session for the curl command, where it is not the HMC's. */
  curlHeader?: string;
  sending: RawSending;
}

/** A request to be sent as written; what can change the device, only once the profile's name was typed. */
export function RawForm(props: RawFormProps) {
  const { profile, initial, isChosen, sending } = props;
  const id = useId();
  const [draft, setDraft] = useState(initial);
  const [confirmation, setConfirmation] = useState("");
  const [isRecorded, setRecorded] = useState(false);
  const [isChecked, setChecked] = useState(false);
  const isHydrated = useHydrated();
  useEffect(() => {
    if (isChosen) document.getElementById(`${id}uri`)?.focus();
  }, [id, isChosen]);
  const isChange = draft.method !== "GET";
  const problems = {
    uri: props.uriProblem(draft.uri),
    body: bodyProblem(draft),
    ifMatch: ifMatchProblem(draft),
    confirmation: isChange && confirmation !== profile.name ? "This is not the name, letter for letter." : null,
  };
  const shown = (field: keyof typeof problems) => ({
    invalid: isChecked && problems[field] !== null,
    invalidText: problems[field],
  });
  useErrorDescription(`${id}uri`, shown("uri").invalid);
  useErrorDescription(`${id}body`, shown("body").invalid);
  useErrorDescription(`${id}ifMatch`, shown("ifMatch").invalid);
  useErrorDescription(`${id}confirmation`, shown("confirmation").invalid);
  const change = (part: Partial<RawDraft>) => setDraft({ ...draft, ...part });

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    const [wrong] = Object.entries(problems).filter(([, problem]) => problem !== null);
    if (wrong !== undefined) document.getElementById(`${id}${wrong[0]}`)?.focus();
    if (sending.isPending || wrong !== undefined) return;
    sending.send(draft, confirmation, isRecorded);
  }

  const curl = curlCommand({
    method: draft.method,
    host: profile.host,
    port: profile.port,
    uri: draft.uri,
    body: takesBody(draft.method) && draft.body.trim() !== "" ? draft.body : undefined,
    ifMatch: draft.method === "PATCH" ? draft.ifMatch : undefined,
    header: props.curlHeader,
  });
  return (
    <form className="sb-stack" method="post" aria-label={props.label} onSubmit={onSubmit} noValidate>
      <div className="sb-raw-line">
        <Select
          id={`${id}method`}
          labelText="Method"
          value={draft.method}
          onChange={(event) =>
            change({ method: props.methods.find((method) => method === event.target.value) ?? draft.method })
          }
        >
          {props.methods.map((method) => (
            <SelectItem key={method} value={method} text={method} />
          ))}
        </Select>
        <TextInput
          id={`${id}uri`}
          className="sb-mono-input"
          labelText={props.uriLabel}
          helperText={props.uriHelp}
          value={draft.uri}
          {...shown("uri")}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => change({ uri: event.target.value })}
        />
      </div>
      {takesBody(draft.method) ? (
        <TextArea
          id={`${id}body`}
          className="sb-mono-input"
          labelText={draft.method === "PATCH" ? "Properties to change" : "Body (optional)"}
          helperText="JSON"
          rows={8}
          value={draft.body}
          {...shown("body")}
          spellCheck={false}
          onChange={(event) => change({ body: event.target.value })}
        />
      ) : null}
      {draft.method === "PATCH" ? (
        <TextInput
          id={`${id}ifMatch`}
          className="sb-mono-input"
          labelText="Only if its ETag is still (optional)"
          helperText="Sent as If-Match: the device refuses the change where the resource has changed since it was read. A resource with a clock inside never has the same ETag twice; leave this empty for it."
          value={draft.ifMatch}
          {...shown("ifMatch")}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => change({ ifMatch: event.target.value })}
        />
      ) : null}
      {isChange ? (
        <TextInput
          id={`${id}confirmation`}
          labelText={
            <>
              Type <code>{profile.name}</code> to confirm a request that can change the device
            </>
          }
          value={confirmation}
          {...shown("confirmation")}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setConfirmation(event.target.value)}
        />
      ) : null}
      <Checkbox
        id={`${id}record`}
        labelText="Keep request and answer in the history"
        helperText="Without secrets. Otherwise only method, path and status are kept."
        checked={isRecorded}
        onChange={(_event, { checked }) => setRecorded(checked)}
      />
      <div className="sb-cluster">
        <Button
          type="submit"
          size="md"
          kind={isChange ? "danger" : "primary"}
          disabled={!isHydrated}
          aria-disabled={sending.isPending}
        >
          Send
        </Button>
        {sending.isPending ? (
          <>
            <Button kind="ghost" size="md" onClick={sending.stop}>
              Stop waiting
            </Button>
            <InlineLoading className="sb-dialog__progress" description="Waiting for the device" />
          </>
        ) : null}
        <span className="sb-cluster">
          <CopyButton text={curl} label={`Copy as curl with placeholders: ${props.label}`} />
          <span className="sb-muted">Copy as curl</span>
        </span>
      </div>
    </form>
  );
}
