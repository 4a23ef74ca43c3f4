"use client";

import { useId } from "react";
import { type FieldValues, useController } from "react-hook-form";
import { Select, SelectItem } from "../carbon";
import { type FieldProps, labelText } from "./field-props";

export interface SelectOption {
  value: string;
  label: string;
  isDisabled?: boolean;
}

interface SelectFieldProps<TValues extends FieldValues> extends FieldProps<TValues> {
  options: readonly SelectOption[];
  /** Text of the empty choice, which stands for null. Without it one of the options is always chosen. */
  emptyLabel?: string;
}

/** One of a few values, by the browser's own list. */
export function SelectField<TValues extends FieldValues>(props: SelectFieldProps<TValues>) {
  const { field, fieldState } = useController({ control: props.control, name: props.name });
  return (
    <Select
      id={useId()}
      ref={field.ref}
      name={field.name}
      labelText={labelText(props.label, props.isOptional)}
      helperText={props.help}
      value={field.value ?? ""}
      onChange={(event) => field.onChange(event.target.value === "" ? null : event.target.value)}
      onBlur={field.onBlur}
      invalid={fieldState.invalid}
      invalidText={fieldState.error?.message}
      disabled={props.isDisabled}
    >
      {props.emptyLabel === undefined ? null : <SelectItem value="" text={props.emptyLabel} />}
      {props.options.map((option) => (
        <SelectItem key={option.value} value={option.value} text={option.label} disabled={option.isDisabled} />
      ))}
    </Select>
  );
}
