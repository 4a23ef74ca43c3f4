"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { useQueryClient } from "@/app/_client/use-query";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { FormShell } from "@/app/_components/form/form-shell";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { useForm } from "@/app/_components/form/use-form";
import { replaceProfile } from "@/contracts/addresses/profiles";
import type { Profile } from "@/contracts/profile";
import { replacementOf } from "./replacement";
import { emptySecrets, SecretInputs, secretProblems } from "./secret-inputs";

interface PartialChainDialogProps {
  profile: Profile;
  onSaved: (profile: Profile) => void;
  onClose: () => void;
}

/** Lets an intermediate CA of the chosen bundles end the chain, for devices whose root nobody has. */
export function PartialChainDialog({ profile, onSaved, onClose }: PartialChainDialogProps) {
  const client = useQueryClient();
  const form = useForm<{ secrets: Record<string, string> }>({
    defaultValues: { secrets: emptySecrets(profile) },
    resolver: problemResolver(({ secrets }) => secretProblems(secrets)),
  });
  const saving = useApiMutation(replaceProfile, {
    invalidates: [keys.profiles],
    onSuccess: (changed) => {
      client.setQueryData(keys.profile(changed.id), changed);
      onSaved(changed);
    },
  });
  return (
    <ModalDialog title="Let an intermediate CA end the chain?" onClose={onClose}>
      <p>
        The bundle holds the intermediate CA but not its root. The console can take the intermediate as trusted by
        itself. Adding the root to the bundle is better where you can get it.
      </p>
      <FormShell
        label="Let an intermediate CA end the chain"
        form={form}
        onSubmit={({ secrets }) => {
          const tls = { ...profile.tls, trust: { ...profile.tls.trust, partialChain: true } };
          saving.mutate({ params: { profileId: profile.id }, body: replacementOf(profile, { tls, secrets }) });
        }}
        isLoading={saving.isPending}
        error={saving.error === null ? null : problemOf(saving.error)}
        submitLabel="Allow it and test again"
        onCancel={onClose}
        guardsUnsavedChanges={false}
      >
        <SecretInputs control={form.control} profile={profile} />
      </FormShell>
    </ModalDialog>
  );
}
