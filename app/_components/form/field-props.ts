import type { ReactNode } from "react";
import type { Control, FieldPath, FieldValues } from "react-hook-form";

/** What every form field takes: which value it edits, and how it is named and explained. */
export interface FieldProps<TValues extends FieldValues> {
  control: Control<TValues>;
  name: FieldPath<TValues>;
  /** Always visible. */
  label: string;
  help?: ReactNode;
  isOptional?: boolean;
  isReadOnly?: boolean;
  /** A disabled field must say why: put it into `help`. */
  isDisabled?: boolean;
}

/** The label as shown; fields are needed unless they say otherwise. */
export function labelText(label: string, isOptional: boolean | undefined): string {
  return isOptional ? `${label} (optional)` : label;
}
