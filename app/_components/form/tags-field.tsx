"use client";

import { type KeyboardEvent, useId, useState } from "react";
import { type FieldValues, useController } from "react-hook-form";
import { TextInput } from "../carbon";
import { CloseIcon } from "../icons";
import { type FieldProps, labelText } from "./field-props";
import { addTags } from "./tags";
import { useErrorDescription } from "./use-error-description";

/** A list of short texts. Enter or a comma adds one, Backspace in the empty input removes the last. */
export function TagsField<TValues extends FieldValues>(props: FieldProps<TValues>) {
  const { field, fieldState } = useController({ control: props.control, name: props.name });
  const id = useId();
  const [text, setText] = useState("");
  useErrorDescription(id, fieldState.invalid);
  const tags: readonly string[] = Array.isArray(field.value) ? field.value : [];

  function add(typed: string) {
    setText("");
    const next = addTags(tags, typed);
    if (next.length !== tags.length) {
      field.onChange(next);
    }
  }

  function remove(tag: string) {
    field.onChange(tags.filter((other) => other !== tag));
    document.getElementById(id)?.focus();
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === "Enter" && text.trim() !== "") {
      event.preventDefault();
      add(text);
    } else if (event.key === "Backspace" && text === "" && tags.length > 0) {
      field.onChange(tags.slice(0, -1));
    }
  }

  return (
    <div>
      <TextInput
        id={id}
        ref={field.ref}
        labelText={labelText(props.label, props.isOptional)}
        helperText={props.help ?? "Enter or a comma adds one."}
        value={text}
        onChange={(event) => {
          const typed = event.target.value;
          if (/[,\n]/.test(typed)) {
            add(typed);
          } else {
            setText(typed);
          }
        }}
        onKeyDown={onKeyDown}
        onBlur={() => {
          add(text);
          field.onBlur();
        }}
        invalid={fieldState.invalid}
        invalidText={fieldState.error?.message}
        readOnly={props.isReadOnly}
        disabled={props.isDisabled}
        autoComplete="off"
      />
      {tags.length > 0 ? (
        <ul className="sb-tags" aria-label={props.label}>
          {tags.map((tag) => (
            <li key={tag} className="sb-tag">
              {tag}
              {props.isReadOnly || props.isDisabled ? null : (
                <button
                  type="button"
                  className="sb-tag__remove"
                  aria-label={`Remove ${tag}`}
                  onClick={() => remove(tag)}
                >
                  <CloseIcon />
                </button>
              )}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
