"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { ConfirmDialog } from "@/app/_components/feedback/confirm-dialog";
import { clearWbemRecording } from "@/contracts/addresses/wbem";
import { countOf } from "@/contracts/count";
import { useExplorer } from "../explorer-context";

/** Asks before the recording is forgotten. */
export function ClearDialog({ count, onClose }: { count: number; onClose: () => void }) {
  const { profile } = useExplorer();
  const clearing = useApiMutation(clearWbemRecording, {
    invalidates: [keys.wbemPart(profile.id, "recording")],
    onSuccess: onClose,
  });
  return (
    <ConfirmDialog
      title="Clear the recording?"
      confirmLabel="Clear the recording"
      isLoading={clearing.isPending}
      error={clearing.error ? problemOf(clearing.error) : null}
      onConfirm={() => clearing.mutate({ params: { profileId: profile.id } })}
      onClose={onClose}
    >
      <p>{countOf(count, "recorded request")} will be forgotten. Export them first if they may be needed.</p>
    </ConfirmDialog>
  );
}
