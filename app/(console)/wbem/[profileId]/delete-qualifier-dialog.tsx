"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { ConfirmDialog } from "@/app/_components/feedback/confirm-dialog";
import { deleteWbemQualifierType } from "@/contracts/addresses/wbem-schema";
import { useExplorer } from "./explorer-context";

interface DeleteQualifierDialogProps {
  namespace: string;
  name: string;
  onClose: () => void;
}

/** Asks before a qualifier type is deleted; its name has to be typed. */
export function DeleteQualifierDialog({ namespace, name, onClose }: DeleteQualifierDialogProps) {
  const { profile } = useExplorer();
  const deletion = useApiMutation(deleteWbemQualifierType, {
    invalidates: [keys.wbemPart(profile.id, "qualifiers")],
    onSuccess: onClose,
  });
  return (
    <ConfirmDialog
      title={`Delete ${name}?`}
      confirmLabel="Delete the qualifier type"
      nameToType={name}
      isLoading={deletion.isPending}
      error={deletion.error ? problemOf(deletion.error) : null}
      onConfirm={(confirmation) =>
        deletion.mutate({ params: { profileId: profile.id }, body: { namespace, name, confirmation } })
      }
      onClose={onClose}
    >
      <p>
        Classes of {namespace} that carry the qualifier may keep it, but no class can be made or changed with it any
        more.
      </p>
    </ConfirmDialog>
  );
}
