"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { Button } from "@/app/_components/carbon";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { useToast } from "@/app/_components/feedback/toasts";
import { CheckboxField } from "@/app/_components/form/boolean-fields";
import { FormShell } from "@/app/_components/form/form-shell";
import { schemaResolver } from "@/app/_components/form/schema-resolver";
import { TextField } from "@/app/_components/form/text-field";
import { useForm } from "@/app/_components/form/use-form";
import { updateUser } from "@/contracts/addresses/people";
import type { User } from "@/contracts/people";

interface Values {
  name: string;
  isInstanceAdministrator: boolean;
  isDisabled: boolean;
}

interface EditUserDialogProps {
  user: User;
  onClose: () => void;
  onRemoveSecondFactor: () => void;
}

/** Renames, promotes or disables a person. */
export function EditUserDialog({ user, onClose, onRemoveSecondFactor }: EditUserDialogProps) {
  const toast = useToast();
  const form = useForm<Values>({
    defaultValues: {
      name: user.name,
      isInstanceAdministrator: user.isInstanceAdministrator,
      isDisabled: user.isDisabled,
    },
    resolver: schemaResolver<Values>(async () => (await import("@/contracts/people")).updateUserInput),
  });
  const change = useApiMutation(updateUser, {
    invalidates: [keys.users, keys.teams],
    onSuccess: (changed) => {
      toast({ tone: "ok", title: `${changed.name} was changed` });
      onClose();
    },
  });
  return (
    <ModalDialog title={`Edit ${user.name}`} onClose={onClose}>
      <FormShell
        label={`Edit ${user.name}`}
        form={form}
        onSubmit={(body) => change.mutate({ params: { userId: user.id }, body })}
        isLoading={change.isPending}
        error={change.error === null ? null : problemOf(change.error)}
        submitLabel="Save"
        onCancel={onClose}
        actions={
          user.hasSecondFactor ? (
            <Button type="button" size="md" kind="danger--ghost" onClick={onRemoveSecondFactor}>
              Turn off second factor
            </Button>
          ) : null
        }
        guardsUnsavedChanges={false}
      >
        <TextField control={form.control} name="name" label="Name" maxLength={120} />
        <CheckboxField
          control={form.control}
          name="isInstanceAdministrator"
          label="Administrator of the installation"
          help="A change ends the person's sign-ins."
        />
        <CheckboxField
          control={form.control}
          name="isDisabled"
          label="Disabled"
          help="Cannot sign in, and is signed out everywhere at once. What they did stays in the audit log."
        />
      </FormShell>
    </ModalDialog>
  );
}
