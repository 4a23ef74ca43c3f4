"use client";

import { FileField } from "@/app/_components/form/file-field";
import { TextAreaField } from "@/app/_components/form/text-area-field";
import type { Control, FieldPath, FieldValues } from "@/app/_components/form/use-form";
import { maxFileBytes, type SourceValues } from "./source";

const certificateFiles = ".pem,.crt,.cer,.der,.p7b,.p7c,.txt";

/** Certificates by pasting PEM, with whatever stands around it, or by a file. */
export function SourceFields<TValues extends FieldValues & SourceValues>({ control }: { control: Control<TValues> }) {
  return (
    <>
      <TextAreaField
        control={control}
        name={"text" as FieldPath<TValues>}
        label="PEM text"
        rows={8}
        placeholder="-----BEGIN CERTIFICATE-----"
        help="One certificate or several, in any order; text around them is ignored."
        isMonospaced
        isOptional
      />
      <FileField
        control={control}
        name={"file" as FieldPath<TValues>}
        label="Or a file"
        accept={certificateFiles}
        maxBytes={maxFileBytes}
        help="PEM, DER or PKCS#7, up to 256 KiB. Choose it or drop it here."
        isOptional
      />
    </>
  );
}
