"use client";

import { FileField } from "@/app/_components/form/file-field";
import { TextAreaField } from "@/app/_components/form/text-area-field";
import type { Control, FieldPath, FieldValues } from "@/app/_components/form/use-form";
import { maxFileBytes } from "../../_shared/source";

interface MaterialFieldsProps<TValues extends FieldValues> {
  control: Control<TValues>;
  /** Names of the two values of the form: pasted text, and a chosen file. */
  text: FieldPath<TValues>;
  file: FieldPath<TValues>;
  label: string;
  placeholder: string;
  accept: string;
  help?: string;
}

/** Something of cryptography as PEM text, or as a file. */
export function MaterialFields<TValues extends FieldValues>(props: MaterialFieldsProps<TValues>) {
  return (
    <>
      <TextAreaField
        control={props.control}
        name={props.text}
        label={`${props.label} as PEM text`}
        rows={5}
        placeholder={props.placeholder}
        help={props.help}
        isMonospaced
        isOptional
      />
      <FileField
        control={props.control}
        name={props.file}
        label={`Or ${props.label.toLowerCase()} as a file`}
        accept={props.accept}
        maxBytes={maxFileBytes}
        help="PEM or DER, up to 256 KiB. Choose it or drop it here."
        isOptional
      />
    </>
  );
}
