"use client";

import type { FieldValues } from "react-hook-form";
import { TextArea } from "../carbon";
import { type TextInputProps, useTextInput } from "./use-text-input";

interface TextAreaFieldProps<TValues extends FieldValues> extends TextInputProps<TValues> {
  rows?: number;
  /** For PEM, JSON and the like. */
  isMonospaced?: boolean;
}

/** Several lines of text. */
export function TextAreaField<TValues extends FieldValues>(props: TextAreaFieldProps<TValues>) {
  return (
    <TextArea
      {...useTextInput(props)}
      className={props.isMonospaced ? "sb-monospaced" : undefined}
      rows={props.rows ?? 4}
      spellCheck={!props.isMonospaced}
    />
  );
}
