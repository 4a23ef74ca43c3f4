"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { useToast } from "@/app/_components/feedback/toasts";
import { removeTotp } from "@/contracts/addresses/people";
import { PasswordConfirmation } from "./password-confirmation";

/** Turns the second factor off after the password was given. */
export function TurnOffDialog({ onClose }: { onClose: () => void }) {
  const toast = useToast();
  const removal = useApiMutation(removeTotp, {
    invalidates: [keys.session, keys.sessions],
    onSuccess: () => {
      toast({ tone: "ok", title: "The second factor is off", detail: "Your other sign-ins have ended." });
      onClose();
    },
  });
  return (
    <ModalDialog title="Turn the second factor off?" onClose={onClose}>
      <p>Afterwards the password alone is enough to sign in. The codes and recovery codes you have stop working.</p>
      <PasswordConfirmation
        label="Turn the second factor off"
        submitLabel="Turn off"
        isDanger
        submission={removal}
        onClose={onClose}
      />
    </ModalDialog>
  );
}
