"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { useQueryClient } from "@/app/_client/use-query";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { Notice } from "@/app/_components/feedback/notice";
import { FormShell } from "@/app/_components/form/form-shell";
import { NumberField } from "@/app/_components/form/number-field";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { TextField } from "@/app/_components/form/text-field";
import { useForm } from "@/app/_components/form/use-form";
import { allowInsecure } from "@/contracts/addresses/profiles";
import type { FieldProblem } from "@/contracts/problem";
import type { Profile } from "@/contracts/profile";
import { emptySecrets, SecretInputs, secretProblems } from "./secret-inputs";

interface InsecureValues {
  hours: number | string | null;
  confirmation: string;
  secrets: Record<string, string>;
}

const maxHours = 72;

function check(values: InsecureValues, profile: Profile): FieldProblem[] {
  const { hours } = values;
  const isHours = typeof hours === "number" && hours >= 1 && hours <= maxHours;
  return [
    ...(isHours ? [] : [{ path: "hours", message: `Between 1 and ${maxHours} hours.` }]),
    ...(values.confirmation === profile.name
      ? []
      : [{ path: "confirmation", message: "This is not the name, letter for letter." }]),
    ...secretProblems(values.secrets),
  ];
}

/** Turns verification off for some hours, said as plainly as it is dangerous (SEC-C9). */
export function AllowInsecureDialog({ profile, onClose }: { profile: Profile; onClose: () => void }) {
  const client = useQueryClient();
  const form = useForm<InsecureValues>({
    defaultValues: { hours: 1, confirmation: "", secrets: emptySecrets(profile) },
    resolver: problemResolver((values) => check(values, profile)),
  });
  const permission = useApiMutation(allowInsecure, {
    invalidates: [keys.profiles, keys.overview],
    onSuccess: (changed) => {
      client.setQueryData(keys.profile(changed.id), changed);
      onClose();
    },
  });
  return (
    <ModalDialog title={`Turn verification off for ${profile.name}?`} role="alertdialog" onClose={onClose}>
      <Notice tone="fail" title="Any machine could pretend to be this device">
        <p>
          Requests, credentials and notifications would go to whoever answers. Pinning the certificate from the
          connection test takes a minute and keeps the connection safe. Use this only on a network of its own.
        </p>
      </Notice>
      <p>It is shown on every page, written to the audit log at each connection, and ends by itself.</p>
      <FormShell
        label="Turn verification off"
        form={form}
        onSubmit={({ hours, confirmation, secrets }) =>
          permission.mutate({
            params: { profileId: profile.id },
            body: { hours: Number(hours), confirmation, secrets, revision: profile.revision },
          })
        }
        isLoading={permission.isPending}
        error={permission.error === null ? null : problemOf(permission.error)}
        submitLabel="Turn verification off"
        isDanger
        onCancel={onClose}
        guardsUnsavedChanges={false}
      >
        <NumberField
          control={form.control}
          name="hours"
          label="For how long"
          unit="hours"
          help={`At most ${maxHours}.`}
        />
        <TextField control={form.control} name="confirmation" label={`Type ${profile.name} to confirm`} />
        <SecretInputs control={form.control} profile={profile} />
      </FormShell>
    </ModalDialog>
  );
}
