"use client";

import { useId } from "react";
import { type FieldValues, useController } from "react-hook-form";
import { TextInput } from "../carbon";
import { type FieldProps, labelText } from "./field-props";
import { useErrorDescription } from "./use-error-description";

interface TextFieldProps<TValues extends FieldValues> extends FieldProps<TValues> {
  type?: "text" | "email" | "url" | "password";
  /** Values of the HTML attribute, e.g. "username", "one-time-code", "off". */
  autoComplete?: string;
  placeholder?: string;
  inputMode?: "text" | "numeric" | "email" | "url";
  maxLength?: number;
}

/** One line of text. Its own passwords only (sign-in); stored secrets are edited by `PasswordSlotField`. */
export function TextField<TValues extends FieldValues>(props: TextFieldProps<TValues>) {
  const { field, fieldState } = useController({ control: props.control, name: props.name });
  const id = useId();
  useErrorDescription(id, fieldState.invalid);
  return (
    <TextInput
      id={id}
      ref={field.ref}
      name={field.name}
      type={props.type ?? "text"}
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
      autoComplete={props.autoComplete ?? "off"}
      spellCheck={false}
      placeholder={props.placeholder}
      inputMode={props.inputMode}
      maxLength={props.maxLength}
    />
  );
}
