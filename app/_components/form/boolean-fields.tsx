"use client";

import { useId } from "react";
import { type FieldValues, useController } from "react-hook-form";
import { Checkbox, Toggle } from "../carbon";
import type { FieldProps } from "./field-props";

/** A yes-or-no answer that takes effect when the form is saved. */
export function CheckboxField<TValues extends FieldValues>(props: FieldProps<TValues>) {
  const { field, fieldState } = useController({ control: props.control, name: props.name });
  return (
    <Checkbox
      id={useId()}
      ref={field.ref}
      name={field.name}
      labelText={props.label}
      helperText={props.help}
      checked={Boolean(field.value)}
      onChange={(_event, { checked }) => field.onChange(checked)}
      onBlur={field.onBlur}
      invalid={fieldState.invalid}
      invalidText={fieldState.error?.message}
      readOnly={props.isReadOnly}
      disabled={props.isDisabled}
    />
  );
}

/** A switch; its state is written beside it. */
export function ToggleField<TValues extends FieldValues>(
  props: FieldProps<TValues> & { onLabel?: string; offLabel?: string },
) {
  const { field, fieldState } = useController({ control: props.control, name: props.name });
  const id = useId();
  const message = fieldState.error?.message;
  return (
    <div>
      <Toggle
        id={id}
        size="sm"
        labelText={props.label}
        labelA={props.offLabel ?? "Off"}
        labelB={props.onLabel ?? "On"}
        toggled={Boolean(field.value)}
        onToggle={field.onChange}
        onBlur={field.onBlur}
        readOnly={props.isReadOnly}
        disabled={props.isDisabled}
        aria-describedby={props.help || message ? `${id}-message` : undefined}
      />
      {props.help || message ? (
        <div id={`${id}-message`} className={`sb-field__message${message ? " sb-field__message--error" : ""}`}>
          {message ?? props.help}
        </div>
      ) : null}
    </div>
  );
}
