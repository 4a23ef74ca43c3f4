"use client";

import { useId } from "react";
import { type FieldValues, useController } from "react-hook-form";
import { TextInput } from "../carbon";
import { type FieldProps, labelText } from "./field-props";
import { formatNumberInput, parseNumberInput } from "./number-input";
import { useErrorDescription } from "./use-error-description";

/** A whole number. Empty is null; what is no number stays as typed, for the form's schema to reject with its message. */
export function NumberField<TValues extends FieldValues>(props: FieldProps<TValues> & { unit?: string }) {
  const { field, fieldState } = useController({ control: props.control, name: props.name });
  const label = props.unit ? `${props.label} in ${props.unit}` : props.label;
  const id = useId();
  useErrorDescription(id, fieldState.invalid);
  return (
    <TextInput
      id={id}
      ref={field.ref}
      name={field.name}
      inputMode="numeric"
      labelText={labelText(label, props.isOptional)}
      helperText={props.help}
      value={formatNumberInput(field.value)}
      onChange={(event) => field.onChange(parseNumberInput(event.target.value))}
      onBlur={field.onBlur}
      invalid={fieldState.invalid}
      invalidText={fieldState.error?.message}
      readOnly={props.isReadOnly}
      disabled={props.isDisabled}
      required={!props.isOptional}
      autoComplete="off"
    />
  );
}
