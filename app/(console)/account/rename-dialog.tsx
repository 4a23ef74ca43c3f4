"use client";

import { useRouter } from "next/navigation";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { FormShell } from "@/app/_components/form/form-shell";
import { schemaResolver } from "@/app/_components/form/schema-resolver";
import { TextField } from "@/app/_components/form/text-field";
import { useForm } from "@/app/_components/form/use-form";
import { renameSelf } from "@/contracts/addresses/people";

interface Values {
  name: string;
}

/** Changes one's own name. */
export function RenameDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const router = useRouter();
  const form = useForm<Values>({
    defaultValues: { name },
    resolver: schemaResolver<Values>(async () => (await import("@/contracts/people")).renameSelfInput),
  });
  const renaming = useApiMutation(renameSelf, {
    invalidates: [keys.session, keys.users],
    onSuccess: () => {
      // The shell around the pages shows the name too.
      router.refresh();
      onClose();
    },
  });
  return (
    <ModalDialog title="Change your name" onClose={onClose}>
      <FormShell
        label="Change your name"
        form={form}
        onSubmit={(body) => renaming.mutate({ body })}
        isLoading={renaming.isPending}
        error={renaming.error === null ? null : problemOf(renaming.error)}
        submitLabel="Change name"
        onCancel={onClose}
        guardsUnsavedChanges={false}
      >
        <TextField
          control={form.control}
          name="name"
          label="Name"
          help="Shown to your teams and in the audit log from now on."
          autoComplete="name"
          maxLength={120}
        />
      </FormShell>
    </ModalDialog>
  );
}
