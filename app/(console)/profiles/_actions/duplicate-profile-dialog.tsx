"use client";

import { useRouter } from "next/navigation";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { FormShell } from "@/app/_components/form/form-shell";
import { TextField } from "@/app/_components/form/text-field";
import { useForm } from "@/app/_components/form/use-form";
import { duplicateProfile } from "@/contracts/addresses/profiles";
import type { Profile } from "@/contracts/profile";

/** Copies a profile under a new name and leads to the copy, which has no credentials yet. */
export function DuplicateProfileDialog({ profile, onClose }: { profile: Profile; onClose: () => void }) {
  const router = useRouter();
  const form = useForm<{ name: string }>({ defaultValues: { name: `${profile.name} copy` } });
  const duplication = useApiMutation(duplicateProfile, {
    invalidates: [keys.profiles],
    onSuccess: (copy) => {
      onClose();
      router.push(paths.profileConnection(copy.id, { field: "host" }));
    },
  });
  return (
    <ModalDialog title={`Duplicate ${profile.name}`} onClose={onClose}>
      <p>Everything is copied but the credentials: a secret stays with the destination it was given for.</p>
      <FormShell
        label={`Duplicate ${profile.name}`}
        form={form}
        onSubmit={(body) => duplication.mutate({ params: { profileId: profile.id }, body })}
        isLoading={duplication.isPending}
        error={duplication.error === null ? null : problemOf(duplication.error)}
        submitLabel="Duplicate"
        onCancel={onClose}
        guardsUnsavedChanges={false}
      >
        <TextField control={form.control} name="name" label="Name of the copy" maxLength={80} />
      </FormShell>
    </ModalDialog>
  );
}
