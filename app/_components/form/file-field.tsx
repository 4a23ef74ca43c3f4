"use client";

import { type DragEvent, useId, useState } from "react";
import { type FieldValues, useController } from "react-hook-form";
import { Button } from "../carbon";
import { type FieldProps, labelText } from "./field-props";

/** A chosen file; binary formats (DER, PKCS#7, PKCS#12) survive because the content is Base64. */
export interface ChosenFile {
  name: string;
  contentBase64: string;
}

interface FileFieldProps<TValues extends FieldValues> extends FieldProps<TValues> {
  /** Extensions and media types for the browser's file dialog. */
  accept?: string;
  maxBytes?: number;
}

const defaultMaxBytes = 1_048_576;
const certificateFiles = ".pem,.crt,.cer,.der,.p7b,.p7c,.p12,.pfx,.key,.txt";

async function readFile(file: File): Promise<ChosenFile> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let start = 0; start < bytes.length; start += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return { name: file.name, contentBase64: btoa(binary) };
}

/** One file, chosen or dropped; the form's value is a `ChosenFile` or null. Made for certificates and keys. */
export function FileField<TValues extends FieldValues>(props: FileFieldProps<TValues>) {
  const { field, fieldState } = useController({ control: props.control, name: props.name });
  const id = useId();
  const [isOver, setOver] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [generation, setGeneration] = useState(0);
  const maxBytes = props.maxBytes ?? defaultMaxBytes;
  const chosen = (field.value ?? null) as ChosenFile | null;
  const message = refusal ?? fieldState.error?.message;

  async function take(file: File | null | undefined) {
    if (!file) {
      return;
    }
    if (file.size > maxBytes) {
      setRefusal(`${file.name} has ${file.size} bytes; at most ${maxBytes} are taken.`);
      return;
    }
    try {
      field.onChange(await readFile(file));
      setRefusal(null);
    } catch {
      setRefusal(`${file.name} could not be read.`);
    }
  }

  function onDrop(event: DragEvent<HTMLDivElement>) {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  }

  return (
    <div className="sb-file">
      <label className="sb-field__label" htmlFor={id}>
        {labelText(props.label, props.isOptional)}
      </label>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the input inside is the first */}
      <div
        className="sb-file__drop"
        data-over={isOver}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <input
          key={generation}
          id={id}
          ref={field.ref}
          type="file"
          accept={props.accept ?? certificateFiles}
          disabled={props.isDisabled}
          aria-describedby={`${id}-message`}
          aria-invalid={Boolean(message)}
          onChange={(event) => void take(event.target.files?.[0])}
          onBlur={field.onBlur}
        />
        {chosen ? (
          <Button
            kind="ghost"
            size="sm"
            onClick={() => {
              field.onChange(null);
              setRefusal(null);
              setGeneration(generation + 1);
            }}
          >
            Remove {chosen.name}
          </Button>
        ) : null}
      </div>
      <div id={`${id}-message`} className={`sb-field__message${message ? " sb-field__message--error" : ""}`}>
        {message ?? props.help ?? "Choose a file or drop it here."}
      </div>
    </div>
  );
}
