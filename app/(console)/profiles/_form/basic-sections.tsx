"use client";

import { Button } from "@/app/_components/carbon";
import { ToggleField } from "@/app/_components/form/boolean-fields";
import { FormRow, FormSection } from "@/app/_components/form/form-shell";
import { NumberField } from "@/app/_components/form/number-field";
import { TagsField } from "@/app/_components/form/tags-field";
import { TextAreaField } from "@/app/_components/form/text-area-field";
import { TextField } from "@/app/_components/form/text-field";
import { type Control, useFieldArray, useWatch } from "@/app/_components/form/use-form";
import { AddIcon, TrashCanIcon } from "@/app/_components/icons";
import type { KindDescription } from "@/contracts/kind";
import type { ProfileFormValues } from "./form-values";
import { defaultPortOf } from "./scheme-port";
import styles from "./sections.module.scss";

interface SectionProps {
  control: Control<ProfileFormValues>;
  kind: KindDescription;
}

/** What the profile is called and how it is found again. */
export function IdentitySection({ control, kind }: SectionProps) {
  return (
    <FormSection title="Name">
      <TextField control={control} name="name" label="Name" help="Unique in the team." maxLength={80} />
      <TextAreaField control={control} name="description" label="Description" rows={2} isOptional />
      <FormRow>
        <TextField
          control={control}
          name="group"
          label="Group"
          help="Profiles of one group stand together, e.g. a site."
          isOptional
        />
        <TagsField control={control} name="tags" label="Tags" isOptional />
      </FormRow>
      {kind.capabilities.includes("notifications") ? (
        <ToggleField
          control={control}
          name="keepListening"
          label="Keep listening"
          help="Receives and stores notifications also while nobody watches."
        />
      ) : null}
    </FormSection>
  );
}

const maxAlternates = 7;

/** Where the device is and as whom the console logs on. */
export function AddressSection({ control, kind }: SectionProps) {
  const { fields, append, remove } = useFieldArray({ control, name: "alternates", keyName: "key" });
  const scheme = useWatch({ control, name: "settings.scheme" });
  const defaultPort = defaultPortOf(kind, scheme);
  return (
    <FormSection title="Address" help={`Where the ${kind.label} answers. No scheme and no path.`}>
      <FormRow>
        <TextField
          control={control}
          name="host"
          label="Host"
          help="DNS name, IPv4 or IPv6 address."
          placeholder={`${kind.id}1.example.com`}
          inputMode="url"
        />
        <NumberField control={control} name="port" label="Port" help={`${defaultPort} unless changed.`} />
      </FormRow>
      {fields.map((address, index) => (
        <div key={address.key} className={styles.row}>
          <TextField control={control} name={`alternates.${index}.host`} label={`Further host ${index + 1}`} />
          <NumberField control={control} name={`alternates.${index}.port`} label={`Further port ${index + 1}`} />
          <button
            type="button"
            className="sb-icon-button"
            aria-label={`Remove further address ${index + 1}`}
            title={`Remove further address ${index + 1}`}
            onClick={() => remove(index)}
          >
            <TrashCanIcon />
          </button>
        </div>
      ))}
      <div className="sb-cluster">
        <Button
          kind="tertiary"
          size="sm"
          renderIcon={AddIcon}
          disabled={fields.length >= maxAlternates}
          onClick={() => append({ host: "", port: defaultPort })}
        >
          Add a further address
        </Button>
        <span className="sb-reason">
          {fields.length >= maxAlternates
            ? `At most ${maxAlternates} further addresses.`
            : "Other addresses of the same device; they are tried in order and the first reachable wins."}
        </span>
      </div>
      <TextField control={control} name="userName" label="User name" isOptional maxLength={256} />
    </FormSection>
  );
}
