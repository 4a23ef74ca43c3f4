"use client";

import { type FormEvent, type ReactNode, useId, useRef, useState } from "react";
import type { Problem } from "@/contracts/problem";
import { Button, InlineLoading, TextInput } from "../carbon";
import { useErrorDescription } from "../form/use-error-description";
import { ModalDialog } from "./modal-dialog";
import { ProblemNotice } from "./problem-notice";

interface ConfirmDialogProps {
  title: string;
  /** What will happen, and to what. */
  children: ReactNode;
  /** Verb of the danger button: "Stop partition". */
  confirmLabel: string;
  /** The name that must be typed. Without it a click is enough; keep that for what can be undone. */
  nameToType?: string;
  isLoading: boolean;
  error: Problem | null;
  /** Gets the typed name, which the server compares again. */
  onConfirm: (typedName: string) => void;
  onClose: () => void;
}

/** Asks before something is destroyed or interrupted; the name of the thing has to be typed. Render it while open. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { nameToType, isLoading } = props;
  const formId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const [isMismatchShown, setMismatchShown] = useState(false);
  const matches = nameToType === undefined || typed === nameToType;

  useErrorDescription(`${formId}-name`, isMismatchShown && !matches);

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (isLoading) {
      return;
    }
    if (!matches) {
      setMismatchShown(true);
      input.current?.focus();
      return;
    }
    props.onConfirm(typed);
  }

  return (
    <ModalDialog
      title={props.title}
      role="alertdialog"
      onClose={props.onClose}
      footer={
        <>
          {isLoading ? <InlineLoading className="sb-dialog__progress" description="Working" /> : null}
          <Button size="md" kind="secondary" onClick={props.onClose}>
            Cancel
          </Button>
          <Button size="md" kind="danger" type="submit" form={formId} aria-disabled={isLoading}>
            {props.confirmLabel}
          </Button>
        </>
      }
    >
      {props.error ? <ProblemNotice problem={props.error} /> : null}
      <div className="sb-stack">{props.children}</div>
      <form id={formId} method="post" onSubmit={onSubmit}>
        {nameToType === undefined ? null : (
          <TextInput
            id={`${formId}-name`}
            ref={input}
            labelText={
              <>
                Type <code>{nameToType}</code> to confirm
              </>
            }
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              setMismatchShown(false);
            }}
            invalid={isMismatchShown && !matches}
            invalidText="This is not the name, letter for letter."
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </form>
    </ModalDialog>
  );
}
