"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { removeFromList } from "@/app/_client/remove-from-list";
import { useQueryClient } from "@/app/_client/use-query";
import { ConfirmDialog } from "@/app/_components/feedback/confirm-dialog";
import { useToast } from "@/app/_components/feedback/toasts";
import { deleteProfile } from "@/contracts/addresses/profiles";
import type { Profile } from "@/contracts/profile";

interface DeleteProfileDialogProps {
  profile: Profile;
  onClose: () => void;
  onDeleted?: () => void;
}

/** Deletes a profile once its name has been typed. */
export function DeleteProfileDialog({ profile, onClose, onDeleted }: DeleteProfileDialogProps) {
  const toast = useToast();
  const client = useQueryClient();
  const deletion = useApiMutation(deleteProfile, {
    invalidates: [keys.overview],
    onSuccess: () => {
      removeFromList(client, keys.profiles, profile.id);
      toast({ tone: "ok", title: `${profile.name} was deleted` });
      onClose();
      onDeleted?.();
    },
  });
  return (
    <ConfirmDialog
      title={`Delete ${profile.name}?`}
      confirmLabel="Delete profile"
      nameToType={profile.name}
      isLoading={deletion.isPending}
      error={deletion.error === null ? null : problemOf(deletion.error)}
      onConfirm={(confirm) => deletion.mutate({ params: { profileId: profile.id }, query: { confirm } })}
      onClose={onClose}
    >
      <p>
        The profile, its stored credentials and its notification history are removed for the whole team, and the console
        logs off from {profile.host}. The device itself is not touched. This cannot be undone.
      </p>
    </ConfirmDialog>
  );
}
