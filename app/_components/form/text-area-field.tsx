"use client";

import { useId } from "react";
import { type FieldValues, useController } from "react-hook-form";
import { TextArea } from "../carbon";
import { type FieldProps, labelText } from "./field-props";
import { useErrorDescription } from "./use-error-description";

interface TextAreaFieldProps<TValues extends FieldValues> extends FieldProps<TValues> {
  rows?: number;
  placeholder?: string;
  /** For PEM, JSON and the like. */
  isMonospaced?: boolean;
}

/** Several lines of text. */
export function TextAreaField<TValues extends FieldValues>(props: TextAreaFieldProps<TValues>) {
  const { field, fieldState } = useController({ control: props.control, name: props.name });
  const id = useId();
  useErrorDescription(id, fieldState.invalid);
  return (
    <TextArea
      id={id}
      ref={field.ref}
      name={field.name}
      className={props.isMonospaced ? "sb-monospaced" : undefined}
      rows={props.rows ?? 4}
      labelText={labelText(props.label, props.isOptional)}
      helperText={props.help}
      value={field.value ?? ""}
      onChange={field.onChange}
      onBlur={field.onBlur}
      invalid={fieldState.invalid}
      invalidText={fieldState.error?.message}
      readOnly={props.isReadOnly}
      disabled={props.isDisabled}
      required={!props.isOptional}
      placeholder={props.placeholder}
      spellCheck={!props.isMonospaced}
    />
  );
}
