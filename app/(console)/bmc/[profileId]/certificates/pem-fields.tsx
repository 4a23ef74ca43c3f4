"use client";

import { FileField } from "@/app/_components/form/file-field";
import { TextAreaField } from "@/app/_components/form/text-area-field";
import type { Control, FieldPath, FieldValues } from "@/app/_components/form/use-form";

interface PemFieldsProps<TValues extends FieldValues> {
  control: Control<TValues>;
  names: { text: FieldPath<TValues>; file: FieldPath<TValues> };
  help: string;
}

/** A certificate as text or as a file. */
export function PemFields<TValues extends FieldValues>({ control, names, help }: PemFieldsProps<TValues>) {
  return (
    <>
      <TextAreaField control={control} name={names.text} label="PEM" help={help} rows={7} isMonospaced isOptional />
      <FileField control={control} name={names.file} label="Or a file" isOptional />
    </>
  );
}
