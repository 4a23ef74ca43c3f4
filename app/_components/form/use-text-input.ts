"use client";

import { useId } from "react";
import { type FieldValues, useController } from "react-hook-form";
import { type FieldProps, labelText } from "./field-props";
import { useErrorDescription } from "./use-error-description";

export interface TextInputProps<TValues extends FieldValues> extends FieldProps<TValues> {
  placeholder?: string;
  maxLength?: number;
}

/** What every text input of a form hands to the kit's component. */
export function useTextInput<TValues extends FieldValues>(props: TextInputProps<TValues>) {
  const { field, fieldState } = useController({ control: props.control, name: props.name });
  const id = useId();
  useErrorDescription(id, fieldState.invalid);
  return {
    id,
    ref: field.ref,
    name: field.name,
    labelText: labelText(props.label, props.isOptional),
    helperText: props.help,
    value: field.value ?? "",
    onChange: field.onChange,
    onBlur: field.onBlur,
    invalid: fieldState.invalid,
    invalidText: fieldState.error?.message,
    readOnly: props.isReadOnly,
    disabled: props.isDisabled,
    required: !props.isOptional,
    placeholder: props.placeholder,
    maxLength: props.maxLength,
  };
}
