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
import { removeTotp } from "@/contracts/addresses/people";

interface Values {
  password: string;
}

/** Turns the second factor off after the password was given. */
export function TurnOffDialog({ onClose }: { onClose: () => void }) {
  const toast = useToast();
  const form = useForm<Values>({
    defaultValues: { password: "" },
    resolver: schemaResolver<Values>(async () => (await import("@/contracts/people")).beginTotpInput),
  });
  const removal = useApiMutation(removeTotp, {
    invalidates: [keys.session, keys.sessions],
    onSuccess: () => {
      toast({ tone: "ok", title: "The second factor is off", detail: "Your other sign-ins have ended." });
      onClose();
    },
  });
  return (
    <ModalDialog title="Turn the second factor off?" onClose={onClose}>
      <p>Afterwards the password alone is enough to sign in. The codes and recovery codes you have stop working.</p>
      <FormShell
        label="Turn the second factor off"
        form={form}
        onSubmit={(body) => removal.mutate({ body })}
        isLoading={removal.isPending}
        error={removal.error === null ? null : problemOf(removal.error)}
        submitLabel="Turn off"
        isDanger
        onCancel={onClose}
        guardsUnsavedChanges={false}
      >
        <TextField
          control={form.control}
          name="password"
          label="Your password"
          type="password"
          autoComplete="current-password"
          maxLength={256}
        />
      </FormShell>
    </ModalDialog>
  );
}
