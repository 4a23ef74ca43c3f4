"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { useToast } from "@/app/_components/feedback/toasts";
import { FormShell } from "@/app/_components/form/form-shell";
import { schemaResolver } from "@/app/_components/form/schema-resolver";
import { SelectField } from "@/app/_components/form/select-field";
import { TextField } from "@/app/_components/form/text-field";
import { useForm } from "@/app/_components/form/use-form";
import { addMember } from "@/contracts/addresses/people";
import type { Team } from "@/contracts/people";
import { type TeamRole, teamRoles } from "@/contracts/permissions";

interface Values {
  email: string;
  role: TeamRole;
  name: string | undefined;
  password: string | undefined;
}

/** What was left empty is not sent: the person exists already then. */
function withoutBlanks({ email, role, name, password }: Values) {
  return { email, role, name: name || undefined, password: password || undefined };
}

/** Adds a person to a team, creating the person if nobody has the address yet. */
export function AddMemberDialog({ team, onClose }: { team: Team; onClose: () => void }) {
  const toast = useToast();
  const form = useForm<Values>({
    defaultValues: { email: "", role: "viewer", name: "", password: "" },
    resolver: (values, context, options) =>
      schemaResolver<Values>(async () => (await import("@/contracts/people")).addMemberInput)(
        { ...values, ...withoutBlanks(values) },
        context,
        options,
      ),
  });
  const addition = useApiMutation(addMember, {
    invalidates: [keys.members(team.id), keys.teams, keys.users],
    onSuccess: (member) => {
      toast({ tone: "ok", title: `${member.name} is a member of ${team.name} now` });
      onClose();
    },
  });
  return (
    <ModalDialog title={`Add a member to ${team.name}`} onClose={onClose}>
      <FormShell
        label={`Add a member to ${team.name}`}
        form={form}
        onSubmit={(values) => addition.mutate({ params: { teamId: team.id }, body: withoutBlanks(values) })}
        isLoading={addition.isPending}
        error={addition.error === null ? null : problemOf(addition.error)}
        submitLabel="Add member"
        onCancel={onClose}
        guardsUnsavedChanges={false}
      >
        <TextField control={form.control} name="email" label="E-mail" type="email" />
        <SelectField
          control={form.control}
          name="role"
          label="Role"
          options={teamRoles.map((role) => ({ value: role, label: role }))}
        />
        <TextField
          control={form.control}
          name="name"
          label="Name"
          isOptional
          help="Only for somebody who has never had an account here."
          maxLength={120}
        />
        <TextField
          control={form.control}
          name="password"
          label="First password"
          isOptional
          type="password"
          help="Only for somebody who has never had an account here. At least 12 characters."
          autoComplete="new-password"
          maxLength={256}
        />
      </FormShell>
    </ModalDialog>
  );
}
