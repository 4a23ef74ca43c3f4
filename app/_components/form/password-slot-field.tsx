"use client";

import { useEffect, useId, useRef } from "react";
import { type FieldValues, useController } from "react-hook-form";
import { Button, TextArea, TextInput } from "../carbon";
import { RelativeTime } from "../feedback/relative-time";
import { CheckmarkFilledIcon, CircleDashIcon, TrashCanIcon, WarningAltFilledIcon } from "../icons";
import { type FieldProps, labelText } from "./field-props";
import { keepSecret, type SecretChange, type SecretState } from "./secret-change";
import { useErrorDescription } from "./use-error-description";

interface PasswordSlotFieldProps<TValues extends FieldValues> extends FieldProps<TValues> {
  state: SecretState;
  /** The stored secret will not be used for the changed destination: say so and ask for it again. */
  mustReenter?: boolean;
  /** For keys and other secrets of several lines. */
  isMultiline?: boolean;
}

function stateText({ state, mustReenter }: { state: SecretState; mustReenter: boolean }) {
  if (mustReenter) {
    return "Enter it again: it was given for another destination.";
  }
  if (!state.isConfigured) {
    return "Not configured";
  }
  return (
    <>
      Configured
      {state.updatedBy ? `, set by ${state.updatedBy}` : ""}
      {state.updatedAt ? (
        <>
          {" "}
          <RelativeTime at={state.updatedAt} />
        </>
      ) : null}
    </>
  );
}

/**
 * A write-only slot: it says whether a secret is stored, and replaces or clears it. The stored value never reaches the
 * browser, so there is nothing to show. The form's value is a `SecretChange`.
 */
export function PasswordSlotField<TValues extends FieldValues>(props: PasswordSlotFieldProps<TValues>) {
  const { field, fieldState } = useController({ control: props.control, name: props.name });
  const id = useId();
  const editor = useRef<HTMLDivElement>(null);
  const replaceButton = useRef<HTMLButtonElement>(null);
  const change: SecretChange = field.value ?? keepSecret;
  const action = change.action;
  const previousAction = useRef(action);
  const message = fieldState.error?.message;
  const label = labelText(props.label, props.isOptional);
  const mustReenter = Boolean(props.mustReenter);
  useErrorDescription(id, fieldState.invalid && change.action === "replace");

  useEffect(() => {
    if (previousAction.current !== action) {
      previousAction.current = action;
      if (action === "replace") {
        editor.current?.querySelector<HTMLElement>("input, textarea")?.focus();
      } else {
        replaceButton.current?.focus();
      }
    }
  }, [action]);

  const set = (next: SecretChange) => field.onChange(next);

  if (change.action === "replace") {
    const input = {
      id,
      labelText: label,
      helperText: props.help,
      value: change.value,
      onBlur: field.onBlur,
      invalid: fieldState.invalid,
      invalidText: message,
      autoComplete: "new-password",
    };
    return (
      <div className="sb-secret__edit" ref={editor}>
        {props.isMultiline ? (
          <TextArea
            {...input}
            ref={field.ref}
            className="sb-monospaced"
            rows={6}
            spellCheck={false}
            onChange={(event) => set({ action: "replace", value: event.target.value })}
          />
        ) : (
          <TextInput
            {...input}
            ref={field.ref}
            type="password"
            onChange={(event) => set({ action: "replace", value: event.target.value })}
          />
        )}
        <Button kind="ghost" size="md" onClick={() => set(keepSecret)}>
          {props.state.isConfigured ? "Keep the stored one" : "Cancel"}
        </Button>
      </div>
    );
  }

  const isCleared = change.action === "clear";
  const describedBy = props.help || message ? `${id}-message` : undefined;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as one line with its buttons
    <div role="group" aria-labelledby={`${id}-label`} aria-describedby={describedBy}>
      <span className="sb-field__label" id={`${id}-label`}>
        {label}
      </span>
      <div className={`sb-secret${message ? " sb-secret--error" : ""}`}>
        {isCleared ? (
          <TrashCanIcon />
        ) : mustReenter ? (
          <WarningAltFilledIcon />
        ) : props.state.isConfigured ? (
          <CheckmarkFilledIcon />
        ) : (
          <CircleDashIcon />
        )}
        <span className="sb-secret__state">
          {isCleared ? "Will be cleared when you save" : stateText({ state: props.state, mustReenter })}
        </span>
        <Button
          ref={(button) => {
            replaceButton.current = button;
            field.ref(button);
          }}
          kind="ghost"
          size="sm"
          disabled={props.isDisabled}
          onClick={() => set({ action: "replace", value: "" })}
        >
          {props.state.isConfigured ? "Replace" : "Enter"}
          <span className="sb-visually-hidden"> {props.label}</span>
        </Button>
        {isCleared ? (
          <Button kind="ghost" size="sm" onClick={() => set(keepSecret)}>
            Keep
            <span className="sb-visually-hidden"> {props.label}</span>
          </Button>
        ) : props.state.isConfigured ? (
          <Button kind="ghost" size="sm" disabled={props.isDisabled} onClick={() => set({ action: "clear" })}>
            Clear
            <span className="sb-visually-hidden"> {props.label}</span>
          </Button>
        ) : null}
      </div>
      {describedBy ? (
        <div id={describedBy} className={`sb-field__message${message ? " sb-field__message--error" : ""}`}>
          {message ?? props.help}
        </div>
      ) : null}
    </div>
  );
}
