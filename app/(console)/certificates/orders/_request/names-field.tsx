"use client";

import { useId } from "react";
import { Button } from "@/app/_components/carbon";
import { SelectField } from "@/app/_components/form/select-field";
import { TextField } from "@/app/_components/form/text-field";
import { type Control, useFieldArray } from "@/app/_components/form/use-form";
import { AddIcon, TrashCanIcon } from "@/app/_components/icons";
import styles from "./request.module.scss";
import type { RequestValues } from "./request-values";

const types = [
  { value: "dns", label: "DNS name" },
  { value: "ip", label: "IP address" },
  { value: "email", label: "E-mail address" },
  { value: "uri", label: "URI" },
];
const maximumNames = 50;

/** Alternative names to ask for, each with its type. */
export function NamesField({ control }: { control: Control<RequestValues> }) {
  const { fields, append, remove } = useFieldArray({ control, name: "names" });
  const addId = useId();
  return (
    <div className={styles.names}>
      {fields.length === 0 ? (
        <p className="sb-muted">None. A client seldom needs one: the VMI goes by the signature.</p>
      ) : (
        <ul className="sb-plain-list">
          {fields.map((field, index) => (
            <li key={field.id} className={styles.name}>
              <SelectField
                control={control}
                name={`names.${index}.type`}
                label={`Type of name ${index + 1}`}
                options={types}
              />
              <TextField control={control} name={`names.${index}.value`} label={`Name ${index + 1}`} maxLength={500} />
              <button
                type="button"
                className={`sb-icon-button ${styles.remove}`}
                aria-label={`Remove name ${index + 1}`}
                title={`Remove name ${index + 1}`}
                onClick={() => {
                  remove(index);
                  document.getElementById(addId)?.focus();
                }}
              >
                <TrashCanIcon />
              </button>
            </li>
          ))}
        </ul>
      )}
      <Button
        id={addId}
        kind="tertiary"
        size="sm"
        renderIcon={AddIcon}
        disabled={fields.length >= maximumNames}
        onClick={() => append({ type: "dns", value: "" })}
      >
        Add a name
      </Button>
    </div>
  );
}
