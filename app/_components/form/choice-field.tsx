"use client";

import { useEffect, useId, useRef } from "react";
import { type FieldPath, type FieldValues, useController } from "react-hook-form";
import styles from "./choice-field.module.scss";
import { type FieldProps, labelText } from "./field-props";

export interface Choice {
  value: string;
  label: string;
  note: string;
  isDisabled?: boolean;
}

/** One of a few values that each need a sentence. The first radio button takes the focus of `setFocus`. */
export function ChoiceField<TValues extends FieldValues>(
  props: Omit<FieldProps<TValues>, "name"> & { name: FieldPath<TValues>; choices: readonly Choice[] },
) {
  const { field, fieldState } = useController({ control: props.control, name: props.name });
  const id = useId();
  const message = fieldState.error?.message;
  return (
    <fieldset className={styles.group} aria-describedby={message ? `${id}-message` : undefined}>
      <legend className="sb-field__label">{props.label}</legend>
      {props.choices.map((choice) => {
        const isChecked = field.value === choice.value;
        return (
          <label key={choice.value} className={styles.choice}>
            <input
              ref={isChecked ? field.ref : undefined}
              type="radio"
              name={`${id}-choice`}
              value={choice.value}
              checked={isChecked}
              disabled={choice.isDisabled || props.isDisabled}
              aria-labelledby={`${id}-${choice.value}-label`}
              aria-describedby={`${id}-${choice.value}`}
              onChange={() => field.onChange(choice.value)}
              onBlur={field.onBlur}
            />
            <span id={`${id}-${choice.value}-label`} className={styles.title}>
              {choice.label}
            </span>
            <span id={`${id}-${choice.value}`} className={styles.note}>
              {choice.note}
            </span>
          </label>
        );
      })}
      {message ? (
        <div id={`${id}-message`} className="sb-field__message sb-field__message--error">
          {message}
        </div>
      ) : null}
    </fieldset>
  );
}

/** Several of a list, by check boxes; the value is the list of the chosen ones in the order of the list. */
export function ChecklistField<TValues extends FieldValues>(
  props: FieldProps<TValues> & {
    choices: readonly Choice[];
    /** Takes the focus when it appears, for lists that are read after their form was opened. */
    hasFirstFocus?: boolean;
  },
) {
  const first = useRef<HTMLInputElement | null>(null);
  const hasFirstFocus = useRef(props.hasFirstFocus);
  useEffect(() => {
    if (hasFirstFocus.current) first.current?.focus();
  }, []);
  const { field, fieldState } = useController({ control: props.control, name: props.name });
  const id = useId();
  const message = fieldState.error?.message;
  const chosen: readonly string[] = Array.isArray(field.value) ? field.value : [];
  return (
    <fieldset className={styles.group} aria-describedby={message || props.help ? `${id}-message` : undefined}>
      <legend className="sb-field__label">{labelText(props.label, props.isOptional)}</legend>
      {props.choices.map((choice, index) => (
        <label key={choice.value} className={styles.choice}>
          <input
            ref={
              index === 0
                ? (input) => {
                    first.current = input;
                    field.ref(input);
                  }
                : undefined
            }
            type="checkbox"
            checked={chosen.includes(choice.value)}
            aria-labelledby={`${id}-${choice.value}-label`}
            aria-describedby={`${id}-${choice.value}`}
            disabled={props.isDisabled}
            onChange={(event) =>
              field.onChange(
                props.choices
                  .map((other) => other.value)
                  .filter((value) => (value === choice.value ? event.target.checked : chosen.includes(value))),
              )
            }
            onBlur={field.onBlur}
          />
          <span id={`${id}-${choice.value}-label`} className={styles.title}>
            {choice.label}
          </span>
          <span id={`${id}-${choice.value}`} className={styles.note}>
            {choice.note}
          </span>
        </label>
      ))}
      {message || props.help ? (
        <div id={`${id}-message`} className={`sb-field__message${message ? " sb-field__message--error" : ""}`}>
          {message ?? props.help}
        </div>
      ) : null}
    </fieldset>
  );
}
