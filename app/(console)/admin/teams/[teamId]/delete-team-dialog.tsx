"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { ConfirmDialog } from "@/app/_components/feedback/confirm-dialog";
import { useToast } from "@/app/_components/feedback/toasts";
import { deleteTeam } from "@/contracts/addresses/people";
import type { Team } from "@/contracts/people";

interface DeleteTeamDialogProps {
  team: Team;
  onClose: () => void;
  onDeleted: () => void;
}

/** Deletes an empty team once its name has been typed. */
export function DeleteTeamDialog({ team, onClose, onDeleted }: DeleteTeamDialogProps) {
  const toast = useToast();
  const deletion = useApiMutation(deleteTeam, {
    invalidates: [keys.teams, keys.session, keys.users],
    onSuccess: () => {
      toast({ tone: "ok", title: `${team.name} was deleted` });
      onClose();
      onDeleted();
    },
  });
  return (
    <ConfirmDialog
      title={`Delete ${team.name}?`}
      confirmLabel="Delete team"
      nameToType={team.name}
      isLoading={deletion.isPending}
      error={deletion.error === null ? null : problemOf(deletion.error)}
      onConfirm={(confirm) => deletion.mutate({ params: { teamId: team.id }, query: { confirm } })}
      onClose={onClose}
    >
      <p>
        Its members stay people of the installation. A team can be deleted once no profile, CA bundle or client
        certificate belongs to it. This cannot be undone.
      </p>
    </ConfirmDialog>
  );
}
