"use client";

import { useApiMutation } from "@/app/_client/mutations";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { CheckboxField } from "@/app/_components/form/boolean-fields";
import { FormShell } from "@/app/_components/form/form-shell";
import { schemaResolver } from "@/app/_components/form/schema-resolver";
import { TextField } from "@/app/_components/form/text-field";
import { useForm, useWatch } from "@/app/_components/form/use-form";
import { completeFirstRun } from "@/contracts/addresses/people";

interface Values {
  token: string;
  name: string;
  email: string;
  password: string;
  teamName: string;
  isShown: boolean;
}

/** Creates the first administrator and team of a new installation. */
export function FirstRunForm() {
  const form = useForm<Values>({
    defaultValues: { token: "", name: "", email: "", password: "", teamName: "", isShown: false },
    resolver: schemaResolver<Values>(async () => (await import("@/contracts/people")).firstRunInput.strip()),
  });
  const isShown = useWatch({ control: form.control, name: "isShown" });
  const creation = useApiMutation(completeFirstRun, {
    onSuccess: () => window.location.assign(paths.overview()),
  });
  return (
    <>
      <h1>First administrator</h1>
      <p>
        This console has nobody yet. The setup token was printed where the server was started; it shows that you run it.
      </p>
      <FormShell
        label="First administrator"
        form={form}
        onSubmit={({ token, name, email, password, teamName }) =>
          creation.mutate({ body: { token, name, email, password, teamName } })
        }
        isLoading={creation.isPending || creation.isSuccess}
        error={creation.error === null ? null : problemOf(creation.error)}
        submitLabel="Create and sign in"
        guardsUnsavedChanges={false}
      >
        <TextField
          control={form.control}
          name="token"
          label="Setup token"
          help="Valid for an hour. Restart the server to get a new one."
          maxLength={200}
        />
        <TextField control={form.control} name="name" label="Your name" autoComplete="name" maxLength={120} />
        <TextField control={form.control} name="email" label="E-mail" type="email" autoComplete="username" />
        <TextField
          control={form.control}
          name="password"
          label="Password"
          type={isShown ? "text" : "password"}
          help="At least 12 characters; a few unrelated words are best."
          autoComplete="new-password"
          maxLength={256}
        />
        <CheckboxField control={form.control} name="isShown" label="Show the password" />
        <TextField
          control={form.control}
          name="teamName"
          label="First team"
          help="Profiles belong to a team. More can be added later."
          maxLength={80}
        />
      </FormShell>
    </>
  );
}
