"use client";

import type { FieldValues } from "react-hook-form";
import { TextInput } from "../carbon";
import { type TextInputProps, useTextInput } from "./use-text-input";

interface TextFieldProps<TValues extends FieldValues> extends TextInputProps<TValues> {
  type?: "text" | "email" | "url" | "password";
  /** Values of the HTML attribute, e.g. "username", "one-time-code", "off". */
  autoComplete?: string;
  inputMode?: "text" | "numeric" | "email" | "url";
}

/** One line of text. Its own passwords only (sign-in); stored secrets are edited by `PasswordSlotField`. */
export function TextField<TValues extends FieldValues>(props: TextFieldProps<TValues>) {
  return (
    <TextInput
      {...useTextInput(props)}
      type={props.type ?? "text"}
      autoComplete={props.autoComplete ?? "off"}
      inputMode={props.inputMode}
      spellCheck={false}
    />
  );
}
