"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { ConfirmDialog } from "@/app/_components/feedback/confirm-dialog";
import { useToast } from "@/app/_components/feedback/toasts";
import { removeSecondFactor } from "@/contracts/addresses/people";
import type { User } from "@/contracts/people";

/** Takes away the second factor of a person who has lost it. */
export function RemoveSecondFactorDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const toast = useToast();
  const removal = useApiMutation(removeSecondFactor, {
    invalidates: [keys.users],
    onSuccess: () => {
      toast({ tone: "ok", title: `${user.name} signs in with the password alone now` });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={`Turn off the second factor of ${user.name}?`}
      confirmLabel="Turn off"
      isLoading={removal.isPending}
      error={removal.error === null ? null : problemOf(removal.error)}
      onConfirm={() => removal.mutate({ params: { userId: user.id } })}
      onClose={onClose}
    >
      <p>
        For somebody who has lost both the device and the recovery codes. Make sure that it is {user.name} who asks:
        from then on the password alone is enough, and they are signed out everywhere.
      </p>
    </ConfirmDialog>
  );
}
