"use client";

import { useId, useState } from "react";
import { createPortal } from "react-dom";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { Button, TextInput } from "@/app/_components/carbon";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { useErrorDescription } from "@/app/_components/form/use-error-description";
import { readWbemUri } from "@/contracts/addresses/wbem";
import type { WbemPath } from "@/contracts/wbem/values";
import { useExplorer } from "../explorer-context";
import type { ItemDraft } from "./draft";
import styles from "./value-field.module.scss";
import { pathLabel } from "./value-text";

const PickerDialog = lazyDialog(() => import("./picker-dialog").then((module) => module.PickerDialog));

interface ReferenceInputProps {
  label: string;
  referenceClass: string | null;
  item: ItemDraft;
  isDisabled: boolean;
  problem: string | undefined;
  onChange: (item: ItemDraft) => void;
}

/** A reference to an instance: chosen among those of its class, or by a pasted WBEM URI. */
export function ReferenceInput({ label, referenceClass, item, isDisabled, problem, onChange }: ReferenceInputProps) {
  const { profile, namespace } = useExplorer();
  const id = useId();
  const [isPicking, setPicking] = useState(false);
  const [uri, setUri] = useState("");
  const [note, setNote] = useState<string | null>(null);
  useErrorDescription(id, note !== null || problem !== undefined);
  const take = (path: WbemPath) => {
    setNote(null);
    setUri("");
    onChange({ isNull: false, text: pathLabel(path), path });
  };
  const reading = useApiMutation(readWbemUri, {
    onSuccess: (named) => {
      if (named.path === null) setNote("This is the URI of a class; an instance is needed.");
      else take({ ...named.path, namespace: named.path.namespace ?? named.namespace });
    },
  });

  function read() {
    if (uri.trim() === "" || reading.isPending) return;
    reading.mutate({ params: { profileId: profile.id }, query: { uri, namespace: namespace ?? undefined } });
  }

  return (
    <div className={styles.reference}>
      {item.path === null ? (
        <span className="sb-muted">No instance chosen</span>
      ) : (
        <code>
          {item.path.className} {pathLabel(item.path)}
        </code>
      )}
      {referenceClass === null || namespace === null ? null : (
        <Button
          kind="tertiary"
          size="sm"
          disabled={isDisabled}
          aria-label={`Choose an instance for ${label}`}
          onClick={() => setPicking(true)}
        >
          Choose
        </Button>
      )}
      {item.path === null ? null : (
        <Button
          kind="ghost"
          size="sm"
          disabled={isDisabled}
          aria-label={`Clear the choice for ${label}`}
          onClick={() => onChange({ isNull: false, text: "", path: null })}
        >
          Clear
        </Button>
      )}
      <div className={styles.paste}>
        <TextInput
          id={id}
          size="sm"
          labelText={`WBEM URI for ${label}`}
          placeholder="or paste a WBEM URI and press Enter"
          value={uri}
          disabled={isDisabled}
          invalid={note !== null || problem !== undefined}
          invalidText={note ?? problem}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => {
            setUri(target.value);
            setNote(null);
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            read();
          }}
          onBlur={read}
        />
        {reading.error ? <ProblemNotice problem={problemOf(reading.error)} /> : null}
      </div>
      {isPicking && referenceClass !== null && namespace !== null
        ? // Outside of the form: its own search field must not send the form.
          createPortal(
            <PickerDialog
              namespace={namespace}
              className={referenceClass}
              onChoose={(path) => {
                setPicking(false);
                take(path);
              }}
              onClose={() => setPicking(false)}
            />,
            document.body,
          )
        : null}
    </div>
  );
}
