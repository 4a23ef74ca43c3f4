"use client";

import { CheckboxField } from "@/app/_components/form/boolean-fields";
import { FormSection } from "@/app/_components/form/form-shell";
import { NumberField } from "@/app/_components/form/number-field";
import { SelectField } from "@/app/_components/form/select-field";
import { TagsField } from "@/app/_components/form/tags-field";
import { TextField } from "@/app/_components/form/text-field";
import type { Control } from "@/app/_components/form/use-form";
import type { FieldDescription, KindDescription } from "@/contracts/kind";
import type { ProfileFormValues } from "./form-values";

interface SettingFieldProps {
  control: Control<ProfileFormValues>;
  field: FieldDescription;
}

function SettingField({ control, field }: SettingFieldProps) {
  const props = {
    control,
    name: `settings.${field.name}` as const,
    label: field.label,
    help: field.help,
    isOptional: !field.isRequired,
  };
  switch (field.type) {
    case "text":
      return <TextField {...props} />;
    case "number":
      return <NumberField {...props} />;
    case "boolean":
      return <CheckboxField {...props} />;
    case "list":
      return <TagsField {...props} />;
    case "select":
      return (
        <SelectField
          {...props}
          options={field.options ?? []}
          emptyLabel={field.isRequired ? undefined : "As the device wants it"}
        />
      );
  }
}

/** The settings of the kind, drawn from its description and grouped as it says. */
export function SettingsSections({ control, kind }: { control: Control<ProfileFormValues>; kind: KindDescription }) {
  const groups = new Map<string, FieldDescription[]>();
  for (const field of kind.settings) groups.set(field.group, [...(groups.get(field.group) ?? []), field]);
  return [...groups].map(([group, fields]) => (
    <FormSection key={group} title={group}>
      {fields.map((field) => (
        <SettingField key={field.name} control={control} field={field} />
      ))}
    </FormSection>
  ));
}
