"use client";

import { useId } from "react";
import { ValidityTag } from "@/app/_components/certificate/validity-tag";
import type { FieldProps } from "@/app/_components/form/field-props";
import { type FieldValues, useController } from "@/app/_components/form/use-form";
import type { CertificateFacts } from "@/contracts/certificate";

/** The certificates of a bundle, each kept or removed by the next save. The value lists the fingerprints that stay. */
export function AnchorsField<TValues extends FieldValues>(
  props: FieldProps<TValues> & { anchors: readonly CertificateFacts[] },
) {
  const { field, fieldState } = useController({ control: props.control, name: props.name });
  const id = useId();
  const kept: readonly string[] = Array.isArray(field.value) ? field.value : [];
  const message = fieldState.error?.message;
  return (
    <fieldset className="sb-form__fields" aria-describedby={`${id}-message`}>
      <legend className="sb-field__label">{props.label}</legend>
      <ul>
        {props.anchors.map((anchor, index) => {
          const isKept = kept.includes(anchor.fingerprint256);
          return (
            <li key={anchor.fingerprint256}>
              <label className="sb-cluster">
                <input
                  ref={index === 0 ? field.ref : undefined}
                  type="checkbox"
                  className="sb-table__checkbox"
                  checked={isKept}
                  onChange={() =>
                    field.onChange(
                      props.anchors
                        .map((other) => other.fingerprint256)
                        .filter((other) => (other === anchor.fingerprint256 ? !isKept : kept.includes(other))),
                    )
                  }
                  onBlur={field.onBlur}
                />
                <span>{anchor.commonName ?? anchor.subject}</span>
                <ValidityTag facts={anchor} />
                {isKept ? null : <strong>is removed</strong>}
              </label>
            </li>
          );
        })}
      </ul>
      <div id={`${id}-message`} className={`sb-field__message${message ? " sb-field__message--error" : ""}`}>
        {message ?? "What is not ticked is removed when you save."}
      </div>
    </fieldset>
  );
}
