"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { ConfirmDialog } from "@/app/_components/feedback/confirm-dialog";
import { disconnectBmcSession } from "@/contracts/addresses/bmc";
import type { BmcSession } from "@/contracts/bmc";

interface DisconnectDialogProps {
  profileId: string;
  session: BmcSession;
  onClose: () => void;
}

/** Asks before somebody's session on the BMC is ended. */
export function DisconnectDialog({ profileId, session, onClose }: DisconnectDialogProps) {
  const disconnection = useApiMutation(disconnectBmcSession, {
    invalidates: [keys.bmcPart(profileId, "sessions")],
    onSuccess: onClose,
  });
  return (
    <ConfirmDialog
      title={`Disconnect ${session.userName ?? "this session"}?`}
      confirmLabel="Disconnect"
      isLoading={disconnection.isPending}
      error={disconnection.error ? problemOf(disconnection.error) : null}
      onConfirm={() => disconnection.mutate({ params: { profileId }, query: { uri: session.uri } })}
      onClose={onClose}
    >
      <p>
        The session {session.id} of {session.userName ?? "an unknown user"}
        {session.clientAddress === null ? "" : ` at ${session.clientAddress}`} ends at once. Whoever works there has to
        sign in again.
      </p>
    </ConfirmDialog>
  );
}
