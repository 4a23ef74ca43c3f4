"use client";

import { useApiMutation } from "@/app/_client/mutations";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { CheckboxField } from "@/app/_components/form/boolean-fields";
import { FormShell } from "@/app/_components/form/form-shell";
import { TextField } from "@/app/_components/form/text-field";
import { useForm, useWatch } from "@/app/_components/form/use-form";
import { unseal } from "@/contracts/addresses/console";

interface Values {
  passphrase: string;
  isShown: boolean;
}

/** Opens a console that was started sealed. */
export function UnsealForm() {
  const form = useForm<Values>({ defaultValues: { passphrase: "", isShown: false } });
  const isShown = useWatch({ control: form.control, name: "isShown" });
  const opening = useApiMutation(unseal, { onSuccess: () => window.location.assign(paths.overview()) });
  return (
    <>
      <h1>Sealed</h1>
      <p>
        This console was started without its master key. It connects to no device and shows nothing until somebody
        enters the master passphrase.
      </p>
      <FormShell
        label="Sealed"
        form={form}
        onSubmit={({ passphrase }) => opening.mutate({ body: { passphrase } })}
        isLoading={opening.isPending || opening.isSuccess}
        error={opening.error === null ? null : problemOf(opening.error)}
        submitLabel="Open the console"
        guardsUnsavedChanges={false}
      >
        <TextField
          control={form.control}
          name="passphrase"
          label="Master passphrase"
          type={isShown ? "text" : "password"}
          help="In a new console this chooses the passphrase. Without it the stored secrets cannot be read."
          autoComplete="off"
          maxLength={1024}
        />
        <CheckboxField control={form.control} name="isShown" label="Show the passphrase" />
      </FormShell>
    </>
  );
}
