"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { useToast } from "@/app/_components/feedback/toasts";
import { CheckboxField } from "@/app/_components/form/boolean-fields";
import { FormShell } from "@/app/_components/form/form-shell";
import { schemaResolver } from "@/app/_components/form/schema-resolver";
import { TextField } from "@/app/_components/form/text-field";
import { useForm } from "@/app/_components/form/use-form";
import { createUser } from "@/contracts/addresses/people";

interface Values {
  name: string;
  email: string;
  password: string;
  isInstanceAdministrator: boolean;
}

/** Creates a person, who is in no team yet. */
export function CreateUserDialog({ onClose }: { onClose: () => void }) {
  const toast = useToast();
  const form = useForm<Values>({
    defaultValues: { name: "", email: "", password: "", isInstanceAdministrator: false },
    resolver: schemaResolver<Values>(async () => (await import("@/contracts/people")).createUserInput),
  });
  const creation = useApiMutation(createUser, {
    invalidates: [keys.users],
    onSuccess: (user) => {
      toast({
        tone: "ok",
        title: `${user.name} can sign in now`,
        detail: "Add them to a team to let them do something.",
      });
      onClose();
    },
  });
  return (
    <ModalDialog title="New person" onClose={onClose}>
      <FormShell
        label="New person"
        form={form}
        onSubmit={(body) => creation.mutate({ body })}
        isLoading={creation.isPending}
        error={creation.error === null ? null : problemOf(creation.error)}
        submitLabel="Create"
        onCancel={onClose}
        guardsUnsavedChanges={false}
      >
        <TextField control={form.control} name="name" label="Name" maxLength={120} />
        <TextField control={form.control} name="email" label="E-mail" type="email" />
        <TextField
          control={form.control}
          name="password"
          label="First password"
          type="password"
          help="At least 12 characters. Hand it over safely; they can change it in their account."
          autoComplete="new-password"
          maxLength={256}
        />
        <CheckboxField
          control={form.control}
          name="isInstanceAdministrator"
          label="Administrator of the installation"
          help="Sees to people and teams. Profiles are still reached by a role in their team only."
        />
      </FormShell>
    </ModalDialog>
  );
}
