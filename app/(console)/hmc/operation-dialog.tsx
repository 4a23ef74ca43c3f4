"use client";

import { type FormEvent, useId, useState } from "react";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { Button, Checkbox, InlineLoading, Select, SelectItem, TextInput } from "@/app/_components/carbon";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { Notice } from "@/app/_components/feedback/notice";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { useErrorDescription } from "@/app/_components/form/use-error-description";
import { startOperation } from "@/contracts/addresses/devices";
import type { FieldDescription, OperationDescription } from "@/contracts/kind";
import type { OperationRun } from "@/contracts/operation";
import { initialInput, inputOf, type OperationValues } from "./operation-input";

/** An operation somebody is about to start, and the object it is for. */
export interface ChosenOperation {
  operation: OperationDescription;
  target: { uri: string; name: string; class: string; cpcName?: string | null };
}

interface OperationDialogProps extends ChosenOperation {
  profileId: string;
  /** Name of the profile, where the object's own name may be found on other devices too. */
  profileName?: string;
  onStarted: (run: OperationRun) => void;
  onClose: () => void;
}

interface FieldInputProps {
  field: FieldDescription;
  value: OperationValues[string] | undefined;
  problem: string | undefined;
  onChange: (value: OperationValues[string]) => void;
}

function FieldInput({ field, value, problem, onChange }: FieldInputProps) {
  const id = useId();
  useErrorDescription(id, problem !== undefined);
  if (field.type === "boolean") {
    return (
      <Checkbox
        id={id}
        labelText={field.label}
        helperText={field.help}
        checked={value === true}
        onChange={(_event, { checked }) => onChange(checked)}
      />
    );
  }
  if (field.type === "select") {
    return (
      <Select
        id={id}
        labelText={field.label}
        helperText={field.help}
        value={String(value ?? "")}
        onChange={(event) => onChange(event.target.value)}
      >
        {field.isRequired ? null : <SelectItem value="" text="As the device decides" />}
        {(field.options ?? []).map((option) => (
          <SelectItem key={option.value} value={option.value} text={option.label} />
        ))}
      </Select>
    );
  }
  return (
    <TextInput
      id={id}
      labelText={field.isRequired ? field.label : `${field.label} (optional)`}
      helperText={field.help}
      value={String(value ?? "")}
      inputMode={field.type === "number" ? "numeric" : "text"}
      invalid={problem !== undefined}
      invalidText={problem}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

/** Where an object is: its CPC, if it lies on one, and the profile. */
function placeOf({ cpcName }: ChosenOperation["target"], profileName: string | undefined): string {
  return [cpcName ? `CPC ${cpcName}` : "", profileName ?? ""].filter((part) => part !== "").join(" of ");
}

/** Asks for an operation's input and, where the operation wants it, for the name of the object; then starts it. */
export function OperationDialog(props: OperationDialogProps) {
  const { profileId, operation, target, onStarted, onClose } = props;
  const formId = useId();
  const [values, setValues] = useState<OperationValues>(() => initialInput(operation.fields));
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [typed, setTyped] = useState("");
  const [isMismatchShown, setMismatchShown] = useState(false);
  const [acceptsExceptions, setAcceptsExceptions] = useState(false);
  const mutation = useApiMutation(startOperation, {
    invalidates: [keys.runs],
    onSuccess: onStarted,
  });
  const isDisruptive = operation.risk === "disruptive";
  const isNameWrong = operation.asksForName && typed !== target.name;
  useErrorDescription(`${formId}-name`, isMismatchShown && isNameWrong);
  const place = placeOf(target, props.profileName);

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (mutation.isPending) return;
    const checked = inputOf(operation.fields, values);
    setProblems(checked.problems);
    setMismatchShown(isNameWrong);
    if (isNameWrong) document.getElementById(`${formId}-name`)?.focus();
    if (Object.keys(checked.problems).length > 0 || isNameWrong) return;
    mutation.mutate({
      params: { profileId, operation: operation.id },
      body: {
        target: target.uri,
        input: checked.input,
        ...(operation.asksForName ? { confirmation: typed } : {}),
        acceptStatuses: acceptsExceptions ? ["exceptions"] : [],
      },
    });
  }

  return (
    <ModalDialog
      title={`${operation.label} ${target.name}`}
      role={isDisruptive ? "alertdialog" : undefined}
      onClose={onClose}
      footer={
        <>
          {mutation.isPending ? (
            <InlineLoading className="sb-dialog__progress" description="Asking the device" />
          ) : null}
          <Button size="md" kind="secondary" onClick={onClose}>
            Cancel
          </Button>
          <Button
            size="md"
            kind={isDisruptive ? "danger" : "primary"}
            type="submit"
            form={formId}
            aria-disabled={mutation.isPending}
          >
            {operation.label}
          </Button>
        </>
      }
    >
      {mutation.error ? <ProblemNotice problem={problemOf(mutation.error)} /> : null}
      <form
        id={formId}
        className="sb-stack"
        method="post"
        onSubmit={onSubmit}
        aria-label={`${operation.label} ${target.name}`}
      >
        {place === "" ? null : (
          <p>
            <strong>{target.name}</strong> on {place}
          </p>
        )}
        {isDisruptive ? (
          <Notice tone="warn" title="This interrupts what runs there">
            <p>{operation.description}</p>
          </Notice>
        ) : (
          <p>{operation.description}</p>
        )}
        {operation.fields.map((field) => (
          <FieldInput
            key={field.name}
            field={field}
            value={values[field.name]}
            problem={problems[field.name]}
            onChange={(value) => setValues({ ...values, [field.name]: value })}
          />
        ))}
        {target.class === "logical-partition" ? (
          <Checkbox
            id={`${formId}-exceptions`}
            labelText="Count the status “exceptions” as success"
            helperText="LPARs with some channels missing end there although they work."
            checked={acceptsExceptions}
            onChange={(_event, { checked }) => setAcceptsExceptions(checked)}
          />
        ) : null}
        {operation.asksForName ? (
          <TextInput
            id={`${formId}-name`}
            labelText={
              <>
                Type <code>{target.name}</code> to confirm
              </>
            }
            value={typed}
            invalid={isMismatchShown && isNameWrong}
            invalidText="This is not the name, letter for letter."
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => {
              setTyped(event.target.value);
              setMismatchShown(false);
            }}
          />
        ) : null}
      </form>
    </ModalDialog>
  );
}
