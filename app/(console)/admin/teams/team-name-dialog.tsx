"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { FormShell } from "@/app/_components/form/form-shell";
import { schemaResolver } from "@/app/_components/form/schema-resolver";
import { TextField } from "@/app/_components/form/text-field";
import { useForm } from "@/app/_components/form/use-form";
import { createTeam, renameTeam } from "@/contracts/addresses/people";
import type { Team } from "@/contracts/people";

interface TeamNameDialogProps {
  /** The team to rename; without one a team is created. */
  team?: Team;
  onDone: (team: Team) => void;
  onClose: () => void;
}

interface Values {
  name: string;
}

/** Names a new team, or an existing one anew. */
export function TeamNameDialog({ team, onDone, onClose }: TeamNameDialogProps) {
  const form = useForm<Values>({
    defaultValues: { name: team?.name ?? "" },
    resolver: schemaResolver<Values>(async () => (await import("@/contracts/people")).teamInput),
  });
  const options = { invalidates: [keys.teams, keys.session], onSuccess: onDone };
  const creation = useApiMutation(createTeam, options);
  const renaming = useApiMutation(renameTeam, options);
  const error = creation.error ?? renaming.error;
  const title = team === undefined ? "New team" : `Rename ${team.name}`;
  return (
    <ModalDialog title={title} onClose={onClose}>
      <FormShell
        label={title}
        form={form}
        onSubmit={(body) =>
          team === undefined ? creation.mutate({ body }) : renaming.mutate({ params: { teamId: team.id }, body })
        }
        isLoading={creation.isPending || renaming.isPending}
        error={error === null ? null : problemOf(error)}
        submitLabel={team === undefined ? "Create team" : "Rename"}
        onCancel={onClose}
        guardsUnsavedChanges={false}
      >
        <TextField
          control={form.control}
          name="name"
          label="Name"
          help={team === undefined ? "You become its first administrator." : undefined}
          maxLength={80}
        />
      </FormShell>
    </ModalDialog>
  );
}
