"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { ConfirmDialog } from "@/app/_components/feedback/confirm-dialog";
import { resetWbemStatistics } from "@/contracts/addresses/wbem";
import { useExplorer } from "../explorer-context";

/** Asks before the figures of everybody are forgotten. */
export function ResetDialog({ onClose }: { onClose: () => void }) {
  const { profile } = useExplorer();
  const resetting = useApiMutation(resetWbemStatistics, {
    invalidates: [keys.wbemPart(profile.id, "statistics")],
    onSuccess: onClose,
  });
  return (
    <ConfirmDialog
      title="Count anew?"
      confirmLabel="Count anew"
      isLoading={resetting.isPending}
      error={resetting.error ? problemOf(resetting.error) : null}
      onConfirm={() => resetting.mutate({ params: { profileId: profile.id } })}
      onClose={onClose}
    >
      <p>
        The figures of what this console has asked begin at nothing again, for everybody who uses this profile.
        Recordings, and what the server counts itself, stay.
      </p>
    </ConfirmDialog>
  );
}
