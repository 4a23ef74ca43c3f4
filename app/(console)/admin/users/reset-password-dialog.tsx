"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { useToast } from "@/app/_components/feedback/toasts";
import { FormShell } from "@/app/_components/form/form-shell";
import { schemaResolver } from "@/app/_components/form/schema-resolver";
import { TextField } from "@/app/_components/form/text-field";
import { useForm } from "@/app/_components/form/use-form";
import { resetPassword } from "@/contracts/addresses/people";
import type { User } from "@/contracts/people";

interface Values {
  newPassword: string;
}

/** Sets a new password for a person who has lost theirs. */
export function ResetPasswordDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const toast = useToast();
  const form = useForm<Values>({
    defaultValues: { newPassword: "" },
    resolver: schemaResolver<Values>(async () => (await import("@/contracts/people")).resetPasswordInput),
  });
  const change = useApiMutation(resetPassword, {
    invalidates: [keys.userSessions(user.id)],
    onSuccess: () => {
      toast({ tone: "ok", title: `${user.name} has a new password`, detail: "Their sign-ins have ended." });
      onClose();
    },
  });
  return (
    <ModalDialog title={`New password for ${user.name}`} onClose={onClose}>
      <p>
        The person is signed out everywhere. A second factor stays on: whoever knows the new password alone cannot sign
        in.
      </p>
      <FormShell
        label={`New password for ${user.name}`}
        form={form}
        onSubmit={(body) => change.mutate({ params: { userId: user.id }, body })}
        isLoading={change.isPending}
        error={change.error === null ? null : problemOf(change.error)}
        submitLabel="Set password"
        onCancel={onClose}
        guardsUnsavedChanges={false}
      >
        <TextField
          control={form.control}
          name="newPassword"
          label="New password"
          type="password"
          help="At least 12 characters. Hand it over safely; they can change it in their account."
          autoComplete="new-password"
          maxLength={256}
        />
      </FormShell>
    </ModalDialog>
  );
}
